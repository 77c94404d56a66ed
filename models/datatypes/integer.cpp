// SPDX-License-Identifier: Apache-2.0
/// Integers, symmetric and with a zero point.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

/// The integers of `bits` bits: from the most negative but one, or from 0.
template <int bits>
constexpr std::array symmetric_grid{Grid{.integer_limit = (1 << (bits - 1)) - 1}};
template <int bits>
constexpr std::array asymmetric_grid{Grid{.integer_limit = (1 << bits) - 1}};

template <int bits>
constexpr DatatypeEntry symmetric(std::string_view name) {
  return {.name = name,
          .family = "integer",
          .summary = "symmetric integer under the scale of the largest magnitude",
          .source = "uniform quantisation, as in Jacob et al., CVPR 2018",
          .element_bits = bits,
          .metadata = {.scale_bits = int8_scale_bits},
          .serial_terms = booth_digits(bits),
          .quantisation = {ScaleRule::largest_magnitude, symmetric_grid<bits>}};
}

template <int bits>
constexpr DatatypeEntry asymmetric(std::string_view name) {
  return {.name = name,
          .family = "integer",
          .summary = "integer from the smallest to the largest value, with a zero point",
          .source = "uniform quantisation, as in Jacob et al., CVPR 2018; FP16 scale, 8-bit zero point",
          .element_bits = bits,
          .metadata = {.scale_bits = 16, .zero_point_bits = 8},
          .serial_terms = booth_digits(bits),
          .quantisation = {ScaleRule::range, asymmetric_grid<bits>}};
}

}  // namespace

extern constinit const DatatypeEntry int2 = symmetric<2>("int2");
extern constinit const DatatypeEntry int3 = symmetric<3>("int3");
extern constinit const DatatypeEntry int4 = symmetric<4>("int4");
extern constinit const DatatypeEntry int5 = symmetric<5>("int5");
extern constinit const DatatypeEntry int6 = symmetric<6>("int6");
extern constinit const DatatypeEntry int7 = symmetric<7>("int7");
extern constinit const DatatypeEntry int8 = symmetric<8>("int8");

extern constinit const DatatypeEntry int2_asym = asymmetric<2>("int2_asym");
extern constinit const DatatypeEntry int3_asym = asymmetric<3>("int3_asym");
extern constinit const DatatypeEntry int4_asym = asymmetric<4>("int4_asym");
extern constinit const DatatypeEntry int5_asym = asymmetric<5>("int5_asym");
extern constinit const DatatypeEntry int6_asym = asymmetric<6>("int6_asym");
extern constinit const DatatypeEntry int7_asym = asymmetric<7>("int7_asym");
extern constinit const DatatypeEntry int8_asym = asymmetric<8>("int8_asym");

}  // namespace bitpareto::models
