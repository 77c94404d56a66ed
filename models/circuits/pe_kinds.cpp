// SPDX-License-Identifier: Apache-2.0
/// The list of kinds of PEs.
#include <algorithm>
#include <cmath>

#include "models/circuits/pe_kind.h"

namespace bitpareto::models {

std::span<const PeKind* const> pe_kinds() {
  static constexpr const PeKind* all[]{
      &term_serial,
      &stripes_serial,
      &column_serial,
      &essential_bit_serial,
      &sparse_bit_serial,
      &float_multiply_add,
      &float_integer_multiply_add,
      &float_dual_multiply_add,
      &integer_multiply_add,
      &block_multiply_add,
      &lookup_table,
  };
  return all;
}

NumberFormat sum_format(const NumberFormat& activation) {
  constexpr double fp16_exponent = 5;
  constexpr double bf16_mantissa = 8;
  return {true, std::max(activation.exponent, fp16_exponent), std::max(activation.mantissa, bf16_mantissa)};
}

double integer_accumulator_bits(const PeShape& shape) {
  if (shape.accumulator > 0) return shape.accumulator;
  constexpr double group = 128;  // values under one scale: Chen et al., HPCA 2025, section IV
  const double needed = shape.activation.mantissa + shape.weight_bits + bits_for(std::max(group, shape.dot_size));
  constexpr double byte = 8;
  return std::ceil(needed / byte) * byte;
}

}  // namespace bitpareto::models
