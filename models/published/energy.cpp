// SPDX-License-Identifier: Apache-2.0
#include "models/published/energy.h"

#include <cmath>

namespace bitpareto::models {

namespace {
double granules(const Operand& operand, double bits) {
  return std::ceil(operand.depth * bits / write_granule_bits) * operand.rows * operand.instances;
}
}  // namespace

BufferWrites buffer_writes(const Product& product, const Traffic& traffic, double stationary_bits,
                           double activation_bits) {
  return {.weight_buffer = granules(product.stationary, stationary_bits) * traffic.stationary_fetches,
          .input_buffer = granules(product.input, activation_bits) * traffic.input_fetches +
                          granules(product.output, activation_bits)};
}

double weight_port_bits(const ArrayShape& array, double weight_bits, bool bit_serial) {
  const double bits = array.dot_size * 4 * std::ceil(weight_bits / 4) * array.rows;
  return bit_serial ? bits / 2 : bits;
}

double input_port_bits(const ArrayShape& array, double activation_bits, bool bit_serial) {
  const double bits = array.dot_size * activation_bits * array.columns;
  return bit_serial ? bits / 2 : bits;
}

}  // namespace bitpareto::models
