// SPDX-License-Identifier: Apache-2.0
/// Where each number stands in the rows of the native model's terms: what terms.cpp fills in and model.cpp brings
/// together.
#pragma once

#include <cstddef>

#include "models/sram.h"

namespace bitpareto::models::native_row {

/// Reasons, counted from 0: limits of each buffer's SRAM, then its cycle time; the weight buffer's first.
inline constexpr std::size_t buffer_reasons = sram_limit_count + 1;
inline constexpr std::size_t capacity_reason = 2 * buffer_reasons;

// Numbers of a workload in a term's row, behind the reason in the first place of the row.
// mapping:          cycles of each operation, times its multiplicity, then:
inline constexpr std::size_t working = 0, weight_reads = 1, input_reads = 2, partial_sums = 3, macs = 4,
                             macs_per_cycle = 5, weight_cycles = 6, mapping_extra = 7;
// linear_memory and attention_memory: bits of each operation, once, then sums times the multiplicities:
inline constexpr std::size_t weight_writes = 0, input_writes = 1, all_bits = 2, stored_bytes = 3, added_bytes = 4,
                             cache_bytes = 5, memory_extra = 6;
// weight_sram and input_sram, of all banks:
inline constexpr std::size_t read_energy = 0, write_energy = 1, buffer_area = 2, leakage_power = 3, sram_extra = 4;
// logic:
inline constexpr std::size_t pe_energy = 0, idle_share = 1, working_share = 2, stall_energy = 3, pes = 4,
                             encoder_energy = 5, accumulation_energy = 6, vector_energy = 7, reconfiguration_cycles = 8,
                             cycles_per_s = 9, pe_area = 10, encoder_area = 11, accumulator_area = 12, vector_area = 13,
                             control_area = 14, logic_extra = 15;
// dram:
inline constexpr std::size_t bits_per_cycle = 0, whole_cycles = 1, energy_per_bit = 2, background_power = 3,
                             capacity = 4, interface_area = 5, dram_extra = 6;
// vector: cycles of each operation, times its multiplicity, then:
inline constexpr std::size_t vector_operations = 0, vector_extra = 1;

}  // namespace bitpareto::models::native_row
