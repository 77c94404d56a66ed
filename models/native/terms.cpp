// SPDX-License-Identifier: Apache-2.0
/// The terms of the native model: each fills its row for one design, all workloads.
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/energy.h"
#include "models/native/model.h"
#include "models/native/term_layout.h"
#include "models/term_rows.h"

namespace bitpareto::models {

using namespace native_row;

template <class F>
double NativeModel::most_on_chip(const DesignPoint& p, std::size_t workload, const F& value) const {
  const DesignPoint own = (*workloads_)[workload].seen(p);
  if (!has_effect(own, Leaf::effects_one_chip)) return value(native_[workload], own);
  double most = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    most = std::max(most, static_cast<double>(value(native_[w], (*workloads_)[w].seen(p))));
  }
  return most;
}

double NativeModel::buffer_bytes(const DesignPoint& p, std::size_t workload, Leaf buffer) const {
  return most_on_chip(p, workload, [&](const NativeWorkload&, const DesignPoint& q) { return q[buffer]; });
}

void NativeModel::fill_mapping(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const ArrayShape shape = components_->array(point);
    const std::span<const BlockOperation> list = native_[w].operations();
    double* linear = row.data() + layouts_[w][mapping];
    double* attention = linear + linear_kinds_[w];  // behind the linear ones, as in the memory terms
    double* const extra = linear + list.size();
    std::fill_n(extra, mapping_extra, 0.0);
    for (std::size_t k = 0; k < list.size(); ++k) {
      const ArrayUse use = native_[w].array_use(point, k);
      *(list[k].attention() ? attention : linear)++ = list[k].multiplicity * use.cycles;
      extra[working] += list[k].multiplicity * use.working;
      extra[weight_reads] += list[k].multiplicity * use.weight_reads;
      extra[input_reads] += list[k].multiplicity * use.input_reads;
      extra[partial_sums] += list[k].multiplicity * use.partial_sums;
      extra[macs] += list[k].multiplicity * use.macs;
    }
    extra[macs_per_cycle] = shape.rows * shape.columns * shape.dot_size;
    extra[weight_cycles] = native_[w].most_weight_cycles(point);
  }
}

void NativeModel::fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const NativeWorkload& native = native_[w];
    const std::span<const BlockOperation> list = native.operations();
    double* number = row.data() + layouts_[w][attention ? attention_memory : linear_memory];
    double* const extra = number + (attention ? list.size() - linear_kinds_[w] : linear_kinds_[w]);
    std::fill_n(extra, memory_extra, 0.0);
    const std::vector<Movement> moved = native.movements(point, buffer_bytes(p, w, Leaf::weight_buffer_size),
                                                         buffer_bytes(p, w, Leaf::input_buffer_size));
    for (std::size_t k = 0; k < list.size(); ++k) {
      if (list[k].attention() != attention) continue;
      *number++ = moved[k].bits();
      extra[weight_writes] += list[k].multiplicity * moved[k].weight_buffer_writes;
      extra[input_writes] += list[k].multiplicity * moved[k].input_buffer_writes;
      extra[all_bits] += list[k].multiplicity * moved[k].bits();
      extra[stored_bytes] += list[k].multiplicity * moved[k].stored_bytes;
    }
    if (attention) {
      extra[cache_bytes] = native.kv_cache_bytes(point);
      continue;
    }
    extra[added_bytes] = stores_new_weights(*workloads_, w, p) ? extra[stored_bytes] : 0;
    extra[cache_bytes] = native.embedding_bytes(point);
  }
}

void NativeModel::fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const {
  row[0] = 0;
  const Leaf size = weight ? Leaf::weight_buffer_size : Leaf::input_buffer_size;
  const Leaf banks_leaf = weight ? Leaf::weight_buffer_banks : Leaf::input_buffer_banks;
  const double first = 1 + static_cast<double>(weight ? 0 : buffer_reasons);
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    double* const numbers = row.data() + layouts_[w][weight ? weight_sram : input_sram];
    std::fill_n(numbers, sram_extra, 0.0);
    const auto port_of = [&](const NativeWorkload& native, const DesignPoint& q) {
      return weight ? native.weight_port(q) : native.input_port(q);
    };
    const double port = most_on_chip(p, w, port_of);
    const double banks = most_on_chip(p, w, [&](const NativeWorkload&, const DesignPoint& q) { return q[banks_leaf]; });
    const auto macro = components_->sram(point).macro(buffer_bytes(p, w, size) / banks,
                                                      static_cast<std::int64_t>(std::floor(port / banks)));
    if (const auto* const limit = std::get_if<SramLimit>(&macro)) {
      keep_first(row[0], first + static_cast<double>(*limit));
      continue;
    }
    const auto& bank = std::get<SramMacro>(macro);
    if (has_effect(point, Leaf::effects_sram_cycle_time) && bank.cycle.base() * point[Leaf::clock] > 1) {
      keep_first(row[0], first + static_cast<double>(sram_limit_count));
    }
    // A port that is wider than this workload needs is read once for several of its accesses.
    numbers[read_energy] = banks * bank.read.base() * (port_of(native_[w], point) / port);
    numbers[write_energy] = banks * bank.write.base() / (port / write_granule_bits);
    numbers[buffer_area] = banks * bank.area.base();
    if (has_effect(point, Leaf::effects_leakage)) numbers[leakage_power] = banks * bank.leakage.base();
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
    double* const n = row.data() + layouts_[w][logic];
    n[pes] = most_on_chip(p, w, [&](const NativeWorkload&, const DesignPoint& q) {
      return q[Leaf::array_rows] * q[Leaf::array_columns];
    });
    n[pe_energy] = element.energy.base();
    n[idle_share] = point[Leaf::pe_idle_share];
    n[working_share] = 1 - point[Leaf::pe_idle_share];
    n[stall_energy] = element.energy.base() * placement_energy_factor * point[Leaf::pe_stall_share] * n[pes];
    const bool encodes = element.bit_serial && has_effect(point, Leaf::effects_encoder);
    n[encoder_energy] = encodes ? costs.encoder_energy.value * placement_energy_factor * point[Leaf::array_columns] : 0;
    n[accumulation_energy] = costs.accumulation_energy.value * placement_energy_factor;
    n[vector_energy] = point[Leaf::vector_unit_lanes] > 0 ? costs.vector_energy.value * placement_energy_factor : 0;
    n[cycles_per_s] = point[Leaf::clock];
    // The array takes another shape than that of the first workload once per run; a step of decode is part of one.
    const DesignPoint first = (*workloads_)[0].seen(p);
    const bool reshaped =
        has_effect(point, Leaf::effects_one_chip) && (first[Leaf::array_rows] != point[Leaf::array_rows] ||
                                                      first[Leaf::array_columns] != point[Leaf::array_columns]);
    const double steps =
        (*workloads_)[w].shape.phase == Phase::decode ? static_cast<double>((*workloads_)[w].tokens) : 1;
    n[reconfiguration_cycles] = reshaped ? point[Leaf::array_reconfiguration] * point[Leaf::clock] / steps : 0;

    const AreaBasis basis = components_->area_bases[point.name(Leaf::area_basis)];
    n[pe_area] = element.area.base() * n[pes];
    n[encoder_area] = n[accumulator_area] = n[vector_area] = n[control_area] = 0;
    if (basis == AreaBasis::published) continue;
    n[encoder_area] = element.bit_serial ? costs.encoder_area.value * most(Leaf::array_columns) : 0;
    n[accumulator_area] = costs.accumulator_area.value * most(Leaf::array_rows);
    n[vector_area] = costs.vector_lane_area.value * most(Leaf::vector_unit_lanes);
    const double cells = n[pe_area] + n[encoder_area] + n[accumulator_area] + n[vector_area];
    const double controlled = cells * (1 + costs.control_share.value);
    n[control_area] = controlled / costs.placement_utilisation.value - cells;
  }
}

DramCosts NativeModel::dram_of(const DesignPoint& p, std::size_t workload) const {
  const DesignPoint point = (*workloads_)[workload].seen(p);
  // (N8): while one half of the buffers is worked on, the other half is on its way.
  const double held =
      (buffer_bytes(p, workload, Leaf::weight_buffer_size) + buffer_bytes(p, workload, Leaf::input_buffer_size)) / 2;
  return dram_costs(components_->dram(point), point, has_effect(point, Leaf::effects_double_buffering) ? held : 0);
}

void NativeModel::fill_dram(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const DramCosts costs = dram_of(p, w);
    double* const n = row.data() + layouts_[w][dram];
    n[bits_per_cycle] = costs.bits_per_cycle;
    n[whole_cycles] = costs.whole_cycles ? 1 : 0;
    n[energy_per_bit] = costs.energy.base();
    n[background_power] = costs.background.base();
    const bool limited = has_effect(point, Leaf::effects_capacity) && costs.capacity_bytes > 0;
    n[capacity] = limited ? costs.capacity_bytes : std::numeric_limits<double>::infinity();
    const bool counted = components_->area_bases[point.name(Leaf::area_basis)] == AreaBasis::chip;
    n[interface_area] = counted ? costs.interface_area.base() : 0;
  }
}

void NativeModel::fill_vector(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const std::span<const BlockOperation> list = native_[w].operations();
    double* linear = row.data() + layouts_[w][vector];
    double* attention = linear + linear_kinds_[w];
    double& all = linear[list.size() + vector_operations];
    all = 0;
    const double lanes = point[Leaf::vector_unit_lanes];
    for (std::size_t k = 0; k < list.size(); ++k) {
      const double work = lanes > 0 ? list[k].multiplicity * native_[w].vector_operations(point, k) : 0;
      *(list[k].attention() ? attention : linear)++ = lanes > 0 ? work / lanes : 0;
      all += work;
    }
  }
}

}  // namespace bitpareto::models
