// SPDX-License-Identifier: Apache-2.0
/// Small floating-point numbers with subnormals, without infinities and NaN.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry fp3{
    .name = "fp3",
    .family = "minifloat",
    .summary = "0 +-1 +-2 +-4",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry fp4{
    .name = "fp4",
    .family = "minifloat",
    .summary = "E2M1: 0 +-0.5 +-1 +-1.5 +-2 +-3 +-4 +-6",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry fp5_e2m2{
    .name = "fp5_e2m2",
    .family = "minifloat",
    .summary = "2 exponent bits, 2 fraction bits",
    .source = "as OCP Microscaling Formats v1.0 defines FP6, with other widths",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
};

extern constinit const DatatypeEntry fp5_e3m1{
    .name = "fp5_e3m1",
    .family = "minifloat",
    .summary = "3 exponent bits, 1 fraction bit",
    .source = "as OCP Microscaling Formats v1.0 defines FP6, with other widths",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
};

extern constinit const DatatypeEntry fp6_e2m3{
    .name = "fp6_e2m3",
    .family = "minifloat",
    .summary = "2 exponent bits, 3 fraction bits",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 6,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
};

extern constinit const DatatypeEntry fp6_e3m2{
    .name = "fp6_e3m2",
    .family = "minifloat",
    .summary = "3 exponent bits, 2 fraction bits",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 6,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 3,
};

}  // namespace bitpareto::models
