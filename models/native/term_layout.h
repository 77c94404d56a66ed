// SPDX-License-Identifier: Apache-2.0
/// Where each number stands in the rows of the native model's terms: what terms.cpp fills in and model.cpp brings
/// together.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/hardware/pe.h"
#include "models/hardware/sram.h"

namespace bitpareto::models::native_row {

/// Reasons, counted from 0: limits of each buffer's SRAM, then its cycle time, the weight buffer's first; the capacity of DRAM; limits of the
/// PE, then its cycle time; the voltage.
inline constexpr std::size_t buffer_reasons = sram_limit_count + 1;
inline constexpr std::size_t capacity_reason = 2 * buffer_reasons;
inline constexpr std::size_t pe_reasons = capacity_reason + 1;
inline constexpr std::size_t pe_cycle_reason = pe_reasons + pe_limit_count;
inline constexpr std::size_t voltage_reason = pe_cycle_reason + 1;

// Numbers of a workload in a term's row, behind the reason in the first place of the row. Lists have a number for each
// operation, linear layers before attention, scores before context, times the multiplicity. What only powers need stands
// last: the rest of a row shares cache lines.
// mapping: the list of cycles, numbers, further lists.
inline constexpr std::size_t working = 0, weight_reads = 1, input_reads = 2, partial_sums = 3, macs = 4,
                             macs_per_cycle = 5, weight_cycles = 6, all_cycles = 7, mapping_extra = 8;
inline constexpr std::size_t working_list = 0, weight_reads_list = 1, input_reads_list = 2, partial_sums_list = 3,
                             mapping_lists = 4;
// memory: numbers of every plan, then for each plan the list of bits (of one run, without the multiplicity) and numbers; behind those of all
// workloads, further lists for each plan.
inline constexpr std::size_t plan_count = 0, stored_bytes = 1, added_bytes = 2, embedding_bytes = 3, cache_bytes = 4,
                             memory_extra = 5;
inline constexpr std::size_t weight_writes = 0, input_writes = 1, all_bits = 2, overlaps = 3, plan_extra = 4;
inline constexpr std::size_t weight_writes_list = 0, input_writes_list = 1, plan_lists = 2;
// weight_sram and input_sram, of all banks at the nominal voltage, and what the lowest voltage that they may have does to energy and leakage:
inline constexpr std::size_t read_energy = 0, write_energy = 1, buffer_area = 2, leakage_power = 3,
                             sram_supply_energy = 4, sram_supply_leakage = 5, sram_supply_volts = 6, sram_extra = 7;
// logic, at the nominal voltage, and the same:
inline constexpr std::size_t pe_energy = 0, idle_leakage = 1, working_share = 2, stall_leakage = 3, pes = 4,
                             encoder_energy = 5, accumulation_energy = 6, vector_energy = 7, vector_lanes = 8,
                             reconfiguration_cycles = 9, cycles_per_s = 10, pe_area = 11, encoder_area = 12,
                             accumulator_area = 13, vector_area = 14, control_area = 15,
                             clock_energy = 16, logic_supply_energy = 17, logic_supply_leakage = 18,
                             logic_supply_volts = 19, idle_toggling = 20, stall_toggling = 21, logic_extra = 22;
// dram:
inline constexpr std::size_t bits_per_cycle = 0, whole_cycles = 1, energy_per_bit = 2, background_power = 3,
                             capacity = 4, interface_area = 5, dram_extra = 6;
// vector: the list of cycles, then:
inline constexpr std::size_t vector_operations = 0, vector_extra = 1;
// transfers, which brings memory, dram and vector together: numbers of every plan, then for each plan the list of cycles in which an
// operation moves data or the vector unit works, whichever take longer, a list of the same for the pairs of attention as one piece, and numbers.
inline constexpr std::size_t transfer_plans = 0, transfer_energy_per_bit = 1, transfer_background = 2, transfer_vector_operations = 3,
                             transfer_interface_area = 4, transfer_stored_bytes = 5, transfer_cache_bytes = 6, transfer_added_bytes = 7,
                             transfer_extra = 8;

// chip, which brings mapping and logic together: the list of cycles and the numbers of mapping, the numbers of logic, and what follows from both
// at the nominal voltage.
inline constexpr std::size_t chip_pes = 0, chip_encoders = 1, chip_accumulators = 2, chip_stall = 3, chip_extra = 4;

/// The terms, and those of them that costs are brought together from in the end.
enum NativeTerm : std::size_t { mapping, memory, weight_sram, input_sram, logic, dram, vector, transfers, chip, native_term_count };
enum NativeStage : std::size_t { of_chip, of_transfers, of_weight_sram, of_input_sram, native_stage_count };

}  // namespace bitpareto::models::native_row

namespace bitpareto::models {

/// The numbers of one workload in the rows of each term.
struct NativeLayout {
  std::array<std::size_t, native_row::native_term_count> start{};
  std::vector<std::size_t> order;    // positions of operations: linear layers, then attention
  std::vector<double> multiplicity;  // in that order
  std::size_t linear = 0;            // how many are linear layers
  std::vector<std::size_t> repeats;  // of each of them, how many that follow it have its numbers in every design
  std::size_t plans = 1;             // places for memory plans
  std::size_t plan_lists_start = 0;  // where its further lists begin in memory
  [[nodiscard]] std::size_t size() const { return order.size(); }
  [[nodiscard]] std::size_t pairs() const { return (size() - linear) / 2; }
  /// Numbers of a plan in memory, and those of its further lists.
  [[nodiscard]] std::size_t plan_width() const { return size() + native_row::plan_extra; }
  [[nodiscard]] std::size_t plan_lists_width() const { return native_row::plan_lists * size(); }
  /// Numbers of a plan in transfers, and where those behind its lists begin.
  [[nodiscard]] std::size_t transfer_sums() const { return size() + pairs(); }
  [[nodiscard]] std::size_t transfer_width() const { return transfer_sums() + native_row::plan_extra; }
  /// Where the numbers of logic begin in chip, behind those of mapping.
  [[nodiscard]] std::size_t chip_logic() const { return start[native_row::chip] + size() + native_row::mapping_extra; }
};

}  // namespace bitpareto::models
