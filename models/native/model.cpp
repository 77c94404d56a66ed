// SPDX-License-Identifier: Apache-2.0
#include "models/native/model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/cost/term_rows.h"
#include "core/text/format.h"
#include "models/native/term_layout.h"
#include "models/published/energy.h"

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

/// The SRAM that designs of the space may have.
std::vector<const SramTable*> chosen_tables(const Space& space, const Components& components) {
  const bool named = !space.names()[leaf::cell].empty();
  std::vector<const SramTable*> tables;
  for (const Technology& technology : components.technologies) {
    for (const SramCell& cell : technology.cells) {
      const bool chosen = named ? std::ranges::find(components.cells, cell.name) != components.cells.end()
                                : &cell == &technology.cells.front();
      if (chosen) tables.push_back(&cell.raw);
    }
  }
  return tables;
}

/// The limit of the tables, each once, and what would help.
std::string limit_text(const std::vector<const SramTable*>& tables, SramLimit limit) {
  std::vector<std::string> texts;
  for (const SramTable* table : tables) {
    std::string text = table->limit_text(limit);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  std::string all;
  for (const std::string& text : texts) all += format("{}{}", all.empty() ? "" : " or ", text);
  switch (limit) {
    case SramLimit::bank_too_small:
    case SramLimit::port_too_narrow:
      return all + "; fewer banks would help";
    case SramLimit::bank_too_large:
    case SramLimit::port_too_wide:
    case SramLimit::no_such_macro:
      return all + "; more banks would help";
  }
  return all;
}

/// What a flag says of every design, and of none.
bool always(double flag) { return flag != 0; }
bool always(const Interval& flag) { return flag.low != 0; }
bool never(double flag) { return flag == 0; }
bool never(const Interval& flag) { return flag.high == 0; }

/// What is the one or the other. Of one design it is known which, and neither function is ever asked.
double either(double a, double) { return a; }
Interval either(const Interval& a, const Interval& b) { return hull(a, b); }

/// What may also be as high as `other`.
double at_most(double a, double) { return a; }
Interval at_most(const Interval& a, const Interval& other) { return {a.low, largest(a.high, other.high)}; }

}  // namespace

NativeModel::NativeModel(const Space& space, const Components& components,
                         const std::vector<ModelledWorkload>& workloads, HeadProtocol head, const NativeModel* like)
    : components_{&components}, head_{head}, workloads_{&workloads} {
  for (const ModelledWorkload& workload : workloads) native_.emplace_back(components, workload, head);
  std::array<std::size_t, term_count> width{};
  width.fill(1);  // the reason
  for (std::size_t w = 0; w < native_.size(); ++w) {
    Layout& layout = layouts_.emplace_back();
    const std::span<const BlockOperation> list = native_[w].operations();
    for (const bool attention : {false, true}) {
      for (std::size_t k = 0; k < list.size(); ++k) {
        if (list[k].attention() == attention) layout.order.push_back(k);
      }
      if (!attention) layout.linear = layout.order.size();
    }
    for (const std::size_t k : layout.order) layout.multiplicity.push_back(list[k].multiplicity);
    layout.plans = plan_places(space, w);
    layout.plan_width = (1 + plan_lists) * layout.size() + plan_extra;
    layout.start = width;
    width[mapping] += (1 + mapping_lists) * layout.size() + mapping_extra;
    width[memory] += memory_extra + layout.plans * layout.plan_width;
    width[weight_sram] += sram_extra;
    width[input_sram] += sram_extra;
    width[logic] += logic_extra;
    width[dram] += dram_extra;
    width[vector] += layout.size() + vector_extra;
  }

  using namespace leaf;
  terms_.reserve(term_count);
  // What the array and the buffers do hinges on no constant that is in doubt.
  const auto hinges = [](TermNumber term) { return term != TermNumber::mapping && term != TermNumber::memory && term != TermNumber::vector; };
  const auto add = [&](TermNumber term, std::initializer_list<Leaf> leaves, auto fill) {
    if (like != nullptr && !hinges(term)) {
      terms_.push_back(like->terms_[term]);
    } else {
      terms_.emplace_back(space, leaves, width[term], std::move(fill));
    }
  };
  add(TermNumber::mapping,
      {pe_kind,
       pe_dot_size,
       pe_terms_per_cycle,
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
       effects_joined_batch,
       effects_side_by_side,
       effects_sliding_window,
       effects_causal,
       effects_last_logits,
       effects_partial_reads},
      [this](const DesignPoint& p, std::span<double> row) { fill_mapping(p, row); });
  add(TermNumber::memory,
      {pe_activation,
       pe_activation_bits,
       weights_datatype,
       weights_group_size,
       weights_bits,
       kv_cache_datatype,
       kv_cache_bits,
       weight_buffer_size,
       input_buffer_size,
       effects_whole_bytes,
       effects_kv_writes,
       effects_positions,
       effects_sliding_window,
       effects_fused_attention,
       effects_softmax_overlap,
       effects_kept_activations,
       effects_kept_weights,
       effects_causal,
       effects_last_logits,
       effects_tiling,
       effects_double_buffering,
       effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row); });
  add(TermNumber::weight_sram,
      {performance_model, technology, voltage, cell, clock, pe_kind, pe_dot_size, pe_terms_per_cycle, pe_bit_serial, array_rows, weights_datatype,
       weights_group_size, weights_bits, weight_buffer_size, weight_buffer_banks, weight_buffer_port, effects_leakage,
       effects_sram_envelope, effects_sram_cycle_time, effects_narrow_ports, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, true); });
  add(TermNumber::input_sram,
      {performance_model, technology, voltage, cell, clock, pe_kind, pe_dot_size, pe_terms_per_cycle, pe_bit_serial, pe_activation,
       pe_activation_bits, array_columns, input_buffer_size, input_buffer_banks, input_buffer_port, effects_leakage,
       effects_sram_envelope, effects_sram_cycle_time, effects_narrow_ports, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, false); });
  add(TermNumber::logic,
      {technology, voltage, clock, pe_kind, pe_dot_size, pe_terms_per_cycle, pe_activation, pe_activation_bits, pe_supports, weights_datatype, weights_bits,
       kv_cache_datatype, kv_cache_bits, pe_bit_serial, leaf::pe_energy, leaf::pe_area, pe_idle_share, pe_stall_share,
       array_rows, array_columns, array_reconfiguration, vector_unit_lanes, area_basis, effects_encoder, effects_clock_tree,
       effects_leakage, effects_pe_components, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_logic(p, row); });
  add(TermNumber::dram,
      {performance_model, clock, area_basis, weight_buffer_size, input_buffer_size, dram_preset, dram_bus, dram_energy,
       dram_data_rate, dram_width, dram_channels, dram_efficiency, dram_background_power, dram_capacity, dram_latency,
       effects_double_buffering, effects_capacity, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_dram(p, row); });
  add(TermNumber::vector,
      {kv_cache_datatype, kv_cache_bits, vector_unit_lanes, effects_positions, effects_sliding_window, effects_causal,
       effects_last_logits},
      [this](const DesignPoint& p, std::span<double> row) { fill_vector(p, row); });

  const std::vector<const SramTable*> tables = chosen_tables(space, components);
  for (const std::string_view buffer : {"weight", "input"}) {
    for (std::size_t limit = 0; limit < sram_limit_count; ++limit) {
      reasons_.push_back(format("{} {}", buffer, limit_text(tables, static_cast<SramLimit>(limit))));
    }
    reasons_.push_back(format("{} bank slower than the clock", buffer));
  }
  reasons_.emplace_back("weights and KV cache beyond the capacity of DRAM");
  // In the order of PeLimit.
  for (const char* limit : {"PE takes no such activations", "weights or KV cache of a datatype that the PE does not support",
                            "PE takes no two terms of a weight per cycle",
                            "nobody knows what the PE costs with that dot size in that technology"}) {
    reasons_.emplace_back(limit);
  }
  reasons_.emplace_back("PE slower than the clock");
  reasons_.emplace_back("a voltage that the technology does not have");
}

std::array<std::vector<double>, NativeModel::term_count> NativeModel::rows_of(const DesignPoint& p) const {
  std::array<std::vector<double>, term_count> rows;
  for (std::size_t t = 0; t < term_count; ++t) rows[t].resize(terms_[t].width());
  fill_mapping(p, rows[mapping]);
  fill_memory(p, rows[memory]);
  fill_sram(p, rows[weight_sram], true);
  fill_sram(p, rows[input_sram], false);
  fill_logic(p, rows[logic]);
  fill_dram(p, rows[dram]);
  fill_vector(p, rows[vector]);
  return rows;
}

Result<std::vector<Evaluation>> NativeModel::evaluate(const DesignPoint& p) const {
  const std::array<std::vector<double>, term_count> rows = rows_of(p);
  Rows<double> starts{};
  for (std::size_t t = 0; t < term_count; ++t) starts[t] = rows[t].data();
  if (const std::size_t reason = reason_of(starts); reason != 0) return Failure{reasons_[reason - 1]};
  std::vector<Evaluation> list(native_.size());
  for (std::size_t w = 0; w < native_.size(); ++w) {
    combine(w, starts, true, [&](Cost cost, double value) { list[w][cost] = value; });
  }
  return list;
}

template <class V>
const V* NativeModel::plan_numbers(const Layout& layout, const Rows<V>& rows, std::size_t plan) const {
  return rows[memory] + layout.start[memory] + memory_extra + plan * layout.plan_width;
}

// What is inlined by force below is what evaluation spends its time on; g++ 12 would call it.
template <class V>
[[gnu::always_inline]] inline ChipCosts<V> NativeModel::chip_costs(const Layout& layout, const Rows<V>& rows) const {
  const V* const n = rows[logic] + layout.start[logic];
  const V* const weights = rows[weight_sram] + layout.start[weight_sram];
  const V* const inputs = rows[input_sram] + layout.start[input_sram];
  const V* const outside = rows[dram] + layout.start[dram];
  // One supply: the highest voltage that any part needs.
  const V toggling = largest(n[logic_supply_energy], largest(weights[sram_supply_energy], inputs[sram_supply_energy]));
  const V leaking = largest(n[logic_supply_leakage], largest(weights[sram_supply_leakage], inputs[sram_supply_leakage]));
  return {.pes = n[pes],
          .pe_energy = n[pe_energy],
          .idle_share = n[idle_leakage] * leaking + n[idle_toggling] * toggling,
          .working_share = n[working_share] * toggling,
          .stall_energy = n[stall_leakage] * leaking + n[stall_toggling] * toggling,
          .encoder_energy = n[encoder_energy] * toggling,
          .clock_energy = n[clock_energy] * toggling,
          .accumulation_energy = n[accumulation_energy] * toggling,
          .vector_energy = n[vector_energy] * toggling,
          .weight_read = weights[read_energy] * toggling,
          .weight_write = weights[write_energy] * toggling,
          .input_read = inputs[read_energy] * toggling,
          .input_write = inputs[write_energy] * toggling,
          .leakage = (weights[leakage_power] + inputs[leakage_power]) * leaking,
          .energy_per_bit = outside[energy_per_bit],
          .background_power = outside[background_power],
          .cycles_per_s = n[cycles_per_s]};
}

template <class V, class F, class Maybe>
[[gnu::always_inline]] inline void NativeModel::for_each_piece(const Layout& layout, const Rows<V>& rows, const V* plan, const F& f,
                                 const Maybe& maybe) const {
  const std::size_t size = layout.size();
  const V* const cycles_of = rows[mapping] + layout.start[mapping];
  const V* const outside = rows[dram] + layout.start[dram];
  const V* const vector_cycles = rows[vector] + layout.start[vector];
  const auto moving = [&](std::size_t k) {
    return V{layout.multiplicity[k]} * dram_time(plan[k], outside[bits_per_cycle], outside[whole_cycles]);
  };
  const auto alone = [&](std::size_t k, const V& moved) {
    return largest(largest(cycles_of[k], moved), vector_cycles[k]);
  };
  for (std::size_t k = 0; k < layout.linear; ++k) f(k, std::size_t{1}, alone(k, moving(k)));
  const V& overlapped = plan[size + overlaps];
  for (std::size_t k = layout.linear; k < size; k += 2) {
    const V scores = moving(k);
    const V context = moving(k + 1);
    const auto each = [&](const auto& tell) {
      tell(k, std::size_t{1}, alone(k, scores));
      tell(k + 1, std::size_t{1}, alone(k + 1, context));
    };
    if (never(overlapped)) {
      each(f);
      continue;
    }
    const V together = largest(largest(cycles_of[k] + cycles_of[k + 1], scores + context),
                               vector_cycles[k] + vector_cycles[k + 1]);
    if (always(overlapped)) {
      f(k, std::size_t{2}, together);
    } else {
      each(maybe);
      f(k, std::size_t{2}, either(together, alone(k, scores) + alone(k + 1, context)));
    }
  }
}

template <class V>
[[gnu::always_inline]] inline V NativeModel::plan_cycles(const Layout& layout, const Rows<V>& rows, const V* plan) const {
  V cycles{0.0};
  for_each_piece(
      layout, rows, plan, [&](std::size_t, std::size_t, const V& of_piece) { cycles = cycles + of_piece; },
      [](std::size_t, std::size_t, const V&) {});
  return cycles;
}

template <class V>
ChipWork<V> NativeModel::work_of(const Layout& layout, const Rows<V>& rows, const V* plan, std::size_t first,
                                 std::size_t count, const V& cycles) const {
  const std::size_t size = layout.size();
  const V* const cycles_of = rows[mapping] + layout.start[mapping];
  const V* const array = cycles_of + size + mapping_extra;
  const V* const writes = plan + size + plan_extra;
  const V* const vector_cycles = rows[vector] + layout.start[vector];
  const V& lanes = (rows[logic] + layout.start[logic])[vector_lanes];
  ChipWork<V> work;
  work.cycles = cycles;
  for (std::size_t k = first; k < first + count; ++k) {
    work.compute_cycles = work.compute_cycles + cycles_of[k];
    work.working = work.working + array[working_list * size + k];
    work.weight_reads = work.weight_reads + array[weight_reads_list * size + k];
    work.input_reads = work.input_reads + array[input_reads_list * size + k];
    work.partial_sums = work.partial_sums + array[partial_sums_list * size + k];
    work.weight_writes = work.weight_writes + writes[weight_writes_list * size + k];
    work.input_writes = work.input_writes + writes[input_writes_list * size + k];
    work.dram_bits = work.dram_bits + V{layout.multiplicity[k]} * plan[k];
    work.vector_operations = work.vector_operations + vector_cycles[k] * lanes;
  }
  return work;
}

template <class V>
std::pair<V, V> NativeModel::highest_power(const Layout& layout, const Rows<V>& rows, const V* plan,
                                           const ChipCosts<V>& costs) const {
  V highest{0.0};
  V onchip{0.0};
  const auto raised_by = [&](auto raise) {
    return [&, raise](std::size_t first, std::size_t count, const V& cycles) {
      const ChipEnergy<V> energy = energy_of(work_of(layout, rows, plan, first, count, cycles), costs);
      const V seconds = cycles / costs.cycles_per_s;
      highest = raise(highest, average_power(energy.all(), seconds));
      onchip = raise(onchip, average_power(energy.onchip(), seconds));
    };
  };
  for_each_piece(layout, rows, plan, raised_by([](const V& a, const V& b) { return largest(a, b); }),
                 raised_by([](const V& a, const V& b) { return at_most(a, b); }));
  return {highest, onchip};
}

/// Times that differ by less are equal: they are the same sums, added up in another order.
constexpr double equal_share = 1e-12;

/// The fastest plan and the fewest cycles; of equals the one that moves least, then the first.
[[gnu::always_inline]] inline NativeModel::Fastest NativeModel::fastest_plan(const Layout& layout, const Rows<double>& rows) const {
  Fastest best{.plan = 0, .cycles = plan_cycles(layout, rows, plan_numbers(layout, rows, 0))};
  const auto count = static_cast<std::size_t>((rows[memory] + layout.start[memory])[plan_count]);
  const auto bits = [&](std::size_t plan) { return plan_numbers(layout, rows, plan)[layout.size() + all_bits]; };
  for (std::size_t plan = 1; plan < count; ++plan) {
    const double cycles = plan_cycles(layout, rows, plan_numbers(layout, rows, plan));
    const bool faster = cycles < best.cycles * (1 - equal_share);
    const bool as_fast = cycles <= best.cycles * (1 + equal_share);
    if (faster || (as_fast && bits(plan) < bits(best.plan))) best.plan = plan;
    best.cycles = std::min(best.cycles, cycles);
  }
  return best;
}

NativeModel::Shared NativeModel::shared(const DesignPoint& p, std::size_t workload) const {
  const std::array<std::vector<double>, term_count> rows = rows_of(p);
  Rows<double> starts{};
  for (std::size_t t = 0; t < term_count; ++t) starts[t] = rows[t].data();
  const Layout& layout = layouts_[workload];
  const NativeDesign design = native_[workload].seen(p);
  return {.costs = chip_costs(layout, starts),
          .dram = dram_of(p, workload),
          .volts = std::max({(starts[logic] + layout.start[logic])[logic_supply_volts],
                             (starts[weight_sram] + layout.start[weight_sram])[sram_supply_volts],
                             (starts[input_sram] + layout.start[input_sram])[sram_supply_volts]}),
          .stall_share = design.stall_share,
          .lanes = design.vector_lanes,
          .reconfiguration_cycles = (starts[logic] + layout.start[logic])[reconfiguration_cycles],
          .plan = fastest_plan(layout, starts).plan};
}

std::vector<NativeModel::Piece> NativeModel::pieces(const DesignPoint& p, std::size_t workload) const {
  const std::array<std::vector<double>, term_count> rows = rows_of(p);
  Rows<double> starts{};
  for (std::size_t t = 0; t < term_count; ++t) starts[t] = rows[t].data();
  const Layout& layout = layouts_[workload];
  std::vector<Piece> list;
  const double* const plan = plan_numbers(layout, starts, fastest_plan(layout, starts).plan);
  for_each_piece(
      layout, starts, plan,
      [&](std::size_t first, std::size_t count, double cycles) {
        const auto begin = layout.order.begin() + static_cast<std::ptrdiff_t>(first);
        list.push_back({{begin, begin + static_cast<std::ptrdiff_t>(count)},
                        work_of(layout, starts, plan, first, count, cycles)});
      },
      [](std::size_t, std::size_t, double) {});
  std::ranges::sort(list, {}, [](const Piece& piece) { return piece.operations.front(); });
  return list;
}

/// Equations (3), (7) to (11), (14) and (15) with what docs/native.md adds, for one workload, from the rows of all
/// terms. V is double for a design, Interval for a box.
template <class V, class Put>
void NativeModel::combine(std::size_t workload, const Rows<V>& rows, bool with_peaks, const Put& put) const {
  const Layout& layout = layouts_[workload];
  const std::size_t size = layout.size();
  const V* const use = rows[mapping] + layout.start[mapping] + size;
  const V* const n = rows[logic] + layout.start[logic];
  const V* const weights = rows[weight_sram] + layout.start[weight_sram];
  const V* const inputs = rows[input_sram] + layout.start[input_sram];
  const V* const stored = rows[memory] + layout.start[memory];
  const V* const outside = rows[dram] + layout.start[dram];
  const ChipCosts<V> costs = chip_costs(layout, rows);

  ChipWork<V> all;
  all.compute_cycles = use[all_cycles];
  all.working = use[working];
  all.weight_reads = use[weight_reads];
  all.input_reads = use[input_reads];
  all.partial_sums = use[partial_sums];
  all.vector_operations = (rows[vector] + layout.start[vector] + size)[vector_operations];
  V peak{std::numeric_limits<double>::quiet_NaN()};
  V peak_onchip = peak;
  const auto take_plan = [&](std::size_t number, const V& cycles, auto one_of) {
    const V* const plan = plan_numbers(layout, rows, number);
    const V* const sums = plan + size;
    all.cycles = number == 0 ? cycles : smaller(all.cycles, cycles);
    all.weight_writes = one_of(all.weight_writes, sums[weight_writes]);
    all.input_writes = one_of(all.input_writes, sums[input_writes]);
    all.dram_bits = one_of(all.dram_bits, sums[all_bits]);
    if (!with_peaks) return;
    const auto [with_dram, onchip] = highest_power(layout, rows, plan, costs);
    peak = one_of(peak, with_dram);
    peak_onchip = one_of(peak_onchip, onchip);
  };
  const auto replaced = [](const V&, const V& b) { return b; };
  if constexpr (std::is_same_v<V, double>) {
    const Fastest fastest = fastest_plan(layout, rows);
    take_plan(fastest.plan, fastest.cycles, replaced);
    all.cycles = fastest.cycles;
  } else {
    // Which of them is fastest differs; places without a plan of their own repeat one.
    take_plan(0, plan_cycles(layout, rows, plan_numbers(layout, rows, 0)), replaced);
    for (std::size_t plan = 1; plan < layout.plans; ++plan) {
      take_plan(plan, plan_cycles(layout, rows, plan_numbers(layout, rows, plan)),
                [](const V& a, const V& b) { return either(a, b); });
    }
  }
  all.cycles = all.cycles + n[reconfiguration_cycles];
  const ChipEnergy<V> energy = energy_of(all, costs);

  put(Cost::compute_cycles, all.compute_cycles);
  put(Cost::total_cycles, all.cycles);
  put(Cost::latency, all.cycles / costs.cycles_per_s);
  put(Cost::energy_compute, energy.compute);
  put(Cost::energy_sram_read, energy.sram_read);
  put(Cost::energy_sram_write, energy.sram_write);
  put(Cost::energy_dram, energy.dram);
  put(Cost::energy_leakage, energy.leakage);
  put(Cost::energy_vector, energy.vector);
  put(Cost::energy, energy.all());
  put(Cost::peak_power, peak);
  put(Cost::peak_power_onchip, peak_onchip);
  put(Cost::pe_array_area, n[pe_area]);
  put(Cost::weight_buffer_area, weights[buffer_area]);
  put(Cost::input_buffer_area, inputs[buffer_area]);
  put(Cost::encoder_area, n[encoder_area]);
  put(Cost::accumulator_area, n[accumulator_area]);
  put(Cost::vector_unit_area, n[vector_area]);
  put(Cost::control_area, n[control_area]);
  put(Cost::dram_interface_area, outside[interface_area]);
  put(Cost::area, n[pe_area] + weights[buffer_area] + inputs[buffer_area] + n[encoder_area] + n[accumulator_area] +
                      n[vector_area] + n[control_area] + outside[interface_area]);
  put(Cost::weight_bytes, stored[stored_bytes]);
  put(Cost::kv_cache_bytes, stored[cache_bytes]);
  put(Cost::dram_bytes, all.dram_bits / V{8.0});
  put(Cost::added_weight_bytes, stored[added_bytes]);
  put(Cost::peak_ops_per_s, V{2.0} * use[macs_per_cycle] * costs.cycles_per_s / use[weight_cycles]);
  put(Cost::operations, V{2.0} * use[macs]);
}

/// Weights in every format, embeddings and the largest KV cache of the model that needs the most.
template <class V>
V NativeModel::needed_bytes(const Rows<V>& rows) const {
  V most{0.0};
  for (std::size_t w = 0; w < native_.size(); ++w) {
    V weights{0.0};
    V cache{0.0};
    V embedding{0.0};
    for (std::size_t other = 0; other < native_.size(); ++other) {
      if ((*workloads_)[other].model_number != (*workloads_)[w].model_number) continue;
      const V* const stored = rows[memory] + layouts_[other].start[memory];
      weights = weights + stored[added_bytes];
      embedding = largest(embedding, stored[embedding_bytes]);
      cache = largest(cache, stored[cache_bytes]);
    }
    most = largest(most, weights + embedding + cache);
  }
  return most;
}

/// Why a design cannot exist, counted from 1; 0: it can.
std::size_t NativeModel::reason_of(const Rows<double>& rows) const {
  double reason = *rows[weight_sram];
  keep_first(reason, *rows[input_sram]);
  // The capacity is that of one chip: workloads may not override DRAM apart.
  if (reason == 0 && needed_bytes(rows) > (rows[dram] + layouts_[0].start[dram])[capacity]) reason = 1 + capacity_reason;
  keep_first(reason, *rows[logic]);
  return static_cast<std::size_t>(reason);
}

void NativeModel::evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const {
  evaluate_terms<term_count>(
      terms_, native_.size(), first_reason, block, costs, [this](const auto& rows) { return reason_of(rows); },
      [this, peaks = wants_peaks(costs.wanted)](std::size_t w, const auto& rows, const auto& put) {
        combine(w, rows, peaks, put);
      });
}

void NativeModel::bound(const Box& box, CostBounds& bounds) const {
  const auto exists = [this](const auto& rows) {
    return needed_bytes(rows).low <= (rows[dram] + layouts_[0].start[dram])[capacity].high;
  };
  bound_terms<term_count>(terms_, native_.size(), box, bounds, exists,
                          [this, peaks = wants_peaks(bounds.wanted)](std::size_t w, const auto& rows, const auto& put) {
                            combine(w, rows, peaks, put);
                          });
}

namespace {

std::unique_ptr<const PerformanceModel> make_native(const PerformanceInputs& inputs) {
  return std::make_unique<const NativeModel>(inputs.space, inputs.components, inputs.workloads, inputs.head,
                                             dynamic_cast<const NativeModel*>(inputs.like));
}

}  // namespace

constinit const PerformanceModelEntry native_model{
    .name = "native",
    .summary = "that of July 2025 with DRAM in physical units, decode as hardware runs it, SRAM that leaks, and "
               "what stays on the chip; each addition an option",
    .source = "docs/native.md, which names the source of each addition",
    .equations = "docs/native.md",
    .leaves = native_leaves,
    .make = make_native,
    .check = check_native,
};

}  // namespace bitpareto::models
