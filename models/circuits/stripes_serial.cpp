// SPDX-License-Identifier: Apache-2.0
/// The PE of Stripes (Judd et al., MICRO 2016): a bit of each weight per cycle, all of one place, so that nothing is shifted
/// before the sum.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

std::vector<Part> parts(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  const double sum = m + bits_for(n);
  const double aw = integer_accumulator_bits(s);
  return {{.component = &and_gates, .widths = {{W, m}}, .count = n, .interface_bits = m + 1},
          {.component = &adder_tree, .widths = {{N, n}, {M, m}}},
          // The first bit of a weight is its sign.
          {.component = &negation, .widths = {{W, sum}}},
          shifted_integer_sum(sum, s.weight_bits - 1, aw)};
}

}  // namespace

constinit const PeKind stripes_serial{
    .name = "bit-serial",
    .summary = "a bit of each weight per cycle, all of one place: gated, added, shifted once",
    .takes_floats = false,
    .parts = parts,
    .cycles = [](double bits, double skipped) { return static_cast<void>(skipped), bits; },
};

}  // namespace bitpareto::models
