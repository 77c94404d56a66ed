// SPDX-License-Identifier: Apache-2.0
#include "models/design/design_check.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/number.h"
#include "models/published/energy.h"

namespace bitpareto::models {

namespace {

/// At which the PEs under configs/pes were synthesised: Chen et al., HPCA 2025, section V.
constexpr double synthesis_clock = 1e9;

/// Every setting of a leaf, in `design` and in workloads, with its path.
struct Given {
  const LeafSetting* setting;
  std::string path;
};

class Checker {
 public:
  Checker(const SpaceFile& file, const Space& space, const Components& components,
          const std::vector<ModelledWorkload>& workloads, Diagnostics& diagnostics)
      : file_{file}, space_{space}, components_{components}, workloads_{workloads}, diagnostics_{diagnostics} {}

  void check() {
    check_custom();
    check_dot_sizes();
    if (components_.has_published()) {
      check_fixed(Leaf::clock, 1e9, "the published models run at 1 GHz");
      check_fixed(Leaf::weight_buffer_banks, published_banks, "the published models have 8 banks");
      check_fixed(Leaf::input_buffer_banks, published_banks, "the published models have 8 banks");
    }
    if (components_.has_native()) check_native();
    check_unread();
    check_activations();
    check_blocks();
    check_accuracy_axes();
    for (std::size_t w = 0; w < workloads_.size(); ++w) check_workload(w);
  }

 private:
  [[nodiscard]] std::vector<Given> given(Leaf leaf) const {
    std::vector<Given> list;
    const std::string path{entry_of(leaf).path};
    if (const LeafSetting* setting = file_.find(leaf)) list.push_back({setting, "design." + path});
    for (std::size_t w = 0; w < file_.workloads.size(); ++w) {
      for (const LeafSetting& setting : file_.workloads[w].overrides) {
        if (setting.leaf == leaf) list.push_back({&setting, format("workloads.{}.design.{}", w, path)});
      }
    }
    return list;
  }

  /// Whether any design of any workload has a PE for which `has` holds.
  template <class Has>
  [[nodiscard]] bool any_pe(Has has) const {
    return std::ranges::any_of(components_.pes, has);
  }
  [[nodiscard]] bool any_custom() const {
    return any_pe([](const std::optional<Pe>& pe) { return !pe; });
  }

  void check_custom() {
    if (file_.is_wrong(Leaf::pe_kind) || !any_custom()) return;
    for (const Leaf leaf : {Leaf::pe_bit_serial, Leaf::pe_dot_size, Leaf::pe_energy, Leaf::pe_area}) {
      if (!given(leaf).empty() || file_.is_wrong(leaf)) continue;
      const std::vector<Given> kinds = given(Leaf::pe_kind);
      diagnostics_.error(kinds.front().setting->source.place, "design." + std::string{entry_of(leaf).path},
                         format("missing; a custom PE gives its {}", entry_of(leaf).path.substr(3)));
    }
  }

  void check_dot_sizes() {
    if (file_.is_wrong(Leaf::pe_kind)) return;
    for (const Given& g : given(Leaf::pe_dot_size)) {
      for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 1'024); ++level) {
        const double dot_size = g.setting->levels.at(level);
        for (const std::optional<Pe>& pe : components_.pes) {
          if (!pe || pe->costs.dot_size == dot_size) continue;
          diagnostics_.error(g.setting->place(level), g.path,
                             format("the PE {} has dot size {}, not {}; a custom PE may have another", pe->name,
                                    shortest(pe->costs.dot_size), shortest(dot_size)));
        }
      }
    }
  }

  void check_fixed(Leaf leaf, double value, std::string_view why) {
    for (const Given& g : given(leaf)) {
      for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 1'024); ++level) {
        if (g.setting->levels.at(level) == value) continue;
        diagnostics_.error(
            g.setting->place(level), g.path,
            format("{} where only {} is possible: {}", space_.value_text(leaf, g.setting->levels.at(level)),
                   space_.value_text(leaf, value), why));
        if (!g.setting->source.items.empty()) continue;
        break;  // a range: one complaint says it
      }
    }
  }

  /// What native alone needs or cannot answer for.
  void check_native() {
    for (const Technology& technology : components_.technologies) {
      if (technology.logic) continue;
      diagnostics_.error(file_.design_place, "design.technology",
                         format("{} has no part `logic`, which the native model needs", technology.name));
    }
    for (const Given& g : given(Leaf::clock)) {
      for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 1'024); ++level) {
        if (g.setting->levels.at(level) <= synthesis_clock) continue;
        diagnostics_.warning(g.setting->place(level), g.path,
                             "PEs were synthesised at 1 GHz; whether they run faster is not modelled");
        break;
      }
    }
    for (const Given& g : given(Leaf::cell)) {
      for (std::uint64_t level = 0; level < g.setting->levels.size(); ++level) check_cell(g, level);
    }
    for (std::size_t w = 0; w < file_.workloads.size(); ++w) {
      for (const LeafSetting& setting : file_.workloads[w].overrides) {
        if (section_of(setting.leaf) != "dram" && setting.leaf != Leaf::cell && setting.leaf != Leaf::clock &&
            setting.leaf != Leaf::area_basis && setting.leaf != Leaf::effects_one_chip) {
          continue;
        }
        diagnostics_.error(setting.source.place, format("workloads.{}.design.{}", w, entry_of(setting.leaf).path),
                           "one chip has one; it cannot differ between workloads");
      }
    }
  }

  void check_cell(const Given& g, std::uint64_t level) {
    const std::string name = space_.value_text(Leaf::cell, g.setting->levels.at(level));
    for (const Technology& technology : components_.technologies) {
      if (std::ranges::find(technology.cells, name, &SramCell::name) != technology.cells.end()) continue;
      diagnostics_.error(g.setting->place(level), g.path,
                         format("{} has no SRAM of cell {} in its table", technology.name, name));
    }
  }

  void check_unread() {
    const bool wrong_model = file_.is_wrong(Leaf::performance_model) || components_.performance_models.empty();
    if (!wrong_model && components_.has(Revision::hpca25) && !components_.has(Revision::july2025)) {
      for (const Leaf leaf : {Leaf::kv_cache_datatype, Leaf::kv_cache_bits}) {
        complain_unread(leaf, "hpca25 knows no KV-cache precision");
      }
    }
    if (!wrong_model && !components_.has_native()) {
      for (const LeafEntry& entry : all_leaves()) {
        if (!entry.only_for.empty()) complain_unread(entry.leaf, format("only {} reads it", entry.only_for));
      }
    }
    if (components_.has_native() && !file_.is_wrong(Leaf::dram_preset)) {
      const bool has_bus = components_.has_published() || std::ranges::find_if(components_.drams, [](const auto& d) {
                                                            return !d;
                                                          }) != components_.drams.end();
      const bool has_preset = std::ranges::any_of(components_.drams, [](const auto& d) { return d.has_value(); });
      if (!has_bus) complain_unread(Leaf::dram_bus, "a preset has a width and channels of its own");
      if (!has_preset) {
        for (const Leaf leaf : {Leaf::dram_data_rate, Leaf::dram_width, Leaf::dram_channels, Leaf::dram_efficiency,
                                Leaf::dram_background_power, Leaf::dram_capacity, Leaf::dram_latency}) {
          complain_unread(leaf, "the bus of the published models has none");
        }
      }
    }
    if (!file_.is_wrong(Leaf::pe_kind) && !any_custom()) {
      for (const Leaf leaf : {Leaf::pe_bit_serial, Leaf::pe_energy, Leaf::pe_area}) {
        complain_unread(leaf, "only a custom PE is given its costs");
      }
    }
    if (!file_.is_wrong(Leaf::weights_datatype) && given(Leaf::weights_datatype).empty()) {
      complain_unread(Leaf::weights_group_size, "weights without a datatype have no groups");
    }
    for (const LeafSetting& leaf : file_.leaves) {
      const bool always_overridden =
          !file_.workloads.empty() && std::ranges::all_of(file_.workloads, [&](const WorkloadSetting& w) {
            return std::ranges::find(w.overrides, leaf.leaf, &LeafSetting::leaf) != w.overrides.end();
          });
      if (always_overridden) {
        unread(leaf, format("design.{}", entry_of(leaf.leaf).path), "every workload overrides it");
      }
    }
  }

  void complain_unread(Leaf leaf, std::string_view why) {
    for (const Given& g : given(leaf)) unread(*g.setting, g.path, why);
  }

  void unread(const LeafSetting& setting, const std::string& path, std::string_view why) {
    if (setting.is_axis()) {
      diagnostics_.error(setting.source.place, path, format("an axis that changes nothing: {}", why));
    } else {
      diagnostics_.warning(setting.source.place, path, format("is not used: {}", why));
    }
  }

  void check_activations() {
    const bool published_pe = any_pe([](const std::optional<Pe>& pe) { return pe.has_value(); });
    if (!published_pe) return;
    for (const Leaf leaf : {Leaf::pe_activation, Leaf::pe_activation_bits}) {
      for (const Given& g : given(leaf)) {
        for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 64); ++level) {
          DesignPoint point = space_.shared();
          point[leaf] = g.setting->levels.at(level);
          if (leaf == Leaf::pe_activation) point[Leaf::pe_activation_bits] = std::numeric_limits<double>::quiet_NaN();
          if (components_.activation_bits(point) == 16) continue;
          diagnostics_.warning(g.setting->place(level), g.path,
                               "the energy and area of published PEs are those of FP16 activations");
          break;
        }
      }
    }
  }

  /// A block format with another group size is not that format any more.
  void check_blocks() {
    for (const Given& g : given(Leaf::weights_group_size)) {
      for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 64); ++level) {
        const double size = g.setting->levels.at(level);
        std::string others;
        for (const DatatypeEntry* datatype : components_.weights) {
          if (datatype->block_size == 0 || static_cast<double>(datatype->block_size) == size) continue;
          others += format("{}{} has blocks of {}", others.empty() ? "" : ", ", datatype->name, datatype->block_size);
        }
        if (others.empty()) continue;
        diagnostics_.warning(g.setting->place(level), g.path,
                             format("{} is not what the format defines, so it is another format: {}",
                                    space_.value_text(Leaf::weights_group_size, size), others));
      }
    }
  }

  /// Whether an objective or a constraint is about any of these.
  [[nodiscard]] bool asks_for(std::initializer_list<Metric> metrics) const {
    const auto is_about = [&](const auto& expression) {
      return std::ranges::any_of(expression.metrics(), [&](const MetricExpression& m) {
        return std::ranges::find(metrics, m.metric()) != metrics.end();
      });
    };
    return std::ranges::any_of(file_.objectives, is_about) || std::ranges::any_of(file_.constraints, is_about);
  }

  /// Accuracy knows datatypes, not bits; and `error` knows those of the weights alone.
  void check_accuracy_axes() {
    const bool asks_error = asks_for({Metric::error});
    const bool asks_perplexity = asks_for({Metric::perplexity, Metric::perplexity_error});
    if (asks_error || asks_perplexity) {
      for (const auto& [bits, datatype] : {std::pair{Leaf::weights_bits, Leaf::weights_datatype},
                                           std::pair{Leaf::pe_activation_bits, Leaf::pe_activation},
                                           std::pair{Leaf::kv_cache_bits, Leaf::kv_cache_datatype}}) {
        const LeafSetting* const setting = file_.find(bits);
        if (setting == nullptr || !setting->is_axis()) continue;
        diagnostics_.error(setting->source.place, format("design.{}", entry_of(bits).path),
                           format("an axis beside {}, which is told from datatypes; make {} the axis",
                                  asks_perplexity ? "perplexity" : "error", entry_of(datatype).path));
      }
    }
    if (!asks_error || asks_perplexity) return;
    for (const Leaf leaf : {Leaf::pe_activation, Leaf::kv_cache_datatype}) {
      const LeafSetting* const setting = file_.find(leaf);
      if (setting == nullptr || !setting->is_axis()) continue;
      diagnostics_.warning(setting->source.place, format("design.{}", entry_of(leaf).path),
                           "`error` is that of the weights alone, so the lowest precision here costs no accuracy; ask for "
                           "`perplexity`, which has none where a precision has no published price");
    }
  }

  void check_workload(std::size_t w) {
    const ModelledWorkload& workload = workloads_[w];
    const WorkloadSetting& setting = file_.workloads[w];
    const LanguageModel& model = *workload.model;
    const std::string path = format("workloads.{}", w);
    const std::int64_t context = workload.shape.context;
    if (model.max_positions > 0 && context > model.max_positions) {
      diagnostics_.warning(setting.context_place, path + ".context",
                           format("{} is beyond the {} positions of {}", context, model.max_positions, model.name));
    }
    if (model.sliding_window > 0 && context > model.sliding_window && components_.has_published()) {
      diagnostics_.warning(setting.context_place, path + ".context",
                           format("{} is beyond the window of {} tokens of {}; the published models attend to all of them",
                                  context, model.sliding_window, model.name));
    }
    const auto repeats = static_cast<double>(setting.tokens);
    double elements = 0;
    for (const PerformanceModelEntry* entry : components_.performance_models) {
      for (const Product& p : products(entry->products, WorkloadGraph{model, workload.shape}, model, workload.shape)) {
        elements += p.multiplicity * (p.output.instances * p.output.rows * p.stationary.rows * p.stationary.depth);
      }
    }
    if (elements * repeats >= 0x1p62) {
      diagnostics_.error(setting.place, path, "too large to count: 2^62 multiply-adds or more");
    }
    if (!components_.has(Revision::hpca25)) return;
    if (workload.shape.batch != 1) {
      diagnostics_.error(setting.place, path + ".batch", format("{} where hpca25 knows only 1", workload.shape.batch));
    }
    if (model.head_size * model.heads != model.hidden_size) {
      diagnostics_.error(
          setting.model_place, path + ".model",
          format("hpca25 refuses {}: its head size {} is not hidden size / heads", model.name, model.head_size));
    }
  }

  const SpaceFile& file_;
  const Space& space_;
  const Components& components_;
  const std::vector<ModelledWorkload>& workloads_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_design(const SpaceFile& file, const Space& space, const Components& components,
                  const std::vector<ModelledWorkload>& workloads, Diagnostics& diagnostics) {
  Checker{file, space, components, workloads, diagnostics}.check();
}

}  // namespace bitpareto::models
