// SPDX-License-Identifier: Apache-2.0
/// The PE of BBS (BitVert; Chen et al., MICRO 2024): of each bit column at most half the bits are used, the activations of which a
/// multiplexer finds; what is left out comes from the sum of all.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double subgroup = 8;   // lanes that share a column of bits and a subtraction
constexpr double choices = 5;    // activations that each multiplexer sees
constexpr double constant = 3;   // bits of what is added to a group of weights

std::vector<Part> parts(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  const double groups = std::fmax(1.0, n / subgroup);
  const double chosen = n / 2 / groups;  // of a subgroup
  const double group_sum = m + bits_for(chosen) + 1;
  const double sum = m + bits_for(n);
  const double aw = integer_accumulator_bits(s);
  return {{.component = &multiplexer, .widths = {{N, choices}, {W, m}}, .count = n / 2, .interface_bits = 2 * m + 3},
          {.component = &and_gates, .widths = {{W, m}}, .count = n / 2},
          {.component = &adder_tree, .widths = {{N, chosen}, {M, m}}, .count = groups},
          {.component = &adder_tree, .widths = {{N, 2}, {M, group_sum}}, .count = groups},  // the subtraction
          {.component = &multiplexer, .widths = {{N, 2}, {W, group_sum}}, .count = groups},
          {.component = &adder_tree, .widths = {{N, groups}, {M, group_sum}}},
          {.component = &negation, .widths = {{W, sum}}},
          shifted_integer_sum(sum, s.weight_bits - 1, aw),
          {.component = &integer_multiplier, .widths = {{A, m + 4}, {B, constant}}, .aside = true}};
}

}  // namespace

constinit const PeKind sparse_bit_serial{
    .name = "bi-directional-bit-serial",
    .summary = "at most half of the bits of a column, those of the rarer value",
    .takes_floats = false,
    .parts = parts,
    .cycles = [](double bits, double /*at_a_time*/, double skipped) { return bits * (1 - skipped); },
};

}  // namespace bitpareto::models
