// SPDX-License-Identifier: Apache-2.0
/// OliVe: outliers stand in the place of a neighbour, their victim.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry olive3{
    .name = "olive3",
    .family = "olive",
    .summary = "outlier-victim pairs at 3 bits",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(3),
};

extern constinit const DatatypeEntry olive4{
    .name = "olive4",
    .family = "olive",
    .summary = "outlier-victim pairs at 4 bits",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(4),
};

extern constinit const DatatypeEntry olive5{
    .name = "olive5",
    .family = "olive",
    .summary = "outlier-victim pairs at 5 bits",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(5),
};

}  // namespace bitpareto::models
