// SPDX-License-Identifier: Apache-2.0
/// The PE of BitMoD: a term of each weight per cycle, or two, floating-point or integer activations. Source: Chen et al., HPCA 2025, section
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

constexpr double booth_shift = 2;  // places between the digits of a weight

/// Two terms of a weight are two lanes with one activation: each has its exponent, its product and its place in the tree.
double lanes_of(const PeShape& s) { return s.dot_size * s.terms_per_cycle; }

/// Terms of one cycle differ by what the exponent of each does, and by the digits that they are apart.
double exponent_of(const PeShape& s) {
  constexpr double exponents_of_a_digit = 2;
  if (s.terms_per_cycle == 1) return s.term_exponent;
  return std::max(s.term_exponent, bits_for(exponents_of_a_digit + booth_shift * (s.terms_per_cycle - 1)));
}

/// By which what the last cycle of a weight adds is shifted against the first: whole cycles.
double places_of(const PeShape& s) { return s.terms_per_cycle == 1 ? s.places : s.places - std::fmod(s.places, booth_shift * s.terms_per_cycle); }

std::vector<Part> with_floats(const PeShape& s) {
  const double d = s.dot_size;
  const double n = lanes_of(s);
  const double m = s.activation.mantissa;
  const double ew = exponent_of(s);
  const double eo = std::max(s.activation.exponent, ew) + 1;
  const double product = m + s.bits_per_term - 1 + guard_bits;
  const double sum = sum_bits(product, n);
  // Of the group: as wide as sums of 16-bit activations, even if those are narrower.
  const NumberFormat held = sum_format(s.activation);
  const double e = std::max(held.exponent, ew) + 1;
  const double am = s.accumulator > 0 ? s.accumulator : held.mantissa + accumulator_guard;
  const double om = am + dequantiser_guard;
  const double places = places_of(s);
  return {{.component = &exponent_alignment,
           .widths = {{N, n}, {EA, s.activation.exponent}, {EW, ew}, {EO, eo}},
           // Exponent and sign of each activation; exponent, distance, sign and bit of each term; the largest exponent.
           .interface_bits = d * (s.activation.exponent + 1) + n * (ew + eo + 2) + eo},
          {.component = &float_serial_multiplier,
           .widths = {{N, n}, {M, m}, {G, guard_bits}, {B, s.bits_per_term}},
           .interface_bits = d * m + n * (eo + s.bits_per_term + sign_bit) + sum},
          {.component = &float_accumulator,
           .widths = {{E, e}, {I, sum}, {AM, am}, {S, places}},
           .own_bits = am + e + sign_bit,
           .interface_bits = sum + eo + bits_for(places + 1)},
          {.component = &dequantiser,
           .widths = {{IM, am}, {OM, om}},
           .own_bits = om + e + sign_bit,
           .interface_bits = am + e + sign_bit + 2}};  // a bit of the scale, and that a group begins
}

std::vector<Part> with_integers(const PeShape& s) {
  const double n = lanes_of(s);
  const double m = s.activation.mantissa;
  const double ew = exponent_of(s);
  const double shift = (1 << static_cast<int>(ew)) - 1;
  const double sum = sum_bits(m + shift, n);
  const double aw = integer_accumulator_bits(s);
  const double places = places_of(s);
  return {{.component = &integer_serial_multiplier,
           .widths = {{N, n}, {M, m}, {S, shift}},
           .interface_bits = s.dot_size * m + n * (ew + s.bits_per_term + sign_bit) + sum},
          {.component = &integer_accumulator,
           .widths = {{I, sum}, {S, places}, {AW, aw}},
           .own_bits = aw,
           .interface_bits = sum + bits_for(places + 1)},
          {.component = &dequantiser,
           .widths = {{IM, aw}, {OM, aw + dequantiser_guard}},
           .own_bits = aw + dequantiser_guard,
           .interface_bits = aw + 2}};
}

std::vector<Part> parts(const PeShape& s) { return s.activation.is_float ? with_floats(s) : with_integers(s); }

/// Of each lane: the decoder of integers, with registers for its term and its share of the weight; and what groups may have for special
/// values (assumed 6 bits, a sign and a fixed-point number).
std::vector<Part> encoder(const PeShape& s) {
  constexpr double special_bits = 6;
  const double term = exponent_of(s) + s.bits_per_term + sign_bit;
  std::vector<Part> list{
      {.component = &weight_decoder, .widths = {{W, s.weight_bits}}, .count = lanes_of(s), .own_bits = s.weight_bits / s.terms_per_cycle + term}};
  if (s.special_values > 0) {
    list.push_back({.component = &special_values, .widths = {{W, special_bits}, {SV, s.special_values}}, .own_bits = s.special_values * special_bits});
  }
  return list;
}

}  // namespace

constinit const PeKind term_serial{
    .name = "term-serial",
    .summary = "a term of each weight per cycle: aligned, added over the lanes, accumulated, scaled bit by bit",
    .most_terms_per_cycle = 2,
    .parts = parts,
    .encoder = encoder,
};

std::vector<Part> published_encoder() {
  return encoder({.dot_size = 4, .activation = {}, .weight_bits = 8, .term_exponent = 2, .bits_per_term = 1, .special_values = 8});
}

}  // namespace bitpareto::models
