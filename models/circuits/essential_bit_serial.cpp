// SPDX-License-Identifier: Apache-2.0
/// The PE of Pragmatic (Albericio et al., MICRO 2017): the bits of each weight that are one, a lane each at its own place.
#include "models/circuits/part_groups.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double lane_shift = 3;  // places that lanes of one cycle may differ by: two-stage shifting with a first stage of two bits

std::vector<Part> parts(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  const double sum = m + bits_for(n) + 2;
  const double aw = integer_accumulator_bits(s);
  return {{.component = &integer_serial_multiplier,
           .widths = {{N, n}, {M, m}, {S, lane_shift}},
           .interface_bits = n * (m + bits_for(lane_shift + 1) + 2)},
          shifted_integer_sum(sum, s.weight_bits - 1, aw)};
}

/// Of each lane: the place of the next one of its weight.
std::vector<Part> encoder(const PeShape& s) {
  return {{.component = &weight_decoder, .widths = {{W, s.weight_bits}}, .count = s.dot_size, .own_bits = s.weight_bits + bits_for(s.weight_bits)}};
}

}  // namespace

constinit const PeKind essential_bit_serial{
    .name = "essential-bit-serial",
    .summary = "the ones of each weight, a place per lane and cycle; those of a row wait for the slowest",
    .takes_floats = false,
    .parts = parts,
    .encoder = encoder,
    .cycles = [](double bits, double /*at_a_time*/, double skipped) { return bits * (1 - skipped); },
};

}  // namespace bitpareto::models
