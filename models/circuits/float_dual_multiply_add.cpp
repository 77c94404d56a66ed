// SPDX-License-Identifier: Apache-2.0
/// Floating-point activations by one integer of weight_bits bits or by two of half as many.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

std::vector<Part> parts(const PeShape& s) {
  const double m = s.activation.mantissa;
  const double e = s.activation.exponent;
  const double half = s.weight_bits / 2;
  const double product = m + s.weight_bits;
  const NumberFormat sum = sum_format(s.activation);
  constexpr std::string_view unit = "float_dual_multiply_add";
  const auto [addition, normalisation] =
      float_sum(sum.mantissa, product, sum.exponent,
                {.count = s.dot_size, .own_bits = 2 * product + e + 1, .interface_bits = 2 * e + 1, .unit = unit});
  // That of the second of two halves, beside the first.
  const auto [other_addition, other_normalisation] =
      float_sum(sum.mantissa, m + half, sum.exponent,
                {.count = s.dot_size,
                 .own_bits = 2 * (m + half) + 2 * e + 1,
                 .interface_bits = sum.mantissa + sum.exponent,
                 .unit = unit,
                 .aside = true});
  return {{.component = &integer_multiplier,
           .widths = {{A, m}, {B, half}},
           .count = 2 * s.dot_size,
           .own_bits = m + half + e + 1,
           .interface_bits = m + half,
           .unit = unit},
          {.component = &adder_tree, .widths = {{N, 2}, {M, product}}, .count = s.dot_size, .unit = unit},  // both halves of a product
          {.component = &multiplexer, .widths = {{N, 2}, {W, product}}, .count = 2 * s.dot_size, .unit = unit},
          addition,
          normalisation,
          other_addition,
          other_normalisation};
}

}  // namespace

constinit const PeKind float_dual_multiply_add{
    .name = "float-dual-multiply-add",
    .summary = "floating-point activations by an integer of weight_bits bits, or by two of half as many",
    .takes_integers = false,
    .is_bit_serial = false,
    .narrows = false,  // its halves are those of the file
    .parts = parts,
    .cycles = [](double bits, double /*at_a_time*/, double skipped) { return static_cast<void>(skipped), bits <= 4 ? 0.5 : 1.0; },
};

}  // namespace bitpareto::models
