// SPDX-License-Identifier: Apache-2.0
/// Cycles of the published model: docs/model.md, equations (1) to (7). Pure functions of counts, which are whole
/// numbers held exactly in doubles.
#pragma once

#include "models/hardware/array.h"
#include "models/published/operands.h"

namespace bitpareto::models {

/// Equation (1): cycles for which a PE holds one slice of weights of `bits` stored bits: two bits per cycle if
/// bit-serial.
[[nodiscard]] double serial_cycles(double bits, bool bit_serial);

/// Equation (2): slices of work that the whole array takes at once.
[[nodiscard]] double tiles(const Product& product, const ArrayShape& array);

/// Equation (4): bytes of an operand whose rows start at byte boundaries.
[[nodiscard]] double bytes(const Operand& operand, double bits);

/// Bytes of the three operands, and how often DRAM sends the two that may be sent again.
struct Traffic {
  double stationary_bytes = 0;
  double input_bytes = 0;
  double output_bytes = 0;
  double stationary_fetches = 1;
  double input_fetches = 1;

  /// All bits that cross the bus.
  [[nodiscard]] double bits() const {
    return 8 * stationary_bytes * stationary_fetches + 8 * output_bytes + 8 * input_bytes * input_fetches;
  }
};

/// How often DRAM sends each operand.
struct Fetches {
  double stationary = 1;
  double input = 1;
  double partial_sums = 0;  // 64 bits of them written to the input buffer, or read back
};

/// Equation (5): where neither operand fits its buffer, the one is fetched again for every part of the other that fits,
/// whichever moves less.
[[nodiscard]] Fetches published_fetches(double stationary_bytes, double input_bytes, double weight_buffer_bytes,
                                        double input_buffer_bytes);

/// Equations (4) and (5).
[[nodiscard]] Traffic traffic(const Product& product, double stationary_bits, double activation_bits,
                              double weight_buffer_bytes, double input_buffer_bytes);

/// Equation (6): cycles of DRAM with two transfers of `bus_bits` per cycle.
[[nodiscard]] double dram_cycles(const Traffic& traffic, double bus_bits);

}  // namespace bitpareto::models
