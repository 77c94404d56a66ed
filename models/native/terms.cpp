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
  const DesignPoint own = (*workloads_)[workload].seen(p);
  if (!has_effect(own, leaf::effects_one_chip)) return value(native_[workload], own);
  double most = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    most = std::max(most, static_cast<double>(value(native_[w], (*workloads_)[w].seen(p))));
  }
  return most;
}

BufferSizes NativeModel::buffers(const DesignPoint& p, std::size_t workload) const {
  const auto most = [&](Leaf buffer) {
    return most_on_chip(p, workload, [&](const NativeWorkload&, const DesignPoint& q) { return q[buffer]; });
  };
  return {.weights = most(leaf::weight_buffer_size), .inputs = most(leaf::input_buffer_size)};
}

double NativeModel::stored_weights(const DesignPoint& p, std::size_t workload) const {
  const DesignPoint own = (*workloads_)[workload].seen(p);
  if (!has_effect(own, leaf::effects_one_chip)) return native_[workload].weight_bytes(own);
  double bytes = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    if ((*workloads_)[w].model_number != (*workloads_)[workload].model_number) continue;
    if (stores_new_weights(*workloads_, w, p)) bytes += native_[w].weight_bytes((*workloads_)[w].seen(p));
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
    const DesignPoint point = (*workloads_)[w].seen(p);
    const ArrayShape shape = components_->array(point);
    const Layout& layout = layouts_[w];
    const std::size_t size = layout.size();
    double* const cycles = row.data() + layout.start[mapping];
    double* const extra = cycles + size;
    double* const lists = extra + mapping_extra;
    std::fill_n(extra, mapping_extra, 0.0);
    for (std::size_t k = 0; k < size; ++k) {
      const ArrayUse use = native_[w].array_use(point, layout.order[k]);
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
    extra[weight_cycles] = native_[w].most_weight_cycles(point);
  }
}

void NativeModel::fill_memory(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const NativeWorkload& native = native_[w];
    const Layout& layout = layouts_[w];
    const std::size_t size = layout.size();
    double* const extra = row.data() + layout.start[memory];
    const std::vector<MemoryPlan> plans = native.memory_plans(point, buffers(p, w), stored_weights(p, w));
    extra[plan_count] = static_cast<double>(plans.size());
    extra[stored_bytes] = native.weight_bytes(point);
    extra[added_bytes] = stores_new_weights(*workloads_, w, p) ? extra[stored_bytes] : 0;
    extra[embedding_bytes] = native.embedding_bytes(point);
    extra[cache_bytes] = native.kv_cache_bytes(point);
    for (std::size_t place = 0; place < layout.plans; ++place) {
      const MemoryPlan& plan = plans[std::min(place, plans.size() - 1)];
      double* const bits = extra + memory_extra + place * layout.plan_width;
      double* const sums = bits + size;
      double* const lists = sums + plan_extra;
      std::fill_n(sums, plan_extra, 0.0);
      sums[overlaps] = plan.fused && native.overlaps_softmax(point) ? 1 : 0;
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

void NativeModel::fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const {
  row[0] = 0;
  const Leaf banks_leaf = weight ? leaf::weight_buffer_banks : leaf::input_buffer_banks;
  const double first = 1 + static_cast<double>(weight ? 0 : buffer_reasons);
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    double* const numbers = row.data() + layouts_[w].start[weight ? weight_sram : input_sram];
    std::fill_n(numbers, sram_extra, 0.0);
    const auto port_of = [&](const NativeWorkload& native, const DesignPoint& q) {
      return weight ? native.weight_port(q) : native.input_port(q);
    };
    const double port = most_on_chip(p, w, port_of);
    const double banks = most_on_chip(p, w, [&](const NativeWorkload&, const DesignPoint& q) { return q[banks_leaf]; });
    const BufferSizes sizes = buffers(p, w);
    const auto narrow = has_effect(point, leaf::effects_narrow_ports) ? NarrowPort::widened : NarrowPort::refused;
    const auto macro = components_->sram(point).macro((weight ? sizes.weights : sizes.inputs) / banks,
                                                      static_cast<std::int64_t>(std::floor(port / banks)), narrow);
    if (const auto* const limit = std::get_if<SramLimit>(&macro)) {
      keep_first(row[0], first + static_cast<double>(*limit));
      continue;
    }
    const auto& bank = std::get<SramMacro>(macro);
    if (has_effect(point, leaf::effects_sram_cycle_time) && bank.cycle.base() * point[leaf::clock] > 1) {
      keep_first(row[0], first + static_cast<double>(sram_limit_count));
    }
    // A port that is wider than this workload needs is read once for several of its accesses.
    numbers[read_energy] = banks * bank.read.base() * (port_of(native_[w], point) / port);
    numbers[write_energy] = banks * bank.write.base() / (port / write_granule_bits);
    numbers[buffer_area] = banks * bank.area.base();
    if (has_effect(point, leaf::effects_leakage)) numbers[leakage_power] = banks * bank.leakage.base();
  }
}

void NativeModel::fill_logic(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const PeCosts element = components_->pe(point);
    const LogicCosts& costs = *components_->technology(point).logic;
    const auto most = [&](Leaf leaf) {
      return most_on_chip(p, w, [&](const NativeWorkload&, const DesignPoint& q) { return q[leaf]; });
    };
    double* const n = row.data() + layouts_[w].start[logic];
    n[pes] = most_on_chip(p, w, [&](const NativeWorkload&, const DesignPoint& q) {
      return q[leaf::array_rows] * q[leaf::array_columns];
    });
    n[pe_energy] = element.energy.base();
    n[idle_share] = point[leaf::pe_idle_share];
    n[working_share] = 1 - point[leaf::pe_idle_share];
    n[stall_energy] = element.energy.base() * placement_energy_factor * point[leaf::pe_stall_share] * n[pes];
    const bool encodes = element.bit_serial && has_effect(point, leaf::effects_encoder);
    n[encoder_energy] = encodes ? costs.encoder_energy.value * placement_energy_factor * point[leaf::array_columns] : 0;
    n[accumulation_energy] = costs.accumulation_energy.value * placement_energy_factor;
    n[vector_energy] = point[leaf::vector_unit_lanes] > 0 ? costs.vector_energy.value * placement_energy_factor : 0;
    n[vector_lanes] = point[leaf::vector_unit_lanes];
    n[cycles_per_s] = point[leaf::clock];
    // The array takes another shape than that of the first workload once per run; a step of decode is part of one.
    const DesignPoint first = (*workloads_)[0].seen(p);
    const bool reshaped =
        has_effect(point, leaf::effects_one_chip) && (first[leaf::array_rows] != point[leaf::array_rows] ||
                                                      first[leaf::array_columns] != point[leaf::array_columns]);
    const double steps =
        (*workloads_)[w].shape.phase == Phase::decode ? static_cast<double>((*workloads_)[w].tokens) : 1;
    n[reconfiguration_cycles] = reshaped ? point[leaf::array_reconfiguration] * point[leaf::clock] / steps : 0;

    const AreaBasis basis = components_->area_bases[point.name(leaf::area_basis)];
    n[pe_area] = element.area.base() * n[pes];
    n[encoder_area] = n[accumulator_area] = n[vector_area] = n[control_area] = 0;
    if (basis == AreaBasis::published) continue;
    n[encoder_area] = element.bit_serial ? costs.encoder_area.value * most(leaf::array_columns) : 0;
    n[accumulator_area] = costs.accumulator_area.value * most(leaf::array_rows);
    n[vector_area] = costs.vector_lane_area.value * most(leaf::vector_unit_lanes);
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
  return dram_costs(components_->dram(point), point, has_effect(point, leaf::effects_double_buffering) ? held : 0);
}

void NativeModel::fill_dram(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const DramCosts costs = dram_of(p, w);
    double* const n = row.data() + layouts_[w].start[dram];
    n[bits_per_cycle] = costs.bits_per_cycle;
    n[whole_cycles] = costs.whole_cycles ? 1 : 0;
    n[energy_per_bit] = costs.energy.base();
    n[background_power] = costs.background.base();
    const bool limited = has_effect(point, leaf::effects_capacity) && costs.capacity_bytes > 0;
    n[capacity] = limited ? costs.capacity_bytes : std::numeric_limits<double>::infinity();
    const bool counted = components_->area_bases[point.name(leaf::area_basis)] == AreaBasis::chip;
    n[interface_area] = counted ? costs.interface_area.base() : 0;
  }
}

void NativeModel::fill_vector(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const Layout& layout = layouts_[w];
    double* const cycles = row.data() + layout.start[vector];
    double& all = cycles[layout.size() + vector_operations];
    all = 0;
    const double lanes = point[leaf::vector_unit_lanes];
    for (std::size_t k = 0; k < layout.size(); ++k) {
      const double work = lanes > 0 ? layout.multiplicity[k] * native_[w].vector_operations(point, layout.order[k]) : 0;
      cycles[k] = lanes > 0 ? work / lanes : 0;
      all += work;
    }
  }
}

}  // namespace bitpareto::models
