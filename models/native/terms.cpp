// SPDX-License-Identifier: Apache-2.0
/// The terms of the native model: each fills its row for one design, all workloads.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/cost/term_rows.h"
#include "models/native/model.h"
#include "models/native/term_layout.h"
#include "models/published/energy.h"

namespace bitpareto::models {

using namespace native_row;

template <class F>
double NativeModel::most_on_chip(const DesignPoint& p, std::size_t workload, const F& value) const {
  const NativeDesign own = native_[workload].seen(p);
  if (!own.effects.one_chip) return value(native_[workload], own);
  double most = 0;
  for (const NativeWorkload& native : native_) most = std::max(most, static_cast<double>(value(native, native.seen(p))));
  return most;
}

std::vector<const DatatypeEntry*> NativeModel::used_datatypes(const DesignPoint& p, std::size_t workload) const {
  std::vector<const DatatypeEntry*> used;
  const auto add = [&](const DatatypeEntry* datatype) {
    if (datatype != nullptr && std::ranges::find(used, datatype) == used.end()) used.push_back(datatype);
  };
  const bool one_chip = native_[workload].seen(p).effects.one_chip;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    if (!one_chip && w != workload) continue;
    const NativeDesign design = native_[w].seen(p);
    add(design.weights);
    add(design.kv_cache);
    if (head_ == HeadProtocol::kept) add(design.activation);
  }
  return used;
}

BufferSizes NativeModel::buffers(const DesignPoint& p, std::size_t workload) const {
  const auto most = [&](double NativeDesign::*buffer) {
    return most_on_chip(p, workload, [&](const NativeWorkload&, const NativeDesign& q) { return q.*buffer; });
  };
  return {.weights = most(&NativeDesign::weight_buffer), .inputs = most(&NativeDesign::input_buffer)};
}

double NativeModel::stored_weights(const DesignPoint& p, std::size_t workload) const {
  const NativeDesign own = native_[workload].seen(p);
  if (!own.effects.one_chip) return native_[workload].weight_bytes(own);
  double bytes = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    if ((*workloads_)[w].model_number != (*workloads_)[workload].model_number) continue;
    if (stores_new_weights(*workloads_, w, p)) bytes += native_[w].weight_bytes(native_[w].seen(p));
  }
  return bytes;
}

/// As many plans as any design of the space may have: weights that no buffer of it holds never stay.
std::size_t NativeModel::plan_places(const Space& space, std::size_t workload) const {
  const auto most = [&](Leaf leaf) {
    double value = space.shared().has(leaf) ? space.shared()[leaf] : 0;
    for (const Axis& axis : space.axes()) {
      for (std::uint64_t l = 0; axis.leaf == leaf && l < axis.levels.size(); ++l) value = std::max(value, axis.levels.at(l));
    }
    for (const ModelledWorkload& w : *workloads_) {
      for (const auto& [overridden, own] : w.overrides) value = overridden == leaf ? std::max(value, own) : value;
    }
    return value;
  };
  const std::size_t fused = most(leaf::effects_fused_attention) != 0 ? 2 : 1;
  const bool keeps = most(leaf::effects_kept_weights) != 0 &&
                     most(leaf::weight_buffer_size) >= native_[workload].least_weight_bytes();
  return keeps ? 2 * fused : fused;
}

void NativeModel::fill_mapping(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const ArrayShape shape = design.array;
    const NativeLayout& layout = layouts_[w];
    const std::size_t size = layout.size();
    double* const cycles = row.data() + layout.start[mapping];
    double* const extra = cycles + size;
    double* const lists = extra + mapping_extra;
    std::fill_n(extra, mapping_extra, 0.0);
    for (std::size_t k = 0; k < size; ++k) {
      const ArrayUse use = native_[w].array_use(design, layout.order[k]);
      const double times = layout.multiplicity[k];
      const auto put = [&](std::size_t list, std::size_t sum, double number) {
        lists[list * size + k] = times * number;
        extra[sum] += times * number;
      };
      cycles[k] = times * use.cycles;
      extra[all_cycles] += times * use.cycles;
      put(working_list, working, use.working);
      put(weight_reads_list, weight_reads, use.weight_reads);
      put(input_reads_list, input_reads, use.input_reads);
      put(partial_sums_list, partial_sums, use.partial_sums);
      extra[macs] += times * use.macs;
    }
    extra[macs_per_cycle] = shape.rows * shape.columns * shape.dot_size;
    extra[weight_cycles] = native_[w].most_weight_cycles(design);
  }
}

void NativeModel::fill_memory(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const NativeWorkload& native = native_[w];
    const NativeLayout& layout = layouts_[w];
    const std::size_t size = layout.size();
    double* const extra = row.data() + layout.start[memory];
    const std::vector<MemoryPlan> plans = native.memory_plans(design, buffers(p, w), stored_weights(p, w));
    extra[plan_count] = static_cast<double>(plans.size());
    extra[stored_bytes] = native.weight_bytes(design);
    extra[added_bytes] = stores_new_weights(*workloads_, w, p) ? extra[stored_bytes] : 0;
    extra[embedding_bytes] = native.embedding_bytes(design);
    extra[cache_bytes] = native.kv_cache_bytes(design);
    for (std::size_t place = 0; place < layout.plans; ++place) {
      const MemoryPlan& plan = plans[std::min(place, plans.size() - 1)];
      double* const bits = extra + memory_extra + place * layout.plan_width;
      double* const sums = bits + size;
      double* const lists = sums + plan_extra;
      std::fill_n(sums, plan_extra, 0.0);
      sums[overlaps] = plan.fused && native.overlaps_softmax(design) ? 1 : 0;
      for (std::size_t k = 0; k < size; ++k) {
        const Movement& moved = plan.movements[layout.order[k]];
        const double times = layout.multiplicity[k];
        bits[k] = moved.bits();
        lists[weight_writes_list * size + k] = times * moved.weight_buffer_writes;
        lists[input_writes_list * size + k] = times * moved.input_buffer_writes;
        sums[weight_writes] += times * moved.weight_buffer_writes;
        sums[input_writes] += times * moved.input_buffer_writes;
        sums[all_bits] += times * moved.bits();
      }
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
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    double* const numbers = row.data() + layouts_[w].start[weight ? weight_sram : input_sram];
    std::fill_n(numbers, sram_extra, 0.0);
    const auto port_of = [&](const NativeWorkload& native, const NativeDesign& q) {
      return weight ? native.weight_port(q) : native.input_port(q);
    };
    const double port = most_on_chip(p, w, port_of);
    const double banks = most_on_chip(p, w, [&](const NativeWorkload&, const NativeDesign& q) { return weight ? q.weight_banks : q.input_banks; });
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

void NativeModel::fill_logic(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const std::variant<PeCosts, PeLimit> built = components_->built_pe((*workloads_)[w].seen(p), used_datatypes(p, w));
    const auto* const limit = std::get_if<PeLimit>(&built);
    if (limit != nullptr) keep_first(row[0], 1 + pe_reasons + static_cast<double>(*limit));
    const PeCosts element = limit == nullptr ? std::get<PeCosts>(built) : PeCosts{};
    const bool known_cycle = element.cycle.base() > 0;
    const bool has_supply = has_voltage(design.technology->supply, design.supply);
    const std::optional<Supplied> supply =
        supplied(design.technology->supply, has_supply ? design.supply : SupplyChoice{}, known_cycle ? std::optional{element.cycle.base()} : std::nullopt, design.clock);
    if (!supply) keep_first(row[0], 1 + pe_cycle_reason);
    if (!has_supply) keep_first(row[0], 1 + voltage_reason);
    const LogicCosts& costs = *design.logic;
    const auto most = [&](const auto& value) {
      return most_on_chip(p, w, [&](const NativeWorkload&, const NativeDesign& q) { return value(q); });
    };
    double* const n = row.data() + layouts_[w].start[logic];
    n[pes] = most([](const NativeDesign& q) { return q.array.rows * q.array.columns; });
    n[pe_energy] = element.energy.base();
    put_supply(design, supply.value_or(Supplied{}), n + logic_supply_energy);
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
    const NativeDesign first = native_[0].seen(p);
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

DramCosts NativeModel::dram_of(const DesignPoint& p, std::size_t workload) const {
  const DesignPoint point = (*workloads_)[workload].seen(p);
  // (N8): while one half of the buffers is worked on, the other half is on its way.
  const BufferSizes sizes = buffers(p, workload);
  const double held = (sizes.weights + sizes.inputs) / 2;
  return dram_costs(components_->dram(point), point,
                    native_[workload].seen(p).effects.double_buffering ? held : 0);
}

void NativeModel::fill_dram(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const NativeDesign design = native_[w].seen(p);
    const DramCosts costs = dram_of(p, w);
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
