// SPDX-License-Identifier: Apache-2.0
/// Energy of the published model: docs/model.md, equations (8) to (11), and the buffer ports of (12) and (13).
#pragma once

#include "models/published/latency.h"

namespace bitpareto::models {

/// Banks of a buffer, in every experiment of the paper.
inline constexpr double published_banks = 8;

/// Bits that one write into a buffer is charged for. Source: the BitMoD simulator (equation 10).
inline constexpr double write_granule_bits = 64;

/// Equation (10): how often 64 bits are written into each buffer for one run of a product. Output goes to the input
/// buffer.
struct BufferWrites {
  double weight_buffer = 0;
  double input_buffer = 0;
};
[[nodiscard]] BufferWrites buffer_writes(const Product& product, const Traffic& traffic, double stationary_bits,
                                         double activation_bits);

/// Equation (12): bits that the array takes from the weight buffer per cycle.
[[nodiscard]] double weight_port_bits(const ArrayShape& array, double weight_bits, bool bit_serial);
/// Equation (13): bits that it takes from the input buffer.
[[nodiscard]] double input_port_bits(const ArrayShape& array, double activation_bits, bool bit_serial);

}  // namespace bitpareto::models
