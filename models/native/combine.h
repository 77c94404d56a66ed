// SPDX-License-Identifier: Apache-2.0
/// Equations (3), (7) to (11), (14) and (15) with what docs/native.md adds, for one workload: written once, over rows of doubles for a design,
/// of Simd for several, of Intervals for a box.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/cost/term_rows.h"
#include "models/native/term_layout.h"
#include "models/performance/chip_energy.h"

namespace bitpareto::models::native_row {

/// Cycles of DRAM for `bits`: rounded down where `whole` says so, as equation (6) does.
inline double dram_time(double bits, double per_cycle, double whole) {
  const double cycles = bits / per_cycle;
  return whole != 0 ? std::trunc(cycles) : cycles;
}
inline Interval dram_time(const Interval& bits, const Interval& per_cycle, const Interval& whole) {
  const Interval cycles = bits / per_cycle;
  return {whole.high != 0 ? std::trunc(cycles.low) : cycles.low,
          whole.low != 0 ? std::trunc(cycles.high) : cycles.high};
}

/// `a` where a flag, 0 or 1, is set, otherwise `b`; what it may be of both where that differs.
inline double where(double flag, double a, double b) { return flag != 0 ? a : b; }
inline Interval where(const Interval& flag, const Interval& a, const Interval& b) {
  if (flag.low != 0) return a;
  return flag.high == 0 ? b : hull(a, b);
}
template <class V>
[[gnu::always_inline]] inline V where(const V& flag, const V& a, const V& b) {
  return if_less(V{0.0}, flag, a, b);
}

/// The row of `transfers` for one workload, from its rows of memory, dram and vector.
template <class V>
void join_transfers(const NativeLayout& layout, const V* memory_row, const V* dram_row, const V* vector_row, V* out) {
  const std::size_t size = layout.size();
  const V* const stored = memory_row + layout.start[memory];
  const V* const outside = dram_row + layout.start[dram];
  const V* const vector_cycles = vector_row + layout.start[vector];
  out[transfer_plans] = stored[plan_count];
  out[transfer_energy_per_bit] = outside[energy_per_bit];
  out[transfer_background] = outside[background_power];
  out[transfer_vector_operations] = vector_cycles[size + vector_operations];
  out[transfer_interface_area] = outside[interface_area];
  out[transfer_stored_bytes] = stored[stored_bytes];
  out[transfer_cache_bytes] = stored[cache_bytes];
  out[transfer_added_bytes] = stored[added_bytes];
  for (std::size_t place = 0; place < layout.plans; ++place) {
    const V* const plan = stored + memory_extra + place * layout.plan_width();
    V* const cycles = out + transfer_extra + place * layout.transfer_width();
    const auto moving = [&](std::size_t k) {
      return V{layout.multiplicity[k]} * dram_time(plan[k], outside[bits_per_cycle], outside[whole_cycles]);
    };
    for (std::size_t k = 0; k < size; ++k) cycles[k] = largest(moving(k), vector_cycles[k]);
    for (std::size_t pair = 0; pair < layout.pairs(); ++pair) {
      const std::size_t k = layout.linear + 2 * pair;
      cycles[size + pair] = largest(moving(k) + moving(k + 1), vector_cycles[k] + vector_cycles[k + 1]);
    }
    for (std::size_t number = 0; number < plan_extra; ++number) cycles[layout.transfer_sums() + number] = plan[size + number];
  }
}

/// The row of `chip` for one workload, from its rows of mapping and logic.
template <class V>
void join_chip(const NativeLayout& layout, const V* mapping_row, const V* logic_row, V* out) {
  const V* const use = mapping_row + layout.start[mapping];
  const V* const n = logic_row + layout.start[logic];
  V* const numbers = out + layout.start[chip];
  std::copy_n(use, layout.size() + mapping_extra, numbers);
  std::copy_n(n, logic_extra, out + layout.chip_logic());
  V* const nominal = out + layout.chip_logic() + logic_extra;
  const V* const sums = use + layout.size();
  ChipWork<V> work;
  work.compute_cycles = sums[all_cycles];
  work.working = sums[working];
  work.partial_sums = sums[partial_sums];
  const ChipCosts<V> costs{.pes = n[pes],
                           .pe_energy = n[pe_energy],
                           .idle_share = n[idle_leakage] + n[idle_toggling],
                           .working_share = n[working_share],
                           .encoder_energy = n[encoder_energy],
                           .accumulation_energy = n[accumulation_energy]};
  const ArrayEnergy<V> energy = array_energy(work, costs);
  nominal[chip_pes] = energy.pes;
  nominal[chip_encoders] = energy.encoders;
  nominal[chip_accumulators] = energy.accumulators;
  nominal[chip_stall] = n[stall_leakage] + n[stall_toggling];
}

// What is inlined by force below is what evaluation spends its time on; g++ 12 would call it.

/// What a design costs per unit of work at the supply that it needs. Rows of all stages.
template <class Rows>
[[gnu::always_inline]] inline ChipCosts<NumberOf<Rows>> chip_costs(const NativeLayout& layout, const Rows& rows) {
  using V = NumberOf<Rows>;
  const auto n = std::get<of_chip>(rows) + layout.chip_logic();
  const auto weights = std::get<of_weight_sram>(rows) + layout.start[weight_sram];
  const auto inputs = std::get<of_input_sram>(rows) + layout.start[input_sram];
  const auto moved = std::get<of_transfers>(rows) + layout.start[transfers];
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
          .energy_per_bit = moved[transfer_energy_per_bit],
          .background_power = moved[transfer_background],
          .cycles_per_s = n[cycles_per_s]};
}

/// The same where every part has the nominal voltage, which changes nothing of its costs, but for what hinges on the array alone: join_chip() has it.
template <class Rows>
[[gnu::always_inline]] inline ChipCosts<NumberOf<Rows>> nominal_chip_costs(const NativeLayout& layout, const Rows& rows) {
  const auto n = std::get<of_chip>(rows) + layout.chip_logic();
  const auto weights = std::get<of_weight_sram>(rows) + layout.start[weight_sram];
  const auto inputs = std::get<of_input_sram>(rows) + layout.start[input_sram];
  const auto moved = std::get<of_transfers>(rows) + layout.start[transfers];
  return {.stall_energy = (n + logic_extra)[chip_stall],
          .clock_energy = n[clock_energy],
          .vector_energy = n[vector_energy],
          .weight_read = weights[read_energy],
          .weight_write = weights[write_energy],
          .input_read = inputs[read_energy],
          .input_write = inputs[write_energy],
          .leakage = weights[leakage_power] + inputs[leakage_power],
          .energy_per_bit = moved[transfer_energy_per_bit],
          .background_power = moved[transfer_background],
          .cycles_per_s = n[cycles_per_s]};
}

/// A plan in a row of transfers.
template <class Row>
[[gnu::always_inline]] inline Row plan_in(const NativeLayout& layout, const Row& of_transfers, std::size_t plan) {
  return of_transfers + (layout.start[transfers] + transfer_extra + plan * layout.transfer_width());
}

/// f(0) ... f(count - 1), each written out: g++ 12 leaves short loops over numbers of a Simd as loops, and their numbers in memory.
template <std::size_t... number, class F>
[[gnu::always_inline]] inline void each_written_out(std::index_sequence<number...> /*numbers*/, const F& f) {
  (f(number), ...);
}

/// Cycles of all that runs under each of `count` plans from `first` on: of each piece the slowest of array, DRAM and vector unit. A piece is an
/// operation, or both products of fused attention with the softmax between them. `cycles`: of the array, by operation. The plans are gone through side by
/// side: they read the same cycles, and no sum waits for another.
template <std::size_t count, class V, class Cycles, class Row>
[[gnu::always_inline]] inline std::array<V, count> plans_cycles(const NativeLayout& layout, const Cycles& cycles, const Row& moved, std::size_t first) {
  const std::size_t size = layout.size();
  const auto each = [](const auto& f) __attribute__((always_inline)) { each_written_out(std::make_index_sequence<count>{}, f); };
  std::array<V, count> all;
  std::array<Row, count> plans;
  each([&](std::size_t p) __attribute__((always_inline)) {
    all[p] = V{0.0};
    plans[p] = plan_in(layout, moved, first + p);
  });
  for (std::size_t k = 0; k < layout.linear; k += 1 + layout.repeats[k]) {
    const V computed = cycles[k];
    std::array<V, count> longest;
    each([&](std::size_t p) __attribute__((always_inline)) { longest[p] = largest(computed, plans[p][k]); });
    for (std::size_t times = 0; times <= layout.repeats[k]; ++times) {
      each([&](std::size_t p) __attribute__((always_inline)) { all[p] = all[p] + longest[p]; });
    }
  }
  for (std::size_t k = layout.linear, pair = size; k < size; k += 2, ++pair) {
    const V scores = cycles[k];
    const V context = cycles[k + 1];
    each([&](std::size_t p) __attribute__((always_inline)) {
      const V overlapped = plans[p][layout.transfer_sums() + overlaps];
      const V apart = (all[p] + largest(scores, plans[p][k])) + largest(context, plans[p][k + 1]);
      const V together = all[p] + largest(scores + context, plans[p][pair]);
      all[p] = where(overlapped, together, apart);
    });
  }
  return all;
}

/// Times that differ by less are equal: they are the same sums, added up in another order.
inline constexpr double equal_share = 1e-12;

/// A plan, its cycles and what it moves.
template <class V>
struct Fastest {
  V plan{0.0};
  V cycles{0.0};  // the fewest of any
  V weight_writes{0.0}, input_writes{0.0}, bits{0.0};
};

/// Takes a plan and its cycles into account, after those before it.
template <class V, class Row>
[[gnu::always_inline]] inline void consider(const NativeLayout& layout, const Row& moved, std::size_t number, const V& cycles, Fastest<V>& best) {
  const std::size_t sums = layout.transfer_sums();
  const Row plan = plan_in(layout, moved, number);
  if (number == 0) {
    best = {.plan = V{0.0}, .cycles = cycles, .weight_writes = plan[sums + weight_writes], .input_writes = plan[sums + input_writes], .bits = plan[sums + all_bits]};
    return;
  }
  if constexpr (std::is_same_v<V, Interval>) {
    // Which of them is fastest differs; places without a plan of their own repeat one.
    best.cycles = smaller(best.cycles, cycles);
    best.weight_writes = hull(best.weight_writes, plan[sums + weight_writes]);
    best.input_writes = hull(best.input_writes, plan[sums + input_writes]);
    best.bits = hull(best.bits, plan[sums + all_bits]);
  } else {
    const V here{static_cast<double>(number)};
    const V bits = plan[sums + all_bits];
    // What this plan moves, as far as it counts: nothing if it is faster, as much as the best one if it is slower.
    const V as_fast = if_at_most(cycles, best.cycles * V{1 + equal_share}, bits, best.bits);
    const V counted = if_less(cycles, best.cycles * V{1 - equal_share}, V{-1.0}, as_fast);
    const V weighed = if_less(here, (moved + layout.start[transfers])[transfer_plans], counted, best.bits);
    best.plan = if_less(weighed, best.bits, here, best.plan);
    best.weight_writes = if_less(weighed, best.bits, plan[sums + weight_writes], best.weight_writes);
    best.input_writes = if_less(weighed, best.bits, plan[sums + input_writes], best.input_writes);
    best.bits = if_less(weighed, best.bits, bits, best.bits);
    best.cycles = if_less(cycles, best.cycles, cycles, best.cycles);
  }
}

/// The fastest plan and the fewest cycles; of equals the one that moves least, then the first.
template <class Rows>
[[gnu::always_inline]] inline Fastest<NumberOf<Rows>> fastest_plan(const NativeLayout& layout, const Rows& rows) {
  using V = NumberOf<Rows>;
  const auto cycles = std::get<of_chip>(rows) + layout.start[chip];
  const auto moved = std::get<of_transfers>(rows) + 0;
  Fastest<V> best;
  std::size_t number = 0;
  const auto take = [&]<std::size_t count>(std::integral_constant<std::size_t, count> /*plans*/) __attribute__((always_inline)) {
    const std::array<V, count> all = plans_cycles<count, V>(layout, cycles, moved, number);
    each_written_out(std::make_index_sequence<count>{}, [&](std::size_t p) __attribute__((always_inline)) { consider(layout, moved, number + p, all[p], best); });
    number += count;
  };
  while (layout.plans - number >= 2) take(std::integral_constant<std::size_t, 2>{});
  if (number < layout.plans) take(std::integral_constant<std::size_t, 1>{});
  return best;
}

/// Calls put(Cost, number) for every cost of a workload but its powers. `nominal`: every design has the nominal voltage.
template <bool nominal, class Rows, class Put>
[[gnu::always_inline]] inline void combine(const NativeLayout& layout, const Rows& rows, const Put& put) {
  using V = NumberOf<Rows>;
  const auto use = std::get<of_chip>(rows) + (layout.start[chip] + layout.size());
  const auto n = std::get<of_chip>(rows) + layout.chip_logic();
  const auto weights = std::get<of_weight_sram>(rows) + layout.start[weight_sram];
  const auto inputs = std::get<of_input_sram>(rows) + layout.start[input_sram];
  const auto moved = std::get<of_transfers>(rows) + layout.start[transfers];
  const Fastest<V> plan = fastest_plan(layout, rows);
  ChipWork<V> all;
  all.compute_cycles = use[all_cycles];
  all.cycles = plan.cycles + n[reconfiguration_cycles];
  all.working = use[working];
  all.weight_reads = use[weight_reads];
  all.input_reads = use[input_reads];
  all.weight_writes = plan.weight_writes;
  all.input_writes = plan.input_writes;
  all.partial_sums = use[partial_sums];
  all.dram_bits = plan.bits;
  all.vector_operations = moved[transfer_vector_operations];
  ChipCosts<V> costs;
  ArrayEnergy<V> array;
  if constexpr (nominal) {
    costs = nominal_chip_costs(layout, rows);
    const auto known = n + logic_extra;
    array = {known[chip_pes], known[chip_encoders], known[chip_accumulators]};
  } else {
    costs = chip_costs(layout, rows);
    array = array_energy(all, costs);
  }
  const ChipEnergy<V> energy = energy_of(all, costs, array);

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
  put(Cost::pe_array_area, n[pe_area]);
  put(Cost::weight_buffer_area, weights[buffer_area]);
  put(Cost::input_buffer_area, inputs[buffer_area]);
  put(Cost::encoder_area, n[encoder_area]);
  put(Cost::accumulator_area, n[accumulator_area]);
  put(Cost::vector_unit_area, n[vector_area]);
  put(Cost::control_area, n[control_area]);
  put(Cost::dram_interface_area, moved[transfer_interface_area]);
  put(Cost::area, n[pe_area] + weights[buffer_area] + inputs[buffer_area] + n[encoder_area] + n[accumulator_area] +
                      n[vector_area] + n[control_area] + moved[transfer_interface_area]);
  put(Cost::weight_bytes, moved[transfer_stored_bytes]);
  put(Cost::kv_cache_bytes, moved[transfer_cache_bytes]);
  put(Cost::dram_bytes, all.dram_bits / V{8.0});
  put(Cost::added_weight_bytes, moved[transfer_added_bytes]);
  put(Cost::peak_ops_per_s, V{2.0} * use[macs_per_cycle] * costs.cycles_per_s / use[weight_cycles]);
  put(Cost::operations, V{2.0} * use[macs]);
}

}  // namespace bitpareto::models::native_row
