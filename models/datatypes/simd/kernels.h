// SPDX-License-Identifier: Apache-2.0
/// The inner loops of quantisation, once per instruction set. All sets give the same bits: sixteen running sums, value
/// i in sum i mod 16, added up in one order at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/datatypes/bit_counts.h"

namespace bitpareto::models {

/// What quantisers ask of a group first.
struct GroupStatistics {
  float least = 0;
  float most = 0;
  float largest_magnitude = 0;
  double sum = 0;
  double energy = 0;  // the sum of w^2
};

/// Grids of one scale that differ in their specials only.
struct GridPass {
  float scale = 1;
  const float* magnitudes = nullptr;
  std::size_t magnitude_count = 0;
  std::size_t grid_count = 0;     // at most 4
  const float* specials[4] = {};  // NOLINT(modernize-avoid-c-arrays): shared with every instruction set
  std::size_t special_counts[4] = {};
};

struct Kernels {
  std::string_view name;
  /// Values of 16 bits to floats, exactly. False if one is infinite or not a number; all are written even so.
  bool (*widen_f16)(const std::uint16_t* from, std::size_t count, float* to);
  bool (*widen_bf16)(const std::uint16_t* from, std::size_t count, float* to);
  /// False if one is infinite or not a number.
  bool (*all_finite)(const float* values, std::size_t count);
  GroupStatistics (*statistics)(const float* w, std::size_t count);
  /// errors[g]: the sum of (w/scale - nearest value of grid g)^2.
  void (*grid_errors)(const GridPass& pass, const float* w, std::size_t count, double* errors);
  /// The same for the integers from -limit to limit.
  double (*integer_error)(float scale, float limit, const float* w, std::size_t count);
  /// The same for the integers from -zero to limit - zero.
  double (*range_error)(float scale, float zero, float limit, const float* w, std::size_t count);
  /// The same for OliVe's pairs: `even` and `odd` hold the first and second values of each. Of a pair, a first value
  /// whose nearest magnitude is beyond `outlier_from` makes the second zero, else the other way round.
  double (*pair_error)(float scale, const float* magnitudes, std::size_t magnitude_count, float outlier_from,
                       const float* even, const float* odd, std::size_t pairs);
  /// codes[i]: the nearest integer from -limit to limit. Requires limit <= 127.
  void (*integers)(float scale, float limit, const float* w, std::size_t count, std::int8_t* codes);
  /// Adds what is to be counted of integers of `bits` bits, 2 to 8; slices and columns begin with the first.
  void (*count_bits)(const std::int8_t* codes, std::size_t count, int bits, BitCounts& counts);
};

/// The sets that this machine can run, `plain` first and the fastest last; up to the one that the environment variable
/// BITPARETO_KERNELS names, if it names one.
[[nodiscard]] std::span<const Kernels* const> kernel_sets();
[[nodiscard]] inline const Kernels& fastest_kernels() { return *kernel_sets().back(); }

}  // namespace bitpareto::models
