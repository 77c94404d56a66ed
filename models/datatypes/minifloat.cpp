// SPDX-License-Identifier: Apache-2.0
/// Small floating-point numbers with subnormals, without infinities and NaN: what a scaled value saturates at is the largest number.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

/// The magnitudes of a minifloat; its smallest subnormal is `least`, and the last codes stand for infinities and NaN.
template <int exponent_bits, int fraction_bits, int reserved_codes = 0>
constexpr auto minifloat_magnitudes(float least = 1) {
  constexpr int steps = 1 << fraction_bits;
  constexpr int codes = (steps << exponent_bits) - reserved_codes;
  std::array<float, static_cast<std::size_t>(codes)> magnitudes{};
  float step = least;
  for (int code = 0; code < codes; ++code) {
    const int exponent = code / steps;
    const int fraction = code % steps;
    if (exponent > 1 && fraction == 0) step *= 2;
    magnitudes[static_cast<std::size_t>(code)] = static_cast<float>(exponent == 0 ? fraction : steps + fraction) * step;
  }
  return magnitudes;
}

constexpr auto e2m2 = minifloat_magnitudes<2, 2>();
constexpr auto e3m1 = minifloat_magnitudes<3, 1>();
constexpr auto e2m3 = minifloat_magnitudes<2, 3>();
constexpr auto e3m2 = minifloat_magnitudes<3, 2>();
static_assert(e2m2.back() == 28 && e3m1.back() == 192 && e2m3.back() == 60 && e3m2.back() == 448);

// OCP 8-bit Floating Point Specification, Table 2: E4M3 from 2^-9 to 448, of which one code is NaN; E5M2 from 2^-16 to 57,344, of which the
// last exponent is infinity and NaN. The unit of a grid is the scale's business: E5M2 stands in units of 2^7, so that both end at 448, which
// keeps the scales of weights within scale_limits.
constexpr auto e4m3 = minifloat_magnitudes<4, 3, 1>(0x1p-9F);
constexpr auto e5m2 = minifloat_magnitudes<5, 2, 4>(0x1p-23F);
static_assert(e4m3.back() == 448 && e5m2.back() == 57'344.0F / 128);

constexpr std::array fp3_grid{Grid{.magnitudes = fp3_magnitudes}};
constexpr std::array fp4_grid{Grid{.magnitudes = fp4_magnitudes}};
constexpr std::array e2m2_grid{Grid{.magnitudes = e2m2}};
constexpr std::array e3m1_grid{Grid{.magnitudes = e3m1}};
constexpr std::array e2m3_grid{Grid{.magnitudes = e2m3}};
constexpr std::array e3m2_grid{Grid{.magnitudes = e3m2}};
constexpr std::array e4m3_grid{Grid{.magnitudes = e4m3}};
constexpr std::array e5m2_grid{Grid{.magnitudes = e5m2}};

// Terms of FP6 and FP8: the significand's bits, of four of them no more than three signed digits.

}  // namespace

extern constinit const DatatypeEntry fp3{
    .name = "fp3",
    .family = "minifloat",
    .summary = "0 +-1 +-2 +-4",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp3_grid},
};

extern constinit const DatatypeEntry fp4{
    .name = "fp4",
    .family = "minifloat",
    .summary = "E2M1: 0 +-0.5 +-1 +-1.5 +-2 +-3 +-4 +-6",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp4_grid},
};

extern constinit const DatatypeEntry fp5_e2m2{
    .name = "fp5_e2m2",
    .family = "minifloat",
    .summary = "2 exponent bits, 2 fraction bits",
    .source = "as OCP Microscaling Formats v1.0 defines FP6, with other widths",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e2m2_grid},
};

extern constinit const DatatypeEntry fp5_e3m1{
    .name = "fp5_e3m1",
    .family = "minifloat",
    .summary = "3 exponent bits, 1 fraction bit",
    .source = "as OCP Microscaling Formats v1.0 defines FP6, with other widths",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e3m1_grid},
};

extern constinit const DatatypeEntry fp6_e2m3{
    .name = "fp6_e2m3",
    .family = "minifloat",
    .summary = "2 exponent bits, 3 fraction bits",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 6,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e2m3_grid},
};

extern constinit const DatatypeEntry fp6_e3m2{
    .name = "fp6_e3m2",
    .family = "minifloat",
    .summary = "3 exponent bits, 2 fraction bits",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 6,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e3m2_grid},
};

extern constinit const DatatypeEntry fp8_e4m3{
    .name = "fp8_e4m3",
    .family = "minifloat",
    .summary = "E4M3: 4 exponent bits, 3 fraction bits",
    .source = "OCP 8-bit Floating Point Specification (OFP8) 1.0, E4M3",
    .element_bits = 8,
    .metadata = {.scale_bits = int8_scale_bits},
    .exponent_bits = 4,
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e4m3_grid},
};

extern constinit const DatatypeEntry fp8_e5m2{
    .name = "fp8_e5m2",
    .family = "minifloat",
    .summary = "E5M2: 5 exponent bits, 2 fraction bits",
    .source = "OCP 8-bit Floating Point Specification (OFP8) 1.0, E5M2",
    .element_bits = 8,
    .metadata = {.scale_bits = int8_scale_bits},
    .exponent_bits = 5,
    .serial_terms = 3,
    .quantisation = {ScaleRule::largest_magnitude, e5m2_grid},
};

}  // namespace bitpareto::models
