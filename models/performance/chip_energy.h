// SPDX-License-Identifier: Apache-2.0
/// The energy of what runs on the chip for a while, one operation or a whole workload: equations (8) to (11) of
/// docs/model.md with what docs/native.md adds. Written once for doubles and Intervals.
#pragma once

#include <algorithm>
#include <limits>

#include "core/base/simd.h"
#include "core/base/number_kinds.h"
#include "core/cost/evaluation.h"

namespace bitpareto::models {

/// Equation (8): energy of placed and routed logic over that of synthesis. Source: the BitMoD simulator's constant.
inline constexpr double placement_energy_factor = 1.5;

/// What runs. Operations that follow each other add up.
template <class V>
struct ChipWork {
  V compute_cycles{0.0};  // of the array
  V cycles{0.0};          // of the chip: the array waits for the rest of them
  V working{0.0};         // PEs that work, summed over cycles
  V weight_reads{0.0}, input_reads{0.0};    // of a port
  V weight_writes{0.0}, input_writes{0.0};  // of 64 bits
  V partial_sums{0.0};
  V dram_bits{0.0};
  V vector_operations{0.0};
};

/// What it costs. J, W and Hz.
template <class V>
struct ChipCosts {
  V pes{0.0};
  V pe_energy{0.0};   // per PE and cycle, before placement and routing
  V idle_share{0.0};  // of it, for a PE without work
  V working_share{0.0};
  V stall_energy{0.0};    // of all PEs per cycle in which the array waits
  V encoder_energy{0.0};  // of all encoders per cycle of the array
  V clock_energy{0.0};    // of clock tree and control per cycle of the chip
  V accumulation_energy{0.0};
  V vector_energy{0.0};
  V weight_read{0.0}, weight_write{0.0}, input_read{0.0}, input_write{0.0};
  V leakage{0.0};
  V energy_per_bit{0.0}, background_power{0.0};  // of DRAM
  V cycles_per_s{0.0};
};

/// In the order of energy_parts.
template <class V>
struct ChipEnergy {
  V compute{0.0}, sram_read{0.0}, sram_write{0.0}, dram{0.0}, leakage{0.0}, vector{0.0};
  [[nodiscard, gnu::always_inline]] V all() const { return compute + sram_read + sram_write + dram + leakage + vector; }
  [[nodiscard]] V onchip() const { return compute + sram_read + sram_write + leakage + vector; }
};

/// What `total` is above `part`; it is never below.
[[nodiscard]] inline double excess(double total, double part) { return total - part; }
template <class V>
[[nodiscard, gnu::always_inline]] inline V excess(const V& total, const V& part) {
  return total - part;
}
[[nodiscard]] inline Interval excess(const Interval& total, const Interval& part) {
  return {std::max(0.0, total.low - part.high), total.high - part.low};
}

/// Of it what hinges on the array's work alone.
template <class V>
struct ArrayEnergy {
  V pes, encoders, accumulators;
};

/// The published models have no idle or waiting PEs, encoders, clock tree, leakage and vector unit: their costs are 0, and the idle
/// share is 1.
template <class V>
[[nodiscard]] [[gnu::always_inline]] inline ArrayEnergy<V> array_energy(const ChipWork<V>& work, const ChipCosts<V>& costs) {
  const V active = costs.idle_share * (costs.pes * work.compute_cycles) + costs.working_share * work.working;
  return {.pes = costs.pe_energy * V{placement_energy_factor} * active,
          .encoders = costs.encoder_energy * work.compute_cycles,
          .accumulators = costs.accumulation_energy * work.partial_sums};
}

/// `array`: array_energy() of the same.
template <class V>
[[nodiscard]] [[gnu::always_inline]] inline ChipEnergy<V> energy_of(const ChipWork<V>& work, const ChipCosts<V>& costs, const ArrayEnergy<V>& array) {
  const V seconds = work.cycles / costs.cycles_per_s;
  return {.compute = array.pes + costs.stall_energy * excess(work.cycles, work.compute_cycles) + array.encoders + array.accumulators +
                     costs.clock_energy * work.cycles,
          .sram_read = work.weight_reads * costs.weight_read + work.input_reads * costs.input_read,
          .sram_write = work.weight_writes * costs.weight_write + work.input_writes * costs.input_write,
          .dram = work.dram_bits * costs.energy_per_bit + costs.background_power * seconds,
          .leakage = costs.leakage * seconds,
          .vector = work.vector_operations * costs.vector_energy};
}
template <class V>
[[nodiscard]] [[gnu::always_inline]] inline ChipEnergy<V> energy_of(const ChipWork<V>& work, const ChipCosts<V>& costs) {
  return energy_of(work, costs, array_energy(work, costs));
}

/// What most searches ask for, and errors, which no such model puts.
inline constexpr CostSet usual_costs{Cost::latency, Cost::energy, Cost::area, Cost::error, Cost::perplexity, Cost::perplexity_error, Cost::perplexity_basis};
/// What others ask for: whole times and energies, areas.
inline constexpr CostSet searched_costs{Cost::compute_cycles, Cost::total_cycles, Cost::latency, Cost::energy, Cost::pe_array_area,
                                        Cost::weight_buffer_area, Cost::input_buffer_area, Cost::encoder_area, Cost::accumulator_area,
                                        Cost::vector_unit_area, Cost::control_area, Cost::dram_interface_area, Cost::area,
                                        Cost::error, Cost::perplexity, Cost::perplexity_error, Cost::perplexity_basis};

/// Whether anybody asks for the highest power of an operation, which takes a look at each.
[[nodiscard]] inline bool wants_peaks(CostSet wanted) {
  return wanted.contains(Cost::peak_power) || wanted.contains(Cost::peak_power_onchip);
}

/// Energy over time; 0 for what takes none.
[[nodiscard]] inline double average_power(double energy, double seconds) { return seconds > 0 ? energy / seconds : 0; }
[[nodiscard]] inline Interval average_power(const Interval& energy, const Interval& seconds) {
  if (!(seconds.high > 0)) return {0, 0};
  return {seconds.low > 0 ? energy.low / seconds.high : 0,
          seconds.low > 0 ? energy.high / seconds.low : std::numeric_limits<double>::infinity()};
}

}  // namespace bitpareto::models
