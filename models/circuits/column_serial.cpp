// SPDX-License-Identifier: Apache-2.0
/// The PE of BitWave (Shi et al., HPCA 2024): columns of bits in sign and magnitude, of which those without a one are skipped.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double sign_bit = 1;

std::vector<Part> parts(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  const double sum = m + bits_for(n);
  const double aw = integer_accumulator_bits(s);
  // A weight is a sign and magnitude: each lane changes its own sign, and the places are one fewer.
  return {{.component = &and_gates, .widths = {{W, m}}, .count = n, .interface_bits = m + 1 + sign_bit},
          {.component = &negation, .widths = {{W, m}}, .count = n},
          {.component = &adder_tree, .widths = {{N, n}, {M, m}}},
          shifted_integer_sum(sum, s.weight_bits - 2, aw)};
}

}  // namespace

constinit const PeKind column_serial{
    .name = "bit-column-serial",
    .summary = "bit columns of weights in sign and magnitude, those without a one skipped",
    .takes_floats = false,
    .parts = parts,
    .cycles = [](double bits, double /*at_a_time*/, double skipped) { return (bits - 1) * (1 - skipped); },
};

}  // namespace bitpareto::models
