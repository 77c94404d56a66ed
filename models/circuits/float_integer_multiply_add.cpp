// SPDX-License-Identifier: Apache-2.0
/// Floating-point activations by integer weights without turning those into floats (FIGNA: Jang et al., HPCA 2024; the BitMoD paper gives it
/// to ANT and OliVe).
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

std::vector<Part> parts(const PeShape& s) {
  const double m = s.activation.mantissa;
  const double e = s.activation.exponent;
  const double product = m + s.weight_bits;
  const NumberFormat sum = sum_format(s.activation);
  constexpr std::string_view unit = "float_integer_multiply_add";
  // The product itself stands in registers, and the sum.
  const auto [addition, normalisation] =
      float_sum(sum.mantissa, product, sum.exponent,
                {.count = s.dot_size, .own_bits = product + sum.mantissa + 2, .interface_bits = sum.mantissa + sum.exponent, .unit = unit});
  return {{.component = &integer_multiplier,
           .widths = {{A, m}, {B, s.weight_bits}},
           .count = s.dot_size,
           .own_bits = product + e + 1,
           .interface_bits = m + e + s.weight_bits,
           .unit = unit},
          addition,
          normalisation};
}

}  // namespace

constinit const PeKind float_integer_multiply_add{
    .name = "float-integer-multiply-add",
    .summary = "floating-point activations by integers of weight_bits bits, in one cycle",
    .takes_integers = false,
    .is_bit_serial = false,
    .parts = parts,
};

}  // namespace bitpareto::models
