// SPDX-License-Identifier: Apache-2.0
/// A dot product of two blocks with shared exponents (Rouhani et al., OCP Microscaling, arXiv 2310.10537): elements as fixed point, one exponent
/// and one floating-point addition for all lanes.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double block_exponent = 8;  // bits: E8M0 (OCP Microscaling Formats 1.0, section 5.4)
constexpr double sum_mantissa = 24;   // FP32 sums (the same, section 6.2: at least as precise)
constexpr double sum_bits = 32;

std::vector<Part> parts(const PeShape& s) {
  const double m = s.activation.mantissa;
  const double product = m + s.weight_bits;
  constexpr std::string_view adder = "float_addition";
  const double sum = product + bits_for(s.dot_size);
  const auto [addition, normalisation] =
      float_sum(sum_mantissa, sum, block_exponent, {.own_bits = sum_bits, .interface_bits = sum + block_exponent, .unit = adder});
  return {{.component = &integer_multiplier, .widths = {{A, m}, {B, s.weight_bits}}, .count = s.dot_size, .interface_bits = m + s.weight_bits},
          {.component = &negation, .widths = {{W, product}}, .count = s.dot_size},
          {.component = &adder_tree, .widths = {{N, s.dot_size}, {M, product}}},
          {.component = &adder_tree, .widths = {{N, 2}, {M, block_exponent}}, .interface_bits = 2 * block_exponent, .aside = true},
          addition,
          normalisation};
}

}  // namespace

constinit const PeKind block_multiply_add{
    .name = "block-multiply-add",
    .summary = "dot product of blocks with shared exponents, accumulated as a float",
    .takes_floats = false,
    .is_bit_serial = false,
    .parts = parts,
};

}  // namespace bitpareto::models
