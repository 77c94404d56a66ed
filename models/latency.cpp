// SPDX-License-Identifier: Apache-2.0
#include "models/latency.h"

#include <cmath>

namespace bitpareto::models {

double serial_cycles(double bits, bool bit_serial) { return bit_serial ? std::ceil(std::floor(bits) / 2) : 1; }

double tiles(const Product& product, const ArrayShape& array) {
  return product.output.instances * std::ceil(product.stationary.depth / array.dot_size) *
         std::ceil(product.stationary.rows / array.rows) * std::ceil(product.output.rows / array.columns);
}

double bytes(const Operand& operand, double bits) {
  return std::ceil(operand.depth * bits / 8) * operand.rows * operand.instances;
}

Traffic traffic(const Product& product, double stationary_bits, double activation_bits, double weight_buffer_bytes,
                double input_buffer_bytes) {
  Traffic t{.stationary_bytes = bytes(product.stationary, stationary_bits),
            .input_bytes = bytes(product.input, activation_bits),
            .output_bytes = bytes(product.output, activation_bits)};
  if (t.stationary_bytes > weight_buffer_bytes && t.input_bytes > input_buffer_bytes) {
    const double input_parts = std::ceil(t.input_bytes / input_buffer_bytes);
    const double stationary_parts = std::ceil(t.stationary_bytes / weight_buffer_bytes);
    if (input_parts * t.stationary_bytes + t.input_bytes < stationary_parts * t.input_bytes + t.stationary_bytes) {
      t.stationary_fetches = input_parts;
    } else {
      t.input_fetches = stationary_parts;
    }
  }
  return t;
}

double dram_cycles(const Traffic& traffic, double bus_bits) { return std::trunc(traffic.bits() / (2 * bus_bits)); }

}  // namespace bitpareto::models
