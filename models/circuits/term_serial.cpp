// SPDX-License-Identifier: Apache-2.0
/// The PE of BitMoD: a term of each weight per cycle, floating-point or integer activations. Source: Chen et al., HPCA 2025, section
/// IV.B, and the authors' RTL; widths of registers are those at which the bits of their synthesis come out.
#include <algorithm>

#include "models/circuits/pe_kind.h"

namespace bitpareto::models {

namespace {

using enum Width;

constexpr double guard_bits = 3;             // of aligned products; the authors' RTL
constexpr double accumulator_guard = 4;      // bits of a sum's mantissa beyond the activation's; likewise: 15 for FP16
constexpr double dequantiser_guard = 6;      // of a scaled sum beyond that: 21
constexpr double sign_bit = 1;

/// Sums of terms: products, a carry per level of the tree, a sign.
double sum_bits(double product, double lanes) { return product + bits_for(lanes) + sign_bit; }

std::vector<Part> with_floats(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  const double eo = std::max(s.activation.exponent, s.term_exponent) + 1;
  const double product = m + s.bits_per_term - 1 + guard_bits;
  const double sum = sum_bits(product, n);
  // Of the group: as wide as sums of 16-bit activations, even if those are narrower.
  const NumberFormat held = sum_format(s.activation);
  const double e = std::max(held.exponent, s.term_exponent) + 1;
  const double am = s.accumulator > 0 ? s.accumulator : held.mantissa + accumulator_guard;
  const double om = am + dequantiser_guard;
  return {{.component = &exponent_alignment,
           .widths = {{N, n}, {EA, s.activation.exponent}, {EW, s.term_exponent}, {EO, eo}},
           // Both exponents, the distance, two signs and the bit of each lane; the largest exponent.
           .interface_bits = n * (s.activation.exponent + s.term_exponent + eo + 3) + eo},
          {.component = &float_serial_multiplier,
           .widths = {{N, n}, {M, m}, {G, guard_bits}, {B, s.bits_per_term}},
           .interface_bits = n * (m + eo + s.bits_per_term + sign_bit) + sum},
          {.component = &float_accumulator,
           .widths = {{E, e}, {I, sum}, {AM, am}, {S, s.places}},
           .own_bits = am + e + sign_bit,
           .interface_bits = sum + eo + bits_for(s.places + 1)},
          {.component = &dequantiser,
           .widths = {{IM, am}, {OM, om}},
           .own_bits = om + e + sign_bit,
           .interface_bits = am + e + sign_bit + 2}};  // a bit of the scale, and that a group begins
}

std::vector<Part> with_integers(const PeShape& s) {
  const double n = s.dot_size;
  const double m = s.activation.mantissa;
  // Terms of one cycle differ by what their exponents do.
  const double shift = (1 << static_cast<int>(s.term_exponent)) - 1;
  const double sum = sum_bits(m + shift, n);
  const double aw = integer_accumulator_bits(s);
  return {{.component = &integer_serial_multiplier,
           .widths = {{N, n}, {M, m}, {S, shift}},
           .interface_bits = n * (m + s.term_exponent + s.bits_per_term + sign_bit) + sum},
          {.component = &integer_accumulator,
           .widths = {{I, sum}, {S, s.places}, {AW, aw}},
           .own_bits = aw,
           .interface_bits = sum + bits_for(s.places + 1)},
          {.component = &dequantiser,
           .widths = {{IM, aw}, {OM, aw + dequantiser_guard}},
           .own_bits = aw + dequantiser_guard,
           .interface_bits = aw + 2}};
}

std::vector<Part> parts(const PeShape& s) { return s.activation.is_float ? with_floats(s) : with_integers(s); }

/// Of each lane: the decoder of integers, and what groups may have for special values (assumed 6 bits, a sign and a fixed-point number),
/// with registers for the weight and its term.
std::vector<Part> encoder(const PeShape& s) {
  constexpr double special_bits = 6;
  const double term = s.term_exponent + s.bits_per_term + sign_bit;
  std::vector<Part> list{{.component = &weight_decoder, .widths = {{W, s.weight_bits}}, .count = s.dot_size, .own_bits = s.weight_bits + term}};
  if (s.special_values > 0) {
    list.push_back({.component = &special_values, .widths = {{W, special_bits}, {SV, s.special_values}}, .own_bits = s.special_values * special_bits});
  }
  return list;
}

}  // namespace

constinit const PeKind term_serial{
    .name = "term-serial",
    .summary = "a term of each weight per cycle: aligned, added over the lanes, accumulated, scaled bit by bit",
    .parts = parts,
    .encoder = encoder,
};

std::vector<Part> published_encoder() {
  return encoder({.dot_size = 4, .activation = {}, .weight_bits = 8, .term_exponent = 2, .bits_per_term = 1, .special_values = 8});
}

}  // namespace bitpareto::models
