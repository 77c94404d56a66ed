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
  const double bits = s.terms_per_cycle;
  const double of_a_place = m + bits_for(n);
  const double sum = bits > 1 ? of_a_place + bits : of_a_place;
  const double aw = integer_accumulator_bits(s);
  std::vector<Part> list{{.component = &and_gates, .widths = {{W, m}}, .count = n * bits, .interface_bits = m / bits + 1},
                         {.component = &adder_tree, .widths = {{N, n}, {M, m}}, .count = bits},
                         // The first bit of a weight is its sign.
                         {.component = &negation, .widths = {{W, of_a_place}}}};
  if (bits > 1) list.push_back({.component = &adder_tree, .widths = {{N, bits}, {M, sum - 1}}});
  // Whole cycles: the last one's bits against those of the first.
  list.push_back(shifted_integer_sum(sum, bits * (std::ceil(s.weight_bits / bits) - 1), aw));
  return list;
}

}  // namespace

constinit const PeKind stripes_serial{
    .name = "bit-serial",
    .summary = "a bit of each weight per cycle, all of one place: gated, added, shifted once",
    .takes_floats = false,
    .most_terms_per_cycle = 2,
    .parts = parts,
    .cycles = [](double bits, double at_a_time, double /*skipped*/) { return std::ceil(bits / at_a_time); },
};

}  // namespace bitpareto::models
