// SPDX-License-Identifier: Apache-2.0
#include "models/native/model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/format.h"
#include "models/energy.h"
#include "models/native/term_layout.h"
#include "models/term_rows.h"

namespace bitpareto::models {

using namespace native_row;

namespace {

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
  add(TermNumber::mapping,
      {pe_kind,
       pe_dot_size,
       pe_bit_serial,
       pe_activation,
       pe_activation_bits,
       array_rows,
       array_columns,
       array_row_mapping,
       array_column_mapping,
       weights_datatype,
       weights_group_size,
       weights_bits,
       kv_cache_datatype,
       kv_cache_bits,
       weight_buffer_port,
       input_buffer_port,
       effects_terms,
       effects_dequantiser,
       effects_positions,
       effects_causal,
       effects_last_logits,
       effects_partial_reads},
      [this](const DesignPoint& p, std::span<double> row) { fill_mapping(p, row); });
  add(TermNumber::linear_memory,
      {pe_activation, pe_activation_bits, weights_datatype, weights_group_size, weights_bits, kv_cache_datatype,
       kv_cache_bits, weight_buffer_size, input_buffer_size, effects_whole_bytes, effects_kv_writes, effects_positions,
       effects_fused_attention, effects_kept_activations, effects_causal, effects_last_logits, effects_tiling,
       effects_double_buffering, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row, false); });
  add(TermNumber::attention_memory,
      {pe_activation, pe_activation_bits, kv_cache_datatype, kv_cache_bits, weight_buffer_size, input_buffer_size,
       effects_whole_bytes, effects_positions, effects_fused_attention, effects_kept_activations, effects_causal,
       effects_tiling, effects_double_buffering, effects_one_chip},
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
      {technology, clock, pe_kind, pe_bit_serial, Leaf::pe_energy, Leaf::pe_area, pe_idle_share, pe_stall_share,
       array_rows, array_columns, array_reconfiguration, vector_unit_lanes, area_basis, effects_encoder,
       effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_logic(p, row); });
  add(TermNumber::dram,
      {performance_model, clock, area_basis, weight_buffer_size, input_buffer_size, dram_preset, dram_bus, dram_energy,
       dram_data_rate, dram_width, dram_channels, dram_efficiency, dram_background_power, dram_capacity, dram_latency,
       effects_double_buffering, effects_capacity, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_dram(p, row); });
  add(TermNumber::vector,
      {kv_cache_datatype, kv_cache_bits, vector_unit_lanes, effects_positions, effects_causal, effects_last_logits},
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
  evaluate_terms<term_count>(
      terms_, native_.size(), first_reason, block, costs, [this](const auto& rows) { return reason_of(rows); },
      [this](std::size_t w, const auto& rows, const auto& put) { combine(w, rows, put); });
}

void NativeModel::bound(const Box& box, CostBounds& bounds) const {
  const auto exists = [this](const auto& rows) {
    return needed_bytes(rows).low <= (rows[dram] + layouts_[0][dram])[capacity].high;
  };
  bound_terms<term_count>(terms_, native_.size(), box, bounds, exists,
                          [this](std::size_t w, const auto& rows, const auto& put) { combine(w, rows, put); });
}

}  // namespace bitpareto::models
