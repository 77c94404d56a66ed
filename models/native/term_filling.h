// SPDX-License-Identifier: Apache-2.0
/// How rows of the native model's mapping and memory are written from what each operation does: the same sums in the same order, wherever the
/// numbers come from.
#pragma once

#include <algorithm>
#include <cstddef>

#include "models/native/mapping.h"
#include "models/native/term_layout.h"

namespace bitpareto::models::native_row {

/// What a row of mapping takes of an ArrayUse.
enum UseNumber : std::size_t { used_cycles, used_working, used_weight_reads, used_input_reads, used_partial_sums, used_macs, use_count };

inline void put_use(const ArrayUse& use, double* numbers) {
  numbers[used_cycles] = use.cycles;
  numbers[used_working] = use.working;
  numbers[used_weight_reads] = use.weight_reads;
  numbers[used_input_reads] = use.input_reads;
  numbers[used_partial_sums] = use.partial_sums;
  numbers[used_macs] = use.macs;
}

/// A workload's numbers in a row of mapping. use(k): where the numbers of the operation at place k of the layout stand.
template <class Use>
void put_mapping(const NativeLayout& layout, const Use& use, double all_macs_per_cycle, double most_weight_cycles, double* row) {
  const std::size_t size = layout.size();
  double* const cycles = row + layout.start[mapping];
  double* const extra = cycles + size;
  double* const lists = extra + mapping_extra;
  std::fill_n(extra, mapping_extra, 0.0);
  for (std::size_t k = 0; k < size; ++k) {
    const double* const numbers = use(k);
    const double times = layout.multiplicity[k];
    const auto put = [&](std::size_t list, std::size_t sum, double number) {
      lists[list * size + k] = times * number;
      extra[sum] += times * number;
    };
    cycles[k] = times * numbers[used_cycles];
    extra[all_cycles] += times * numbers[used_cycles];
    put(working_list, working, numbers[used_working]);
    put(weight_reads_list, weight_reads, numbers[used_weight_reads]);
    put(input_reads_list, input_reads, numbers[used_input_reads]);
    put(partial_sums_list, partial_sums, numbers[used_partial_sums]);
    extra[macs] += times * numbers[used_macs];
  }
  extra[macs_per_cycle] = all_macs_per_cycle;
  extra[weight_cycles] = most_weight_cycles;
}

/// What a row of memory takes of a Movement.
struct MovedNumbers {
  double bits = 0;
  double weight_writes = 0, input_writes = 0;
};

/// A plan at its place in a row of memory. moved(k): MovedNumbers of the operation at place k of the layout.
template <class Moved>
void put_plan(const NativeLayout& layout, std::size_t place, bool is_overlapped, const Moved& moved, double* row) {
  const std::size_t size = layout.size();
  double* const bits = row + layout.start[memory] + memory_extra + place * layout.plan_width();
  double* const sums = bits + size;
  double* const lists = row + layout.plan_lists_start + place * layout.plan_lists_width();
  std::fill_n(sums, plan_extra, 0.0);
  sums[overlaps] = is_overlapped ? 1 : 0;
  for (std::size_t k = 0; k < size; ++k) {
    const MovedNumbers numbers = moved(k);
    const double times = layout.multiplicity[k];
    bits[k] = numbers.bits;
    lists[weight_writes_list * size + k] = times * numbers.weight_writes;
    lists[input_writes_list * size + k] = times * numbers.input_writes;
    sums[weight_writes] += times * numbers.weight_writes;
    sums[input_writes] += times * numbers.input_writes;
    sums[all_bits] += times * numbers.bits;
  }
}

}  // namespace bitpareto::models::native_row
