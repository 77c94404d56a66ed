// SPDX-License-Identifier: Apache-2.0
#include "models/published/latency.h"

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

Fetches published_fetches(double stationary_bytes, double input_bytes, double weight_buffer_bytes,
                          double input_buffer_bytes) {
  if (stationary_bytes <= weight_buffer_bytes || input_bytes <= input_buffer_bytes) return {};
  const double input_parts = std::ceil(input_bytes / input_buffer_bytes);
  const double stationary_parts = std::ceil(stationary_bytes / weight_buffer_bytes);
  if (input_parts * stationary_bytes + input_bytes < stationary_parts * input_bytes + stationary_bytes) {
    return {.stationary = input_parts};
  }
  return {.input = stationary_parts};
}

Traffic traffic(const Product& product, double stationary_bits, double activation_bits, double weight_buffer_bytes,
                double input_buffer_bytes) {
  Traffic t{.stationary_bytes = bytes(product.stationary, stationary_bits),
            .input_bytes = bytes(product.input, activation_bits),
            .output_bytes = bytes(product.output, activation_bits)};
  const Fetches fetches = published_fetches(t.stationary_bytes, t.input_bytes, weight_buffer_bytes, input_buffer_bytes);
  t.stationary_fetches = fetches.stationary;
  t.input_fetches = fetches.input;
  return t;
}

double dram_cycles(const Traffic& traffic, double bus_bits) { return std::trunc(traffic.bits() / (2 * bus_bits)); }

}  // namespace bitpareto::models
