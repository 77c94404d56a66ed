// SPDX-License-Identifier: Apache-2.0
/// Small floating-point numbers with subnormals, without infinities and NaN.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

/// The magnitudes of a minifloat in units of its smallest subnormal.
template <int exponent_bits, int fraction_bits>
constexpr auto minifloat_magnitudes() {
  constexpr int steps = 1 << fraction_bits;
  std::array<float, static_cast<std::size_t>(steps << exponent_bits)> magnitudes{};
  for (int code = 0; code < steps << exponent_bits; ++code) {
    const int exponent = code / steps;
    const int fraction = code % steps;
    const int value = exponent == 0 ? fraction : (steps + fraction) << (exponent - 1);
    magnitudes[static_cast<std::size_t>(code)] = static_cast<float>(value);
  }
  return magnitudes;
}

constexpr auto e2m2 = minifloat_magnitudes<2, 2>();
constexpr auto e3m1 = minifloat_magnitudes<3, 1>();
constexpr auto e2m3 = minifloat_magnitudes<2, 3>();
constexpr auto e3m2 = minifloat_magnitudes<3, 2>();
static_assert(e2m2.back() == 28 && e3m1.back() == 192 && e2m3.back() == 60 && e3m2.back() == 448);

constexpr std::array fp3_grid{Grid{.magnitudes = fp3_magnitudes}};
constexpr std::array fp4_grid{Grid{.magnitudes = fp4_magnitudes}};
constexpr std::array e2m2_grid{Grid{.magnitudes = e2m2}};
constexpr std::array e3m1_grid{Grid{.magnitudes = e3m1}};
constexpr std::array e2m3_grid{Grid{.magnitudes = e2m3}};
constexpr std::array e3m2_grid{Grid{.magnitudes = e3m2}};

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

}  // namespace bitpareto::models
