// SPDX-License-Identifier: Apache-2.0
/// Integer activations by integer weights, as every W8A8 array has it.
#include "models/circuits/pe_kind.h"

namespace bitpareto::models {

namespace {

using enum Width;

std::vector<Part> parts(const PeShape& s) {
  const double m = s.activation.mantissa;
  const double sum = m + s.weight_bits + bits_for(s.dot_size);
  const double aw = integer_accumulator_bits(s);
  return {{.component = &integer_multiplier, .widths = {{A, m}, {B, s.weight_bits}}, .count = s.dot_size, .interface_bits = m + s.weight_bits},
          // The law is that of unsigned numbers: a sign for each factor.
          {.component = &negation, .widths = {{W, m + s.weight_bits}}, .count = s.dot_size},
          {.component = &adder_tree, .widths = {{N, s.dot_size}, {M, m + s.weight_bits}}},
          {.component = &integer_accumulator, .widths = {{I, sum}, {S, 0}, {AW, aw}}, .own_bits = aw}};
}

}  // namespace

constinit const PeKind integer_multiply_add{
    .name = "integer-multiply-add",
    .summary = "integers by integers in one cycle, added over the lanes",
    .takes_floats = false,
    .is_bit_serial = false,
    .parts = parts,
};

}  // namespace bitpareto::models
