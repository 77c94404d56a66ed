// SPDX-License-Identifier: Apache-2.0
#include "models/native/model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/format.h"
#include "models/energy.h"

namespace bitpareto::models {

namespace {

/// Reasons, counted from 0: limits of each buffer's SRAM, then its cycle time; the weight buffer's first.
constexpr std::size_t buffer_reasons = sram_limit_count + 1;
constexpr std::size_t capacity_reason = 2 * buffer_reasons;

// Numbers of a workload in a term's row, behind the reason in the first place of the row.
// mapping:          cycles of each operation, times its multiplicity, then:
constexpr std::size_t working = 0, weight_reads = 1, input_reads = 2, partial_sums = 3, macs = 4, macs_per_cycle = 5,
                      weight_cycles = 6, mapping_extra = 7;
// linear_memory and attention_memory: bits of each operation, once, then sums times the multiplicities:
constexpr std::size_t weight_writes = 0, input_writes = 1, all_bits = 2, stored_bytes = 3, added_bytes = 4,
                      cache_bytes = 5, memory_extra = 6;
// weight_sram and input_sram, of all banks:
constexpr std::size_t read_energy = 0, write_energy = 1, buffer_area = 2, leakage_power = 3, sram_extra = 4;
// logic:
constexpr std::size_t pe_energy = 0, idle_share = 1, working_share = 2, stall_energy = 3, pes = 4, encoder_energy = 5,
                      accumulation_energy = 6, vector_energy = 7, reconfiguration_cycles = 8, cycles_per_s = 9,
                      pe_area = 10, encoder_area = 11, accumulator_area = 12, vector_area = 13, control_area = 14,
                      logic_extra = 15;
// dram:
constexpr std::size_t bits_per_cycle = 0, whole_cycles = 1, energy_per_bit = 2, background_power = 3, capacity = 4,
                      interface_area = 5, dram_extra = 6;
// vector: cycles of each operation, times its multiplicity, then:
constexpr std::size_t vector_operations = 0, vector_extra = 1;

void keep_first(double& reason, double other) {
  if (other != 0 && (reason == 0 || other < reason)) reason = other;
}

/// Cycles of DRAM for `bits`: rounded down where `whole` says so, as equation (6) does.
double dram_time(double bits, double per_cycle, double whole) {
  const double cycles = bits / per_cycle;
  return whole != 0 ? std::trunc(cycles) : cycles;
}
Interval dram_time(const Interval& bits, const Interval& per_cycle, const Interval& whole) {
  const Interval cycles = bits / per_cycle;
  return {whole.high != 0 ? std::trunc(cycles.low) : cycles.low,
          whole.low != 0 ? std::trunc(cycles.high) : cycles.high};
}

/// What `total` is above `part`; it is never below.
double excess(double total, double part) { return total - part; }
Interval excess(const Interval& total, const Interval& part) {
  return {std::max(0.0, total.low - part.high), total.high - part.low};
}

}  // namespace

NativeModel::NativeModel(const Space& space, const Components& components,
                         const std::vector<ModelledWorkload>& workloads, HeadProtocol head)
    : components_{&components}, workloads_{&workloads} {
  Layout width;
  width.fill(1);  // the reason
  for (const ModelledWorkload& workload : workloads) {
    const NativeWorkload& native = native_.emplace_back(components, workload, head);
    const std::size_t kinds = native.operations().size();
    const auto attention =
        static_cast<std::size_t>(std::ranges::count_if(native.operations(), &BlockOperation::attention));
    linear_kinds_.push_back(kinds - attention);
    const Layout numbers{kinds + mapping_extra,
                         kinds - attention + memory_extra,
                         attention + memory_extra,
                         sram_extra,
                         sram_extra,
                         logic_extra,
                         dram_extra,
                         kinds + vector_extra};
    layouts_.push_back(width);
    for (std::size_t t = 0; t < term_count; ++t) width[t] += numbers[t];
  }

  using enum Leaf;
  terms_.reserve(term_count);
  const auto add = [&](TermNumber term, std::initializer_list<Leaf> leaves, auto fill) {
    terms_.emplace_back(space, leaves, width[term], std::move(fill));
  };
  add(TermNumber::mapping, {performance_model,    pe_kind,
                            pe_dot_size,          pe_bit_serial,
                            pe_activation,        pe_activation_bits,
                            array_rows,           array_columns,
                            array_row_mapping,    array_column_mapping,
                            weights_datatype,     weights_group_size,
                            weights_bits,         kv_cache_datatype,
                            kv_cache_bits,        weight_buffer_port,
                            input_buffer_port,    effects_terms,
                            effects_dequantiser,  effects_positions,
                            effects_causal,       effects_last_logits,
                            effects_partial_reads},
      [this](const DesignPoint& p, std::span<double> row) { fill_mapping(p, row); });
  add(TermNumber::linear_memory,
      {performance_model,   pe_activation,       pe_activation_bits, weights_datatype,         weights_group_size,
       weights_bits,        kv_cache_datatype,   kv_cache_bits,      weight_buffer_size,       input_buffer_size,
       effects_whole_bytes, effects_kv_writes,   effects_positions,  effects_fused_attention,  effects_kept_activations,
       effects_causal,      effects_last_logits, effects_tiling,     effects_double_buffering, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row, false); });
  add(TermNumber::attention_memory,
      {performance_model, pe_activation, pe_activation_bits, kv_cache_datatype, kv_cache_bits, weight_buffer_size,
       input_buffer_size, effects_whole_bytes, effects_positions, effects_fused_attention, effects_kept_activations,
       effects_causal, effects_tiling, effects_double_buffering, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row, true); });
  add(TermNumber::weight_sram,
      {performance_model, technology, cell, clock, pe_kind, pe_dot_size, pe_bit_serial, array_rows, weights_datatype,
       weights_group_size, weights_bits, weight_buffer_size, weight_buffer_banks, weight_buffer_port, effects_leakage,
       effects_sram_envelope, effects_sram_cycle_time, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, true); });
  add(TermNumber::input_sram,
      {performance_model, technology, cell, clock, pe_kind, pe_dot_size, pe_bit_serial, pe_activation,
       pe_activation_bits, array_columns, input_buffer_size, input_buffer_banks, input_buffer_port, effects_leakage,
       effects_sram_envelope, effects_sram_cycle_time, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, false); });
  add(TermNumber::logic,
      {performance_model, technology, clock, pe_kind, pe_dot_size, pe_bit_serial, Leaf::pe_energy, Leaf::pe_area,
       pe_idle_share, pe_stall_share, array_rows, array_columns, array_reconfiguration, vector_unit_lanes, area_basis,
       effects_encoder, effects_positions, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_logic(p, row); });
  add(TermNumber::dram,
      {performance_model, clock, area_basis, weight_buffer_size, input_buffer_size, dram_preset, dram_bus, dram_energy,
       dram_data_rate, dram_width, dram_channels, dram_efficiency, dram_background_power, dram_capacity, dram_latency,
       effects_double_buffering, effects_capacity, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_dram(p, row); });
  add(TermNumber::vector,
      {performance_model, pe_activation, pe_activation_bits, kv_cache_datatype, kv_cache_bits, weights_datatype,
       weights_group_size, weights_bits, vector_unit_lanes, effects_positions, effects_causal, effects_last_logits},
      [this](const DesignPoint& p, std::span<double> row) { fill_vector(p, row); });

  const SramTable& sram = components.technologies.front().sram();
  for (const std::string_view buffer : {"weight", "input"}) {
    for (std::size_t limit = 0; limit < sram_limit_count; ++limit) {
      reasons_.push_back(format("{} {}", buffer, sram.limit_text(static_cast<SramLimit>(limit))));
    }
    reasons_.push_back(format("{} bank slower than the clock", buffer));
  }
  reasons_.emplace_back("weights and KV cache beyond the capacity of DRAM");
}

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

std::array<std::vector<double>, NativeModel::term_count> NativeModel::rows_of(const DesignPoint& p) const {
  std::array<std::vector<double>, term_count> rows;
  for (std::size_t t = 0; t < term_count; ++t) rows[t].resize(terms_[t].width());
  fill_mapping(p, rows[mapping]);
  fill_memory(p, rows[linear_memory], false);
  fill_memory(p, rows[attention_memory], true);
  fill_sram(p, rows[weight_sram], true);
  fill_sram(p, rows[input_sram], false);
  fill_logic(p, rows[logic]);
  fill_dram(p, rows[dram]);
  fill_vector(p, rows[vector]);
  return rows;
}

Result<std::vector<Evaluation>> NativeModel::evaluate(const DesignPoint& p) const {
  const std::array<std::vector<double>, term_count> rows = rows_of(p);
  std::array<const double*, term_count> starts{};
  for (std::size_t t = 0; t < term_count; ++t) starts[t] = rows[t].data();
  if (const std::size_t reason = reason_of(starts); reason != 0) return Failure{reasons_[reason - 1]};
  std::vector<Evaluation> list(native_.size());
  for (std::size_t w = 0; w < native_.size(); ++w) {
    combine(w, starts, [&](Cost cost, double value) { list[w][cost] = value; });
  }
  return list;
}

NativeModel::Shared NativeModel::shared(const DesignPoint& p, std::size_t workload) const {
  const std::array<std::vector<double>, term_count> rows = rows_of(p);
  const DesignPoint point = (*workloads_)[workload].seen(p);
  const auto number = [&](TermNumber term, std::size_t i) { return rows[term][layouts_[workload][term] + i]; };
  return {.pes = number(logic, pes),
          .pe_energy = number(logic, pe_energy) * placement_energy_factor,
          .idle_share = number(logic, idle_share),
          .stall_share = point[Leaf::pe_stall_share],
          .encoder_energy = number(logic, encoder_energy),
          .accumulation_energy = number(logic, accumulation_energy),
          .vector_energy = number(logic, vector_energy),
          .weight_read = number(weight_sram, read_energy),
          .weight_write = number(weight_sram, write_energy),
          .input_read = number(input_sram, read_energy),
          .input_write = number(input_sram, write_energy),
          .leakage = number(weight_sram, leakage_power) + number(input_sram, leakage_power),
          .dram = dram_of(p, workload),
          .clock = point[Leaf::clock],
          .reconfiguration_cycles = number(logic, reconfiguration_cycles),
          .lanes = point[Leaf::vector_unit_lanes]};
}

/// Equations (3), (7) to (11), (14) and (15) with what docs/native.md adds, for one workload, from the rows of all
/// terms. V is double for a design, Interval for a box.
template <class V, class Put>
void NativeModel::combine(std::size_t workload, const std::array<const V*, term_count>& rows, const Put& put) const {
  const Layout& layout = layouts_[workload];
  const std::span<const BlockOperation> list = native_[workload].operations();
  const V* const cycles_of = rows[mapping] + layout[mapping];
  const V* linear = rows[linear_memory] + layout[linear_memory];
  const V* attention = rows[attention_memory] + layout[attention_memory];
  const V* const vector_of = rows[vector] + layout[vector];
  const V* const memory = rows[dram] + layout[dram];
  const V* const n = rows[logic] + layout[logic];
  V compute_cycles{0.0};
  V total_cycles{0.0};
  std::size_t at_linear = 0;
  std::size_t at_attention = linear_kinds_[workload];
  for (const BlockOperation& operation : list) {
    const bool attends = operation.attention();
    const std::size_t at = attends ? at_attention++ : at_linear++;
    const V& bits = attends ? *attention++ : *linear++;
    const V moving = V{operation.multiplicity} * dram_time(bits, memory[bits_per_cycle], memory[whole_cycles]);
    compute_cycles = compute_cycles + cycles_of[at];
    total_cycles = total_cycles + largest(largest(cycles_of[at], moving), vector_of[at]);
  }
  const V* const use = cycles_of + list.size();
  // `linear` and `attention` now stand at the sums.
  const V* const weights = rows[weight_sram] + layout[weight_sram];
  const V* const inputs = rows[input_sram] + layout[input_sram];
  const V run_cycles = total_cycles + n[reconfiguration_cycles];
  const V latency = run_cycles / n[cycles_per_s];

  const V active = n[idle_share] * (n[pes] * compute_cycles) + n[working_share] * use[working];
  const V compute = n[pe_energy] * V{placement_energy_factor} * active +
                    n[stall_energy] * excess(run_cycles, compute_cycles) + n[encoder_energy] * compute_cycles +
                    n[accumulation_energy] * use[partial_sums];
  const V read = use[weight_reads] * weights[read_energy] + use[input_reads] * inputs[read_energy];
  const V written = (linear[weight_writes] + attention[weight_writes]) * weights[write_energy] +
                    (linear[input_writes] + attention[input_writes]) * inputs[write_energy];
  const V moved_bits = linear[all_bits] + attention[all_bits];
  const V dram_energy = moved_bits * memory[energy_per_bit] + memory[background_power] * latency;
  const V leakage = (weights[leakage_power] + inputs[leakage_power]) * latency;
  const V vector_work = (vector_of + list.size())[vector_operations] * n[vector_energy];

  put(Cost::compute_cycles, compute_cycles);
  put(Cost::total_cycles, run_cycles);
  put(Cost::latency, latency);
  put(Cost::energy_compute, compute);
  put(Cost::energy_sram_read, read);
  put(Cost::energy_sram_write, written);
  put(Cost::energy_dram, dram_energy);
  put(Cost::energy_leakage, leakage);
  put(Cost::energy_vector, vector_work);
  put(Cost::energy, compute + read + written + dram_energy + leakage + vector_work);
  put(Cost::pe_array_area, n[pe_area]);
  put(Cost::weight_buffer_area, weights[buffer_area]);
  put(Cost::input_buffer_area, inputs[buffer_area]);
  put(Cost::encoder_area, n[encoder_area]);
  put(Cost::accumulator_area, n[accumulator_area]);
  put(Cost::vector_unit_area, n[vector_area]);
  put(Cost::control_area, n[control_area]);
  put(Cost::dram_interface_area, memory[interface_area]);
  put(Cost::area, n[pe_area] + weights[buffer_area] + inputs[buffer_area] + n[encoder_area] + n[accumulator_area] +
                      n[vector_area] + n[control_area] + memory[interface_area]);
  put(Cost::weight_bytes, linear[stored_bytes]);
  put(Cost::kv_cache_bytes, attention[cache_bytes]);
  put(Cost::dram_bytes, moved_bits / V{8.0});
  put(Cost::added_weight_bytes, linear[added_bytes]);
  put(Cost::peak_ops_per_s, V{2.0} * use[macs_per_cycle] * n[cycles_per_s] / use[weight_cycles]);
  put(Cost::operations, V{2.0} * use[macs]);
}

/// Weights in every format, embeddings and the largest KV cache of the model that needs the most.
template <class V>
V NativeModel::needed_bytes(const std::array<const V*, term_count>& rows) const {
  V most{0.0};
  for (std::size_t w = 0; w < native_.size(); ++w) {
    V weights{0.0};
    V cache{0.0};
    V embedding{0.0};
    for (std::size_t other = 0; other < native_.size(); ++other) {
      if ((*workloads_)[other].model_number != (*workloads_)[w].model_number) continue;
      const V* const linear = rows[linear_memory] + layouts_[other][linear_memory] + linear_kinds_[other];
      const V* const attention = rows[attention_memory] + layouts_[other][attention_memory] +
                                 (native_[other].operations().size() - linear_kinds_[other]);
      weights = weights + linear[added_bytes];
      embedding = largest(embedding, linear[cache_bytes]);
      cache = largest(cache, attention[cache_bytes]);
    }
    most = largest(most, weights + embedding + cache);
  }
  return most;
}

/// Why a design cannot exist, counted from 1; 0: it can.
std::size_t NativeModel::reason_of(const std::array<const double*, term_count>& rows) const {
  double reason = *rows[weight_sram];
  keep_first(reason, *rows[input_sram]);
  // The capacity is that of one chip: workloads may not override DRAM apart.
  if (reason == 0 && needed_bytes(rows) > (rows[dram] + layouts_[0][dram])[capacity]) reason = 1 + capacity_reason;
  return static_cast<std::size_t>(reason);
}

void NativeModel::evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const {
  costs.rows.resize(std::max(costs.rows.size(), term_count * column_stride));
  for (std::size_t t = 0; t < term_count; ++t) {
    terms_[t].rows(block, std::span{costs.rows}.subspan(t * column_stride, block_size), costs.scratch(t));
  }
  const auto rows_at = [&](std::size_t i) {
    std::array<const double*, term_count> rows;
    for (std::size_t t = 0; t < term_count; ++t) rows[t] = costs.rows[t * column_stride + i];
    return rows;
  };
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::array<const double*, term_count> rows = rows_at(i);
    const std::size_t reason = reason_of(rows);
    reasons[i] = reason == 0 ? ReasonCode{0} : static_cast<ReasonCode>(first_reason + reason - 1);
  }
  for (std::size_t w = 0; w < native_.size(); ++w) {
    std::array<double*, cost_count> columns{};
    for (std::size_t c = 0; c < cost_count; ++c) columns[c] = costs.column(w, static_cast<Cost>(c)).data();
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (reasons[i] != 0) {
        for (double* column : columns) column[i] = std::numeric_limits<double>::quiet_NaN();
        continue;
      }
      combine(w, rows_at(i), [&](Cost cost, double value) { columns[static_cast<std::size_t>(cost)][i] = value; });
    }
  }
}

void NativeModel::bound(const Box& box, CostBounds& bounds) const {
  std::vector<std::vector<Interval>> rows;
  std::array<const Interval*, term_count> starts{};
  for (std::size_t t = 0; t < term_count; ++t) {
    std::vector<Interval>& row = rows.emplace_back(terms_[t].width());
    bounds.none_exists = !terms_[t].bound(box, row) || bounds.none_exists;
    starts[t] = row.data();
  }
  if (bounds.none_exists) return;
  bounds.none_exists = needed_bytes(starts).low > (starts[dram] + layouts_[0][dram])[capacity].high;
  for (std::size_t w = 0; w < native_.size(); ++w) {
    combine(w, starts, [&](Cost cost, const Interval& value) { bounds.at(w, cost) = value; });
  }
}

}  // namespace bitpareto::models
