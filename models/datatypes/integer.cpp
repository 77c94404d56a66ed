// SPDX-License-Identifier: Apache-2.0
/// Integers, symmetric and with a zero point.
#include "models/datatype.h"

namespace bitpareto::models {

namespace {

constexpr DatatypeEntry symmetric(std::string_view name, double bits) {
  return {.name = name,
          .family = "integer",
          .summary = "symmetric integer under the scale of the largest magnitude",
          .source = "uniform quantisation, as in Jacob et al., CVPR 2018",
          .element_bits = bits,
          .metadata = {.scale_bits = int8_scale_bits},
          .serial_terms = booth_digits(bits)};
}

constexpr DatatypeEntry asymmetric(std::string_view name, double bits) {
  return {.name = name,
          .family = "integer",
          .summary = "integer from the smallest to the largest value, with a zero point",
          .source = "uniform quantisation, as in Jacob et al., CVPR 2018; FP16 scale, 8-bit zero point",
          .element_bits = bits,
          .metadata = {.scale_bits = 16, .zero_point_bits = 8},
          .serial_terms = booth_digits(bits)};
}

}  // namespace

extern constinit const DatatypeEntry int2 = symmetric("int2", 2);
extern constinit const DatatypeEntry int3 = symmetric("int3", 3);
extern constinit const DatatypeEntry int4 = symmetric("int4", 4);
extern constinit const DatatypeEntry int5 = symmetric("int5", 5);
extern constinit const DatatypeEntry int6 = symmetric("int6", 6);
extern constinit const DatatypeEntry int7 = symmetric("int7", 7);
extern constinit const DatatypeEntry int8 = symmetric("int8", 8);

extern constinit const DatatypeEntry int2_asym = asymmetric("int2_asym", 2);
extern constinit const DatatypeEntry int3_asym = asymmetric("int3_asym", 3);
extern constinit const DatatypeEntry int4_asym = asymmetric("int4_asym", 4);
extern constinit const DatatypeEntry int5_asym = asymmetric("int5_asym", 5);
extern constinit const DatatypeEntry int6_asym = asymmetric("int6_asym", 6);
extern constinit const DatatypeEntry int7_asym = asymmetric("int7_asym", 7);
extern constinit const DatatypeEntry int8_asym = asymmetric("int8_asym", 8);

}  // namespace bitpareto::models
