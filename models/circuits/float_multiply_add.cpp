// SPDX-License-Identifier: Apache-2.0
/// A floating-point multiply-add in two units, as the BitMoD paper synthesises its FP16 baseline: subnormal numbers are normalised before
/// they are multiplied. Activations of 8 bits meet weights of 16, or of 8 if it is built for such alone.
#include <algorithm>

#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr std::string_view multiplier = "float_multiplication";
constexpr std::string_view adder = "float_addition";

/// Normalises so many factors of this format, side by side.
Part normalised(const NumberFormat& factor, double count) {
  return {.component = &normaliser,
          .widths = {{MI, factor.mantissa}, {MO, factor.mantissa}, {E, factor.exponent}},
          .count = count,
          .unit = multiplier};
}

std::vector<Part> parts(const PeShape& s) {
  const NumberFormat& activation = s.activation;
  const NumberFormat sum = sum_format(activation);
  NumberFormat weight = sum;
  if (s.weight_mantissa > 0) weight.mantissa = std::min(s.weight_mantissa, sum.mantissa);
  const double bits = sum.mantissa + sum.exponent;
  const double factor_bits = activation.mantissa + activation.exponent + weight.mantissa + weight.exponent;
  const double product = activation.mantissa + weight.mantissa;
  const auto [addition, normalisation] =
      float_sum(sum.mantissa, sum.mantissa + 1, sum.exponent, {.count = s.dot_size, .interface_bits = 3 * bits, .unit = adder});
  std::vector<Part> list{{.component = &integer_multiplier,
                          .widths = {{A, activation.mantissa}, {B, weight.mantissa}},
                          .count = s.dot_size,
                          .interface_bits = factor_bits + bits,
                          .unit = multiplier}};
  if (weight == activation) {
    list.push_back(normalised(activation, 2 * s.dot_size));
  } else {
    list.push_back(normalised(weight, s.dot_size));
    list.push_back(normalised(activation, s.dot_size));
    list.back().aside = true;
  }
  list.insert(list.end(),
              {{.component = &normaliser,
                .widths = {{MI, product}, {MO, sum.mantissa - 1}, {E, sum.exponent}},
                .count = s.dot_size,
                .unit = multiplier},
               {.component = &adder_tree,  // of exponents
                .widths = {{N, 2}, {M, sum.exponent}},
                .count = 3 * s.dot_size,
                .unit = multiplier,
                .aside = true},
               addition,
               normalisation});
  return list;
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
