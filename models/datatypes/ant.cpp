// SPDX-License-Identifier: Apache-2.0
/// ANT: an adaptive choice between numeric types.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry ant3{
    .name = "ant3",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 3 bits: nearly always fp3",
    .source = "Chen et al., HPCA 2025, Tables VI and VIII",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry ant4{
    .name = "ant4",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 4 bits: flint4",
    .source = "Chen et al., HPCA 2025, Tables I and VI",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(4),
};

extern constinit const DatatypeEntry ant5{
    .name = "ant5",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 5 bits: flint5",
    .source = "Chen et al., HPCA 2025, Fig. 9",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(5),
};

extern constinit const DatatypeEntry ant3_per_group{
    .name = "ant3_per_group",
    .family = "ant",
    .summary = "per group the better of int3 and fp3",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry ant4_per_group{
    .name = "ant4_per_group",
    .family = "ant",
    .summary = "per group the better of int4 and flint4",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = booth_digits(4),
};

}  // namespace bitpareto::models
