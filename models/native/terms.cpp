// SPDX-License-Identifier: Apache-2.0
/// The terms of the native model: each fills its row for one design, all workloads.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/cost/term_rows.h"
#include "models/native/model.h"
#include "models/native/term_filling.h"
#include "models/native/term_layout.h"
#include "models/published/energy.h"

namespace bitpareto::models {

using namespace native_row;

NativeModel::Seen NativeModel::seen(const DesignPoint& p) const {
  Seen list;
  list.reserve(native_.size());
  for (const NativeWorkload& native : native_) list.push_back(native.seen(p));
  return list;
}

template <class F>
double NativeModel::most_on_chip(const Seen& seen, std::size_t workload, const F& value) const {
  if (!seen[workload].effects.one_chip) return value(native_[workload], seen[workload]);
  double most = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) most = std::max(most, static_cast<double>(value(native_[w], seen[w])));
  return most;
}

std::vector<const DatatypeEntry*> NativeModel::used_datatypes(const DesignPoint& p, std::size_t workload) const { return used_datatypes(seen(p), workload); }

std::vector<const DatatypeEntry*> NativeModel::used_datatypes(const Seen& seen, std::size_t workload) const {
  std::vector<const DatatypeEntry*> used;
  const auto add = [&](const DatatypeEntry* datatype) {
    if (datatype != nullptr && std::ranges::find(used, datatype) == used.end()) used.push_back(datatype);
  };
  const bool one_chip = seen[workload].effects.one_chip;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    if (!one_chip && w != workload) continue;
    add(seen[w].weights);
    add(seen[w].kv_cache);
    if (head_ == HeadProtocol::kept) add(seen[w].activation);
  }
  return used;
}

/// A leaf as a workload sees it: what that overrides, or the design's own.
double NativeModel::value_seen(const DesignPoint& p, std::size_t workload, Leaf leaf) const {
  for (const auto& [overridden, own] : (*workloads_)[workload].overrides) {
    if (overridden == leaf) return own;
  }
  return p[leaf];
}

BufferSizes NativeModel::buffers(const DesignPoint& p, std::size_t workload) const {
  const auto most = [&](Leaf leaf) {
    if (value_seen(p, workload, leaf::effects_one_chip) == 0) return value_seen(p, workload, leaf);
    double value = 0;
    for (std::size_t w = 0; w < native_.size(); ++w) value = std::max(value, value_seen(p, w, leaf));
    return value;
  };
  return {.weights = most(leaf::weight_buffer_size), .inputs = most(leaf::input_buffer_size)};
}

double NativeModel::stored_weights(const DesignPoint& p, std::size_t workload) const { return stored_weights(p, seen(p), workload); }

double NativeModel::stored_weights(const DesignPoint& p, const Seen& seen, std::size_t workload) const {
  if (!seen[workload].effects.one_chip) return native_[workload].weight_bytes(seen[workload]);
  double bytes = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    if ((*workloads_)[w].model_number != (*workloads_)[workload].model_number) continue;
    if (stores_new_weights(*workloads_, w, p)) bytes += native_[w].weight_bytes(seen[w]);
  }
  return bytes;
}

bool NativeModel::has_own(std::size_t workload, std::initializer_list<Leaf> leaves) const {
  return std::ranges::any_of((*workloads_)[workload].overrides, [&](const auto& own) { return std::ranges::find(leaves, own.first) != leaves.end(); });
}

/// The most that a leaf has in any design of the space, or in what workloads override of it.
double NativeModel::most(const Space& space, Leaf leaf) const {
  double value = space.shared().has(leaf) ? space.shared()[leaf] : 0;
  for (const Axis& axis : space.axes()) {
    for (std::uint64_t l = 0; axis.leaf == leaf && l < axis.levels.size(); ++l) value = std::max(value, axis.levels.at(l));
  }
  for (const ModelledWorkload& w : *workloads_) {
    for (const auto& [overridden, own] : w.overrides) value = overridden == leaf ? std::max(value, own) : value;
  }
  return value;
}

/// As many plans as any design of the space may have: weights that no buffer of it holds never stay.
std::size_t NativeModel::plan_places(const Space& space, std::size_t workload) const {
  const std::size_t fused = most(space, leaf::effects_fused_attention) != 0 ? 2 : 1;
  const bool keeps = most(space, leaf::effects_kept_weights) != 0 &&
                     most(space, leaf::weight_buffer_size) >= native_[workload].least_weight_bytes();
  return keeps ? 2 * fused : fused;
}

void NativeModel::fill_mapping(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    std::array<double, use_count> numbers;
    const auto use = [&](std::size_t k) {
      put_use(native_[w].array_use(design, layouts_[w].order[k]), numbers.data());
      return numbers.data();
    };
    const ArrayShape& shape = design.array;
    put_mapping(layouts_[w], use, shape.rows * shape.columns * shape.dot_size, native_[w].most_weight_cycles(design), row.data());
  }
}

void NativeModel::put_stored(const DesignPoint& p, std::size_t w, const NativeDesign& design, std::size_t plans, double* extra) const {
  const NativeWorkload& native = native_[w];
  extra[plan_count] = static_cast<double>(plans);
  extra[stored_bytes] = native.weight_bytes(design);
  extra[added_bytes] = stores_new_weights(*workloads_, w, p) ? extra[stored_bytes] : 0;
  extra[embedding_bytes] = native.embedding_bytes(design);
  extra[cache_bytes] = native.kv_cache_bytes(design);
}

void NativeModel::fill_memory(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  const Seen seen = this->seen(p);
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const std::vector<MemoryPlan> plans = native_[w].memory_plans(seen[w], buffers(p, w), stored_weights(p, seen, w));
    put_stored(p, w, seen[w], plans.size(), row.data() + layouts_[w].start[memory]);
    for (std::size_t place = 0; place < layouts_[w].plans; ++place) {
      const MemoryPlan& plan = plans[std::min(place, plans.size() - 1)];
      const auto moved = [&](std::size_t k) -> MovedNumbers {
        const Movement& m = plan.movements[layouts_[w].order[k]];
        return {.bits = m.bits(), .weight_writes = m.weight_buffer_writes, .input_writes = m.input_buffer_writes};
      };
      put_plan(layouts_[w], place, plan.fused && native_[w].overlaps_softmax(seen[w]), moved, row.data());
    }
  }
}

namespace {

/// Hz at which the PEs were synthesised whose energies per cycle the files have. Source: Chen et al., HPCA 2025, section V.
constexpr double synthesis_clock = 1e9;

/// Of what a PE takes per cycle, the share that leaks: the default of pe.idle_share, what a gated one keeps. Assumed (docs/native.md).
constexpr double pe_leakage_share = 0.05;

/// Without leakage nothing is power over time, and what PEs take without work goes with V^2 as the rest.
void put_supply(const NativeDesign& design, const Supplied& supply, double* numbers) {
  static_assert(sram_supply_leakage == sram_supply_energy + 1 && sram_supply_volts == sram_supply_energy + 2);
  static_assert(logic_supply_leakage == logic_supply_energy + 1 && logic_supply_volts == logic_supply_energy + 2);
  numbers[0] = supply.energy;
  numbers[1] = design.effects.leakage ? supply.leakage : supply.energy;
  numbers[2] = supply.volts;
}

}  // namespace

void NativeModel::fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const {
  row[0] = 0;
  const double first = 1 + static_cast<double>(weight ? 0 : buffer_reasons);
  const Seen seen = this->seen(p);
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign& design = seen[w];
    double* const numbers = row.data() + layouts_[w].start[weight ? weight_sram : input_sram];
    std::fill_n(numbers, sram_extra, 0.0);
    const auto port_of = [&](const NativeWorkload& native, const NativeDesign& q) {
      return weight ? native.weight_port(q) : native.input_port(q);
    };
    const double port = most_on_chip(seen, w, port_of);
    const double banks = most_on_chip(seen, w, [&](const NativeWorkload&, const NativeDesign& q) { return weight ? q.weight_banks : q.input_banks; });
    const BufferSizes sizes = buffers(p, w);
    const auto narrow = design.effects.narrow_ports ? NarrowPort::widened : NarrowPort::refused;
    const auto macro = design.sram->macro((weight ? sizes.weights : sizes.inputs) / banks,
                                                      static_cast<std::int64_t>(std::floor(port / banks)), narrow);
    if (const auto* const limit = std::get_if<SramLimit>(&macro)) {
      keep_first(row[0], first + static_cast<double>(*limit));
      continue;
    }
    const auto& bank = std::get<SramMacro>(macro);
    const Technology& technology = *design.technology;
    const SramConstants& known = technology.sram_constants;
    // What no technology has is the logic's reason.
    const SupplyChoice choice = has_voltage(technology.supply, design.supply) ? design.supply : SupplyChoice{};
    const std::optional<Supplied> supply =
        supplied(technology.supply, choice, design.effects.sram_cycle_time ? known.delay.value * bank.cycle.base() : 0, design.clock);
    if (!supply) keep_first(row[0], first + static_cast<double>(sram_limit_count));
    put_supply(design, supply.value_or(Supplied{}), numbers + sram_supply_energy);
    // A port that is wider than this workload needs is read once for several of its accesses.
    numbers[read_energy] = known.energy.value * (banks * bank.read.base() * (port_of(native_[w], design) / port));
    numbers[write_energy] = known.energy.value * (banks * bank.write.base() / (port / write_granule_bits));
    numbers[buffer_area] = known.area.value * (banks * bank.area.base());
    if (!design.effects.leakage) continue;
    numbers[leakage_power] = design.takes_cacti_leakage ? banks * bank.leakage.base()
                                                        : known.leakage->value * ((weight ? sizes.weights : sizes.inputs) / leakage_bytes);
  }
}

NativeModel::BuiltPe NativeModel::built_pe(const DesignPoint& p, const Seen& seen, std::size_t w) const {
  const NativeDesign& design = seen[w];
  BuiltPe built;
  const std::variant<PeCosts, PeLimit> found = components_->built_pe((*workloads_)[w].seen(p), used_datatypes(seen, w));
  const auto* const limit = std::get_if<PeLimit>(&found);
  if (limit != nullptr) keep_first(built.reason, 1 + pe_reasons + static_cast<double>(*limit));
  if (limit == nullptr) built.element = std::get<PeCosts>(found);
  const bool known_cycle = built.element.cycle.base() > 0;
  const bool has_supply = has_voltage(design.technology->supply, design.supply);
  const std::optional<Supplied> supply = supplied(design.technology->supply, has_supply ? design.supply : SupplyChoice{},
                                                  known_cycle ? std::optional{built.element.cycle.base()} : std::nullopt, design.clock);
  if (!supply) keep_first(built.reason, 1 + pe_cycle_reason);
  if (!has_supply) keep_first(built.reason, 1 + voltage_reason);
  built.supply = supply.value_or(Supplied{});
  return built;
}

void NativeModel::fill_logic(const DesignPoint& p, std::span<double> row) const {
  const Seen seen = this->seen(p);
  std::vector<BuiltPe> built;
  for (std::size_t w = 0; w < native_.size(); ++w) built.push_back(built_pe(p, seen, w));
  put_logic(seen, built, row);
}

void NativeModel::put_logic(const Seen& seen, const std::vector<BuiltPe>& built, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign& design = seen[w];
    const PeCosts& element = built[w].element;
    keep_first(row[0], built[w].reason);
    const LogicCosts& costs = *design.logic;
    const auto most = [&](const auto& value) {
      return most_on_chip(seen, w, [&](const NativeWorkload&, const NativeDesign& q) { return value(q); });
    };
    double* const n = row.data() + layouts_[w].start[logic];
    n[pes] = most([](const NativeDesign& q) { return q.array.rows * q.array.columns; });
    n[pe_energy] = element.energy.base();
    put_supply(design, built[w].supply, n + logic_supply_energy);
    // What leaks is power, which the published cycle of 1 GHz gives, over time; what clocks do not stop toggles.
    const auto leaking = [&](double share) { return design.effects.leakage ? std::min(share, pe_leakage_share) : 0; };
    const double slower = synthesis_clock / design.clock;
    const double all = element.energy.base() * placement_energy_factor * n[pes];
    n[idle_leakage] = leaking(design.idle_share) * slower;
    n[idle_toggling] = design.idle_share - leaking(design.idle_share);
    n[working_share] = 1 - design.idle_share;
    n[stall_leakage] = all * (leaking(design.stall_share) * slower);
    n[stall_toggling] = all * (design.stall_share - leaking(design.stall_share));
    const bool clocks = design.effects.clock_tree && design.area_basis != AreaBasis::published;
    n[clock_energy] = clocks ? costs.clock_energy_share.value * element.energy.base() * placement_energy_factor * n[pes] : 0;
    const bool encodes = element.bit_serial && design.effects.encoder;
    n[encoder_energy] =
        encodes ? element.encoder_energy * costs.encoder_energy.value * placement_energy_factor * design.array.columns : 0;
    n[accumulation_energy] = costs.accumulation_energy.value * placement_energy_factor;
    n[vector_energy] = design.vector_lanes > 0 ? costs.vector_energy.value * placement_energy_factor : 0;
    n[vector_lanes] = design.vector_lanes;
    n[cycles_per_s] = design.clock;
    // The array takes another shape than that of the first workload once per run; a step of decode is part of one.
    const NativeDesign& first = seen[0];
    const bool reshaped =
        design.effects.one_chip && (first.array.rows != design.array.rows ||
                                                      first.array.columns != design.array.columns);
    const double steps =
        (*workloads_)[w].shape.phase == Phase::decode ? static_cast<double>((*workloads_)[w].tokens) : 1;
    n[reconfiguration_cycles] = reshaped ? design.reconfiguration * design.clock / steps : 0;

    const AreaBasis basis = design.area_basis;
    n[pe_area] = element.area.base() * n[pes];
    n[encoder_area] = n[accumulator_area] = n[vector_area] = n[control_area] = 0;
    if (basis == AreaBasis::published) continue;
    n[encoder_area] = element.bit_serial ? element.encoder_area * costs.encoder_area.value * most([](const NativeDesign& q) { return q.array.columns; }) : 0;
    n[accumulator_area] = costs.accumulator_area.value * most([](const NativeDesign& q) { return q.array.rows; });
    n[vector_area] = costs.vector_lane_area.value * most([](const NativeDesign& q) { return q.vector_lanes; });
    const double cells = n[pe_area] + n[encoder_area] + n[accumulator_area] + n[vector_area];
    const double controlled = cells * (1 + costs.control_share.value);
    n[control_area] = controlled / costs.placement_utilisation.value - cells;
  }
}

DramCosts NativeModel::dram_of(const DesignPoint& p, std::size_t workload, const NativeDesign& design) const {
  const DesignPoint point = (*workloads_)[workload].seen(p);
  // (N8): while one half of the buffers is worked on, the other half is on its way.
  const BufferSizes sizes = buffers(p, workload);
  const double held = (sizes.weights + sizes.inputs) / 2;
  return dram_costs(components_->dram(point), point,
                    design.effects.double_buffering ? held : 0);
}

void NativeModel::fill_dram(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const DramCosts costs = dram_of(p, w, design);
    double* const n = row.data() + layouts_[w].start[dram];
    n[bits_per_cycle] = costs.bits_per_cycle;
    n[whole_cycles] = costs.whole_cycles ? 1 : 0;
    n[energy_per_bit] = costs.energy.base();
    n[background_power] = costs.background.base();
    const bool limited = design.effects.capacity && costs.capacity_bytes > 0;
    n[capacity] = limited ? costs.capacity_bytes : std::numeric_limits<double>::infinity();
    const bool counted = design.area_basis == AreaBasis::chip;
    n[interface_area] = counted ? costs.interface_area.base() : 0;
  }
}

void NativeModel::fill_vector(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const NativeLayout& layout = layouts_[w];
    double* const cycles = row.data() + layout.start[vector];
    double& all = cycles[layout.size() + vector_operations];
    all = 0;
    const double lanes = design.vector_lanes;
    for (std::size_t k = 0; k < layout.size(); ++k) {
      const double work = lanes > 0 ? layout.multiplicity[k] * native_[w].vector_operations(design, layout.order[k]) : 0;
      cycles[k] = lanes > 0 ? work / lanes : 0;
      all += work;
    }
  }
}

}  // namespace bitpareto::models
