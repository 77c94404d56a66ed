// SPDX-License-Identifier: Apache-2.0
/// A floating-point multiply-add in two units, as the BitMoD paper synthesises its FP16 baseline: subnormal numbers are normalised before
/// they are multiplied.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

std::vector<Part> parts(const PeShape& s) {
  const double m = s.activation.mantissa;
  const double e = s.activation.exponent;
  const double bits = m + e;
  constexpr std::string_view multiplier = "float_multiplication";
  constexpr std::string_view adder = "float_addition";
  const auto [addition, normalisation] = float_sum(m, m + 1, e, {.count = s.dot_size, .interface_bits = 3 * bits, .unit = adder});
  return {{.component = &integer_multiplier, .widths = {{A, m}, {B, m}}, .count = s.dot_size, .interface_bits = 3 * bits, .unit = multiplier},
          {.component = &normaliser, .widths = {{MI, m}, {MO, m}, {E, e}}, .count = 2 * s.dot_size, .unit = multiplier},
          {.component = &normaliser, .widths = {{MI, 2 * m}, {MO, m - 1}, {E, e}}, .count = s.dot_size, .unit = multiplier},
          {.component = &adder_tree, .widths = {{N, 2}, {M, e}}, .count = 3 * s.dot_size, .unit = multiplier, .aside = true},  // of exponents
          addition,
          normalisation};
}

}  // namespace

constinit const PeKind float_multiply_add{
    .name = "float-multiply-add",
    .summary = "floating-point weights and activations, multiplied and added in one cycle each",
    .takes_integers = false,
    .is_bit_serial = false,
    .parts = parts,
};

}  // namespace bitpareto::models
