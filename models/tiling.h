// SPDX-License-Identifier: Apache-2.0
/// How often DRAM sends the operands of a product: loop orders and tiles. docs/native.md, equation (N7).
#pragma once

#include "models/latency.h"

namespace bitpareto::models {

/// An operand as DRAM sends it: rows of equal size, one after the other.
struct Stream {
  double rows = 1;
  double row_bytes = 1;
  [[nodiscard]] double bytes() const { return rows * row_bytes; }
};

/// The fewest bytes over four schedules, once both operands are larger than their buffers. Two take whole rows: one
/// operand stays tile by tile, the other passes once per tile, back and forth, so that the rows that its own buffer
/// still holds at a turn need not be sent again. Two cut rows between tiles, which is the published rule. So it never
/// moves more than that rule, and never less than each operand once.
[[nodiscard]] Fetches cheapest_fetches(const Stream& stationary, const Stream& input, double weight_buffer_bytes,
                                       double input_buffer_bytes);

}  // namespace bitpareto::models
