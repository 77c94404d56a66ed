// SPDX-License-Identifier: Apache-2.0
#include "models/design/explanation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "core/cost/metric_value.h"
#include "core/text/format.h"
#include "models/native/operation_costs.h"
#include "models/published/energy.h"
#include "models/published/leaves.h"
#include "models/published/published_model.h"

namespace bitpareto::models {

namespace {

/// Leaves whose single value is doubled and halved where they are no axis.
constexpr std::array<Leaf, 9> stepped_leaves{leaf::array_rows,          leaf::array_columns,     leaf::weight_buffer_size,
                                    leaf::weight_buffer_banks, leaf::input_buffer_size, leaf::input_buffer_banks,
                                    leaf::vector_unit_lanes,   leaf::dram_channels,     leaf::dram_bus};

/// What is told of each change.
constexpr std::array compared_metrics{Metric::latency, Metric::energy, Metric::area, Metric::dram_bytes};

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::string percent(double fraction) { return format("{} %", rounded(100 * fraction, 2)); }

/// What native knows beyond the published model, each on or off.
std::vector<Leaf> effects() {
  std::vector<Leaf> list;
  for (const Leaf leaf : native_leaves) {
    if (section_of(leaf) == "effects") list.push_back(leaf);
  }
  return list;
}

/// The components of a space of July 2025, and its designs, as native with everything off.
DesignPoint switched_off(DesignPoint p, Components& components) {
  for (const Leaf effect : effects()) p[effect] = 0;
  p[leaf::pe_idle_share] = 1;
  p[leaf::pe_stall_share] = 0;
  p[leaf::array_reconfiguration] = 0;
  p[leaf::vector_unit_lanes] = 0;
  const auto last = [](const auto& list) { return static_cast<double>(list.size() - 1); };
  components.row_mappings.emplace_back(Spread::outputs);
  components.column_mappings.emplace_back(Spread::tokens);
  components.area_bases.push_back(AreaBasis::published);
  components.drams.emplace_back();
  components.supplies.emplace_back();
  components.performance_models.push_back(&native_model);
  p[leaf::array_row_mapping] = last(components.row_mappings);
  p[leaf::array_column_mapping] = last(components.column_mappings);
  p[leaf::area_basis] = last(components.area_bases);
  p[leaf::dram_preset] = last(components.drams);
  p[leaf::voltage] = last(components.supplies);
  p[leaf::performance_model] = last(components.performance_models);
  return p;
}

class Explainer {
 public:
  Explainer(const DesignModel& model, std::span<const WorkloadUse> uses, std::span<const std::uint64_t> levels)
      : model_{model}, uses_{uses}, levels_{levels.begin(), levels.end()}, components_{model.data().components} {
    point_ = model.space().point(levels);
    if (&components_.performance_model(point_) != &native_model) {
      is_published_ = true;
      point_ = switched_off(point_, components_);
      if (!components_.technologies.front().logic) {
        for (Technology& technology : components_.technologies) technology.logic.emplace();
      }
    }
    only_.emplace(std::vector<Axis>{}, point_, model.space().names());
    native_.emplace(*only_, components_, model.data().workloads,
                    model.data().accuracy->setting.head);
  }

  Result<Explanation> explain() {
    const Result<std::vector<Evaluation>> costs = native_->evaluate(point_);
    if (!costs) return Failure{costs.error()};
    costs_ = *costs;
    add_operations();
    add_metrics();
    add_area();
    if (!is_published_) add_effects();
    add_steps();
    add_origins();
    return std::move(explanation_);
  }

 private:
  [[nodiscard]] double value(Metric metric, const std::vector<Evaluation>& costs) const {
    const auto expression = MetricExpression::plain(metric, uses_);
    return metric_value<double>(*expression, uses_, [&](std::size_t w, Cost c) { return costs[w][c]; });
  }

  void add_operations() {
    Table& table = explanation_.operations;
    table.columns = {"workload",
                     "operation",
                     "times",
                     "instances",
                     "tokens",
                     "outputs",
                     "reduction",
                     "rows_take",
                     "columns_take",
                     "compute_cycles",
                     "dram_cycles",
                     "vector_cycles",
                     "total_cycles",
                     "time_share",
                     "pace",
                     "utilisation",
                     Column{"stationary_bytes", Dimension::storage},
                     Column{"input_bytes", Dimension::storage},
                     Column{"output_bytes", Dimension::storage},
                     "stationary_fetches",
                     "input_fetches",
                     "ops_per_byte",
                     "ridge_ops_per_byte"};
    for (const Cost part : energy_parts) table.columns.emplace_back(column_name(part), entry_of(part).dimension);
    for (std::size_t w = 0; w < uses_.size(); ++w) {
      const std::vector<OperationCost> list = operation_costs(*native_, point_, w);
      const NativeModel::Shared shared = native_->shared(point_, w);
      const double all = costs_[w][Cost::total_cycles];
      for (const OperationCost& o : list) add_operation(w, o, shared, all);
      explanation_.sentences.push_back(sentence(w, list, shared));
    }
  }

  void add_operation(std::size_t w, const OperationCost& o, const NativeModel::Shared& shared, double all) {
    const double n = o.multiplicity;
    const auto sum = [&](auto number) {
      double bytes = 0;
      for (const Movement& m : o.movements) bytes += m.*number;
      return n * bytes;
    };
    // Of both products of attention where they take different things.
    const auto takes = [&](Side SpatialMapping::*side) {
      std::string text = to_text(o.uses.front().mapping.*side);
      const std::string last = to_text(o.uses.back().mapping.*side);
      return text == last ? text : text + ", " + last;
    };
    const ArrayWork& work = o.works.front();
    const ArrayShape shape = native_->workloads()[w].seen(point_).array;
    const double peak = 2 * shape.rows * shape.columns * shape.dot_size / work.serial_cycles;  // per cycle
    std::vector<Cell> row{uses_[w].name,
                          o.name,
                          n,
                          work.instances,
                          work.tokens,
                          work.outputs,
                          work.reduction,
                          takes(&SpatialMapping::rows),
                          takes(&SpatialMapping::columns),
                          o.work.compute_cycles,
                          o.dram_cycles,
                          o.vector_cycles,
                          o.work.cycles,
                          share(o.work.cycles, all),
                          std::string{pace_names[static_cast<std::size_t>(o.pace)]},
                          o.utilisation(shared.costs.pes),
                          sum(&Movement::stationary_bytes),
                          sum(&Movement::input_bytes),
                          sum(&Movement::output_bytes),
                          o.movements.front().fetches.stationary,
                          o.movements.front().fetches.input,
                          std::isfinite(o.intensity()) ? Cell{o.intensity()} : Cell{},
                          8 * peak / shared.dram.bits_per_cycle};
    const ChipEnergy<double>& e = o.energy;  // in the order of energy_parts
    for (const double part : {e.compute, e.sram_read, e.sram_write, e.dram, e.leakage, e.vector}) row.emplace_back(part);
    explanation_.operations.rows.push_back(std::move(row));
  }

  /// What sets the pace of a workload, where, and until when more of it would help.
  [[nodiscard]] std::string sentence(std::size_t w, const std::vector<OperationCost>& list,
                                     const NativeModel::Shared& shared) const {
    std::array<double, pace_names.size()> cycles{};
    double others = 0;  // were DRAM infinitely fast
    double working = 0;
    for (const OperationCost& o : list) {
      cycles[static_cast<std::size_t>(o.pace)] += o.work.cycles;
      others += std::max(o.work.compute_cycles, o.vector_cycles);
      working += o.work.working;
    }
    const double all = std::accumulate(cycles.begin(), cycles.end(), 0.0);
    const auto slowest = static_cast<std::size_t>(std::ranges::max_element(cycles) - cycles.begin());
    std::vector<const OperationCost*> guilty;
    for (const OperationCost& o : list) {
      if (static_cast<std::size_t>(o.pace) == slowest) guilty.push_back(&o);
    }
    std::ranges::sort(guilty, [](const auto* a, const auto* b) { return a->work.cycles > b->work.cycles; });
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, guilty.size()); ++i) {
      names += format("{}{}",
                      i == 0                                             ? ""
                      : i + 1 == std::min<std::size_t>(3, guilty.size()) ? " and "
                                                                         : ", ",
                      guilty[i]->name);
    }
    std::string text = format(
        "{}: {} sets the pace for {} of {}{}, mostly in {}; PEs work {} of the time", uses_[w].name,
        pace_names[slowest] == "DRAM" ? "DRAM" : "the " + std::string{pace_names[slowest]},
        percent(share(cycles[slowest], all)), rounded_quantity(all / shared.costs.cycles_per_s, Dimension::time, 3),
        uses_[w].shape.phase == Phase::decode ? " per step" : "", names, percent(share(working, shared.costs.pes * all)));
    if (static_cast<Pace>(slowest) == Pace::dram && others > 0) {
      text += format(". With DRAM that costs no time it would take {}, {} times less",
                     rounded_quantity(others / shared.costs.cycles_per_s, Dimension::time, 3), rounded(all / others, 2));
    }
    if (shared.dram.latency_bits_per_s > 0 &&
        shared.dram.latency_bits_per_s / shared.costs.cycles_per_s <= shared.dram.bits_per_cycle) {
      text += ". Half of the buffers does not cover bandwidth times latency";
    }
    return text + ".";
  }

  void add_metrics() {
    Table& table = explanation_.metrics;
    table.columns = {"metric", "value", "in_base_units"};
    for (const MetricEntry& entry : all_metrics()) {
      const bool of_accuracy = entry.scope == MetricScope::model;
      if (of_accuracy || !MetricExpression::plain(entry.metric, uses_)) continue;
      const double number = value(entry.metric, costs_);
      table.rows.push_back({std::string{entry.name}, rounded_quantity(number, entry.dimension), number});
    }
  }

  void add_area() {
    Table& table = explanation_.area;
    table.columns = {"part", Column{"area_mm2", Dimension::area}, "share"};
    double all = 0;
    for (const Cost part : area_parts) all += largest_of(part);
    for (const Cost part : area_parts) {
      std::string name{column_name(part)};
      name.erase(name.rfind("_area"));
      std::ranges::replace(name, '_', ' ');
      table.rows.push_back({name, largest_of(part), share(largest_of(part), all)});
    }
    table.rows.push_back({std::string{"all"}, all, 1.0});
  }

  [[nodiscard]] double largest_of(Cost cost) const {
    double most = 0;
    for (const Evaluation& e : costs_) most = std::max(most, e[cost]);
    return most;
  }

  void add_changes(std::vector<Cell>& row, const DesignPoint& other) const {
    const Result<std::vector<Evaluation>> costs = native_->evaluate(other);
    for (const Metric metric : compared_metrics) {
      const double before = value(metric, costs_);
      row.push_back(costs && before != 0 ? Cell{value(metric, *costs) / before} : Cell{});
    }
    row.push_back(costs ? Cell{} : Cell{costs.error()});
  }

  static void add_change_columns(Table& table) {
    for (const Metric metric : compared_metrics) table.columns.push_back(format("{}_ratio", entry_of(metric).name));
    table.columns.emplace_back("reason");
  }

  /// What the condition of an effect comes to here; empty where it has none.
  [[nodiscard]] std::string condition(Leaf effect) const {
    std::string text;
    for (std::size_t w = 0; w < uses_.size(); ++w) {
      const NativeWorkload& native = native_->workloads()[w];
      const NativeDesign design = native.seen(point_);
      const BufferSizes buffers = native_->buffers(point_, w);
      const LanguageModel& llm = *native.workload().model;
      const double bits = design.activation_bits;
      std::string of_workload;
      const double weights = native_->stored_weights(point_, w);
      const MemoryPlan plan = native.memory_plans(design, buffers, weights)[native_->shared(point_, w).plan];
      const auto bytes = [](double b) { return rounded_quantity(b, Dimension::storage, 3); };
      if (effect == leaf::effects_fused_attention) {
        const double tile = buffers.inputs * (design.effects.double_buffering ? 0.5 : 1);
        of_workload = format("{}: one query takes {} of {}",
                             plan.fused ? "fused" : "apart, which is faster or all that fits",
                             bytes(native.fused_query_bytes(design)), bytes(tile));
      } else if (effect == leaf::effects_kept_activations) {
        const std::vector<BlockOperation> list{native.operations().begin(), native.operations().end()};
        const auto stay = std::ranges::count_if(plan.movements, [](const Movement& m) { return !m.travel.output; });
        const double scores = plan.fused ? 0 : native.longest_scores(design);
        of_workload = format("{} of {} outputs stay: at most {} are needed at a time, and {} fit", stay,
                             plan.movements.size(), bytes(live_bytes(list, llm, bits, scores)), bytes(buffers.inputs));
      } else if (effect == leaf::effects_kept_weights) {
        of_workload = format("{}: {} and {} of keys in {}", plan.kept_weights ? "stay" : "do not stay", bytes(weights),
                             bytes(native.streamed_keys_bytes(design)), bytes(buffers.weights));
      } else if (effect == leaf::effects_softmax_overlap) {
        of_workload = plan.fused ? "applies" : "";
      } else if (effect == leaf::effects_sliding_window) {
        const auto cut = std::ranges::any_of(native.operations(), &BlockOperation::windowed) &&
                         static_cast<double>(uses_[w].shape.context) + native.positions(design) - 1 >
                             static_cast<double>(llm.sliding_window);
        if (cut) of_workload = format("{} of {} layers see the last {} tokens", llm.windowed_layers, llm.layers, llm.sliding_window);
      } else if (effect == leaf::effects_joined_batch) {
        of_workload = uses_[w].shape.phase == Phase::prefill && uses_[w].shape.batch > 1 ? "applies" : "";
      } else if (effect == leaf::effects_causal || effect == leaf::effects_last_logits) {
        of_workload = uses_[w].shape.phase == Phase::prefill ? "applies" : "";
      } else if (effect == leaf::effects_positions) {
        const double n = native.positions(design);
        of_workload =
            uses_[w].shape.phase == Phase::decode
                ? format("{} ... {}", uses_[w].shape.context, static_cast<double>(uses_[w].shape.context) + n - 1)
                : "";
      }
      if (!of_workload.empty()) text += format("{}{}: {}", text.empty() ? "" : "; ", uses_[w].name, of_workload);
    }
    return text;
  }

  void add_effects() {
    Table& table = explanation_.effects;
    table.columns = {"effect", "is"};
    for (const Metric metric : compared_metrics)
      table.columns.push_back(format("{}_without_ratio", entry_of(metric).name));
    table.columns.emplace_back("reason");
    table.columns.emplace_back("here");
    for (const Leaf effect : effects()) {
      DesignPoint other = point_;
      const bool is_on = point_[effect] != 0;
      other[effect] = is_on ? 0 : 1;
      std::vector<Cell> row{std::string{key_of(effect)}, std::string{is_on ? "on" : "off"}};
      add_changes(row, other);
      row.emplace_back(condition(effect));
      table.rows.push_back(std::move(row));
    }
  }

  void add_steps() {
    Table& table = explanation_.steps;
    table.columns = {"leaf", "value", "step"};
    add_change_columns(table);
    const Space& space = model_.space();
    for (std::size_t a = 0; a < space.axes().size(); ++a) {
      const Axis& axis = space.axes()[a];
      for (const int direction : {-1, 1}) {
        if (direction < 0 ? levels_[a] == 0 : levels_[a] + 1 == axis.levels.size()) continue;
        const double to = axis.levels.at(direction < 0 ? levels_[a] - 1 : levels_[a] + 1);
        if (axis.leaf == leaf::performance_model) continue;
        add_step(axis.leaf, to, space.value_text(axis.leaf, to));
      }
    }
    for (const Leaf leaf : stepped_leaves) {
      if (space.axis_of(leaf) || overridden(leaf)) continue;
      const DesignPoint seen = components_.resolved(point_);
      if (!seen.has(leaf) || (leaf == leaf::dram_bus && components_.dram(point_) != nullptr)) continue;
      if (is_published_ && std::ranges::find(published_leaves, leaf) == published_leaves.end()) continue;
      if (is_published_ && (leaf == leaf::weight_buffer_banks || leaf == leaf::input_buffer_banks)) continue;
      for (const double factor : {0.5, 2.0}) {
        const double to = seen[leaf] * factor;
        if (to < 1 || to != std::trunc(to) || !leaf->within.contains(to)) continue;
        add_step(leaf, to, space.value_text(leaf, to));
      }
    }
  }

  [[nodiscard]] bool overridden(Leaf leaf) const {
    return std::ranges::any_of(model_.data().workloads, [&](const ModelledWorkload& w) {
      return std::ranges::any_of(w.overrides, [&](const auto& o) { return o.first == leaf; });
    });
  }

  void add_step(Leaf leaf, double to, const std::string& text) {
    DesignPoint other = point_;
    other[leaf] = to;
    // The dot size and group size that follow from other leaves are looked up anew.
    const double now = components_.resolved(point_)[leaf];
    std::vector<Cell> row{std::string{leaf->path}, model_.space().value_text(leaf, now), text};
    add_changes(row, other);
    explanation_.steps.rows.push_back(std::move(row));
  }

  void add_origin(const std::string& what, const std::string& value, std::string_view origin,
                  const std::string& source) {
    explanation_.origins.rows.push_back({what, value, std::string{origin}, source});
  }

  void add_origin(const std::string& what, const std::string& value, Origin origin, const std::string& source) {
    add_origin(what, value, origin_names[static_cast<std::size_t>(origin)], source);
  }

  /// A number of the user's own.
  void add_given(const std::string& what, const std::string& value) {
    add_origin(what, value, "given", "the design-space file");
  }

  void add_origin(const std::string& what, Dimension dimension, const Sourced& constant) {
    add_origin(what, to_text(constant, dimension), constant.origin, constant.source);
  }

  void add_origins() {
    explanation_.origins.columns = {"constant", "value", "origin", "source"};
    const Technology& technology = components_.technology(point_);
    const std::optional<Pe>& pe = components_.pes[point_.name(leaf::pe_kind)];
    const PeCosts costs = is_published_ ? components_.pe(point_) : std::get<PeCosts>(components_.built_pe(point_, native_->used_datatypes(point_, 0)));
    const auto of_pe = [&](const std::string& what, const std::string& value) {
      if (!pe) return add_given(what, value);
      const bool published = costs.area == pe->costs.area && costs.energy == pe->costs.energy;
      add_origin(what, value, published ? Origin::measured : Origin::fitted, published ? pe->source : technology.silicon->laws.source);
    };
    of_pe("PE energy per cycle", quantity_text(costs.energy.base(), Dimension::energy));
    of_pe("PE area", quantity_text(costs.area.base(), Dimension::area));
    if (!is_published_) {
      const std::vector<const DatatypeEntry*> used = native_->used_datatypes(point_, 0);
      const auto add_parts = [&](const char* whose, const std::vector<PartCosts>& parts) {
        for (const PartCosts& part : parts) {
          add_origin(format("{}: {}", whose, part.part.component->name),
                     format("{} um2, {} pJ", rounded(part.area() / units::um2), rounded(part.energy / units::pJ)), Origin::fitted,
                     part.calibration->source);
        }
      };
      add_parts("PE", components_.pe_parts(point_, used));
      add_parts("term generator", components_.encoder_parts(point_, used));
    }
    add_origin("placement and routing", shortest(placement_energy_factor), Origin::table,
               "Chen et al., HPCA 2025 (arXiv 2411.11745), the authors' simulator");
    add_origin("SRAM",
               point_.has(leaf::cell) ? components_.cells[point_.name(leaf::cell)] : technology.cells.front().name,
               Origin::table, "CACTI 7 with the settings of the authors' simulator; between its points interpolated");
    if (!is_published_) add_native_origins(technology);
    const Dram* const dram = components_.dram(point_);
    if (dram == nullptr) {
      const std::string energy =
          model_.space().value_text(leaf::dram_energy, components_.resolved(point_)[leaf::dram_energy]);
      point_.has(leaf::dram_energy)
          ? add_given("DRAM energy", energy)
          : add_origin("DRAM energy", energy, Origin::table, "the authors' simulator: 1200 pJ per 64 bits");
      return;
    }
    for (const DramConstant& c : dram_constants()) {
      const std::string what = format("DRAM {}", c.what);
      if (c.leaf && point_.has(*c.leaf)) {
        add_given(what, model_.space().value_text(*c.leaf, point_[*c.leaf]));
      } else {
        add_origin(what, c.dimension, dram->*c.value);
      }
    }
  }

  void add_native_origins(const Technology& technology) {
    for (const auto& [what, leaf] :
         {std::pair<const char*, Leaf>{"idle PE", leaf::pe_idle_share}, {"waiting PE", leaf::pe_stall_share}}) {
      const std::string value = shortest(point_[leaf]);
      value == leaf->default_value
          ? add_origin(what, value, Origin::assumed,
                       "assumed, because no gated PE was published: clocks stop, leakage stays (docs/native.md)")
          : add_given(what, value);
    }
    if (const double volts = native_->shared(point_, 0).volts; volts > 0) {
      add_origin("supply", format("{} ({})", quantity_text(volts, Dimension::voltage), model_.space().value_text(leaf::voltage, point_[leaf::voltage])),
                 technology.supply->nominal.origin, "the highest voltage that PEs and SRAM need at the clock; docs/native.md");
    }
    for (const NamedConstant& c : technology.constants()) {
      if (c.what == "SRAM leakage" && point_.has(leaf::cell)) continue;  // that of the table
      add_origin(c.what, c.dimension, c.constant);
    }
  }

  const DesignModel& model_;
  std::span<const WorkloadUse> uses_;
  std::vector<std::uint64_t> levels_;
  Components components_;
  bool is_published_ = false;
  DesignPoint point_;
  std::optional<Space> only_;  // of one design: what the model is asked are points, not blocks
  std::optional<NativeModel> native_;
  std::vector<Evaluation> costs_;
  Explanation explanation_;
};

}  // namespace

const Table& part_of(const Explanation& explanation, std::string_view name) {
  if (name == "metrics") return explanation.metrics;
  if (name == "area") return explanation.area;
  if (name == "effects") return explanation.effects;
  if (name == "steps") return explanation.steps;
  if (name == "origins") return explanation.origins;
  return explanation.operations;
}

std::string refusal_to_explain(const PerformanceModelEntry& model) {
  if (&model == &native_model || &model == &bitmod_2025_07) return {};
  if (&model == &hpca25) return "hpca25 lumps the heads of attention into products that no hardware runs";
  return format("{} does not say what its operations cost one by one", model.name);
}

Result<Explanation> explain(const DesignModel& model, std::span<const WorkloadUse> uses,
                            std::span<const std::uint64_t> levels) {
  return Explainer{model, uses, levels}.explain();
}

}  // namespace bitpareto::models
