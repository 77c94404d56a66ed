// SPDX-License-Identifier: Apache-2.0
/// What bit-serial PEs could skip of integer weights, counted: docs/pe.md, section 6, defines each share.
#pragma once

#include <cstdint>

namespace bitpareto::models {

/// Weights that a PE takes side by side: Pragmatic's and BitVert's lanes, BitWave's columns (configs/pes, dot_size), and the lanes of BitVert
/// that share one choice between ones and zeros (Chen et al., MICRO 2024, section IV).
inline constexpr int slice_lanes = 16, column_lanes = 8;
/// Places by which the bits of one cycle may differ in Pragmatic: a first stage of two bits (Albericio et al., MICRO 2017, section 5).
inline constexpr int first_stage_places = 3;
/// Columns that repeat the sign and that BitVert leaves out (Chen et al., MICRO 2024: two bits say how many).
inline constexpr int most_redundant_columns = 3;

/// Shares of bits, and of the cycles that a PE takes if it skips none.
struct BitShares {
  double zero_bits = 0;           // bits of a weight that are no one of its magnitude
  double skipped_pragmatic = 0;   // `skipped` in the file of a PE of this kind; so are the two below that begin alike
  double skipped_bitwave = 0;
  double skipped_bitvert = 0;
  double bidirectional_bits = 0;  // bits in two's complement that are what most of their column are: never below a half
};

/// Counts of whole things: sums do not depend on their order.
struct BitCounts {
  int bits = 0;                      // of a weight; 0: nothing was counted
  std::uint64_t weights = 0;
  std::uint64_t ones = 0;            // in magnitudes
  std::uint64_t frequent = 0;        // bits in two's complement that are what most of their column of column_lanes are
  std::uint64_t column_groups = 0;   // of column_lanes weights
  std::uint64_t columns = 0;         // of magnitudes, with a one; at least one of each group
  std::uint64_t slices = 0;          // of slice_lanes weights
  std::uint64_t essential_cycles = 0;  // until the last lane has seen its last one, at least one of each slice
  std::uint64_t kept_columns = 0;    // of slices in two's complement, without those that repeat the sign

  BitCounts& operator+=(const BitCounts& more) {
    bits = more.bits > bits ? more.bits : bits;
    weights += more.weights;
    ones += more.ones;
    frequent += more.frequent;
    column_groups += more.column_groups;
    columns += more.columns;
    slices += more.slices;
    essential_cycles += more.essential_cycles;
    kept_columns += more.kept_columns;
    return *this;
  }
  friend bool operator==(const BitCounts&, const BitCounts&) = default;

  /// Requires that something was counted.
  [[nodiscard]] BitShares shares() const {
    const auto of = [](std::uint64_t part, std::uint64_t whole, int each) {
      return static_cast<double>(part) / (static_cast<double>(whole) * each);
    };
    return {.zero_bits = 1 - of(ones, weights, bits),
            .skipped_pragmatic = 1 - of(essential_cycles, slices, bits),
            .skipped_bitwave = 1 - of(columns, column_groups, bits - 1),
            .skipped_bitvert = 1 - of(kept_columns, slices, bits),
            .bidirectional_bits = of(frequent, weights, bits)};
  }
};

}  // namespace bitpareto::models
