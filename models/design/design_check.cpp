// SPDX-License-Identifier: Apache-2.0
#include "models/design/design_check.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"

namespace bitpareto::models {

namespace {

using Given = ModelCheck::Given;

class Checker {
 public:
  explicit Checker(const ModelCheck& check) : check_{check} {}

  void check() {
    check_custom();
    check_.require_published_pes([](const Pe& pe) { return !pe.build; });
    // Each check once: models that share one complain of everything that any of them does not know.
    std::vector<void (*)(const ModelCheck&)> checked;
    for (const PerformanceModelEntry* const model : components_.performance_models) {
      if (model->check == nullptr || std::ranges::find(checked, model->check) != checked.end()) continue;
      checked.push_back(model->check);
      model->check(check_);
    }
    check_unread();
    check_blocks();
    check_accuracy_axes();
    for (std::size_t w = 0; w < workloads_.size(); ++w) check_workload(w);
  }

 private:
  [[nodiscard]] std::vector<Given> given(Leaf leaf) const { return check_.given(leaf); }

  /// Whether any design of any workload has a PE for which `has` holds.
  template <class Has>
  [[nodiscard]] bool any_pe(Has has) const {
    return std::ranges::any_of(components_.pes, has);
  }
  [[nodiscard]] bool any_custom() const {
    return any_pe([](const std::optional<Pe>& pe) { return !pe; });
  }

  void check_custom() {
    if (file_.is_wrong(leaf::pe_kind) || !any_custom()) return;
    for (const Leaf leaf :
         std::initializer_list<Leaf>{leaf::pe_bit_serial, leaf::pe_dot_size, leaf::pe_energy, leaf::pe_area}) {
      if (!given(leaf).empty() || file_.is_wrong(leaf)) continue;
      const std::vector<Given> kinds = given(leaf::pe_kind);
      diagnostics_.error(kinds.front().setting->source.place, "design." + std::string{leaf->path},
                         format("missing; a custom PE gives its {}", leaf->path.substr(3)));
    }
  }

  void check_unread() {
    if (!file_.is_wrong(leaf::performance_model) && !components_.performance_models.empty()) {
      for (const KnownLeaf& known : file_.known) {
        const bool is_read = std::ranges::any_of(components_.performance_models,
                                                 [&](const auto* model) { return model->reads(known.leaf); });
        if (!is_read) check_.complain_unread(known.leaf, only_readers(known));
      }
    }
    if (!file_.is_wrong(leaf::pe_kind) && !any_custom()) {
      for (const Leaf leaf : std::initializer_list<Leaf>{leaf::pe_bit_serial, leaf::pe_energy, leaf::pe_area}) {
        check_.complain_unread(leaf, "only a custom PE is given its costs");
      }
    }
    if (!file_.is_wrong(leaf::weights_datatype) && given(leaf::weights_datatype).empty()) {
      check_.complain_unread(leaf::weights_group_size, "weights without a datatype have no groups");
    }
    for (const LeafSetting& leaf : file_.leaves) {
      const bool always_overridden =
          !file_.workloads.empty() && std::ranges::all_of(file_.workloads, [&](const WorkloadSetting& w) {
            return std::ranges::find(w.overrides, leaf.leaf, &LeafSetting::leaf) != w.overrides.end();
          });
      if (always_overridden) {
        check_.complain_unread({&leaf, format("design.{}", leaf.leaf->path)}, "every workload overrides it");
      }
    }
  }

  static std::string only_readers(const KnownLeaf& known) {
    return format("only {} {} it", joined(known.readers), known.readers.size() == 1 ? "reads" : "read");
  }

  /// A block format with another group size is not that format any more.
  void check_blocks() {
    for (const Given& g : given(leaf::weights_group_size)) {
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
                                    space_.value_text(leaf::weights_group_size, size), others));
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
      for (const auto& [bits, datatype] : {std::pair<Leaf, Leaf>{leaf::weights_bits, leaf::weights_datatype},
                                           std::pair<Leaf, Leaf>{leaf::pe_activation_bits, leaf::pe_activation},
                                           std::pair<Leaf, Leaf>{leaf::kv_cache_bits, leaf::kv_cache_datatype}}) {
        const LeafSetting* const setting = file_.find(bits);
        if (setting == nullptr || !setting->is_axis()) continue;
        diagnostics_.error(setting->source.place, format("design.{}", bits->path),
                           format("an axis beside {}, which is told from datatypes; make {} the axis",
                                  asks_perplexity ? "perplexity" : "error", datatype->path));
      }
    }
    if (!asks_error || asks_perplexity) return;
    for (const Leaf leaf : std::initializer_list<Leaf>{leaf::pe_activation, leaf::kv_cache_datatype}) {
      const LeafSetting* const setting = file_.find(leaf);
      if (setting == nullptr || !setting->is_axis()) continue;
      diagnostics_.warning(
          setting->source.place, format("design.{}", leaf->path),
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
    const auto repeats = static_cast<double>(setting.tokens);
    const double elements = WorkloadGraph{model, workload.shape}.macs();
    if (elements * repeats >= most_macs) {
      diagnostics_.error(setting.place, path, "too large to count: 2^62 multiply-adds or more");
    }
  }

  const ModelCheck& check_;
  const SpaceFile& file_ = check_.file;
  const Space& space_ = check_.space;
  const Components& components_ = check_.components;
  const std::vector<ModelledWorkload>& workloads_ = check_.workloads;
  Diagnostics& diagnostics_ = check_.diagnostics;
};

}  // namespace

void check_design(const ModelCheck& check) { Checker{check}.check(); }

}  // namespace bitpareto::models
