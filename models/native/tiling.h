// SPDX-License-Identifier: Apache-2.0
/// How often DRAM sends the operands of a product: loop orders and tiles. docs/native.md, equation (N7).
#pragma once

#include "models/published/latency.h"

namespace bitpareto::models {

/// An operand as DRAM sends it: rows of equal size, one after the other.
struct OperandRows {
  double rows = 1;
  double row_bytes = 1;
  [[nodiscard]] double bytes() const { return rows * row_bytes; }
};

/// Bytes of a partial sum in a buffer: FP32, as the accumulators of configs/technologies have it.
inline constexpr double partial_sum_bytes = 4;
/// Bytes of an input row below which a slice of it is not worth its own transfer. Assumed: a burst of LPDDR5 on 16
/// pins.
inline constexpr double least_slice_bytes = 32;

/// The fewest bytes over five schedules, once both operands are larger than their buffers.
/// * Two take whole rows: one operand stays tile by tile, the other passes once per tile, back and forth, so that the
///   rows that its own buffer still holds at a turn need not be sent again.
/// * Two cut rows between tiles, which is the published rule: it never moves more than that.
/// * One keeps outputs: partial sums of a tile of tokens and outputs fill half of the input buffer, while slices of
///   both operands pass. It costs writing and reading them back once per slice.
[[nodiscard]] Fetches cheapest_fetches(const OperandRows& stationary, const OperandRows& input, double weight_buffer_bytes,
                                       double input_buffer_bytes);

}  // namespace bitpareto::models
