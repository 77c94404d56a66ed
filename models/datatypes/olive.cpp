// SPDX-License-Identifier: Apache-2.0
/// OliVe: outliers stand in the place of a neighbour, their victim.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

// Normal values up to 32 (integers, or flint), then outliers 2^i (1 + j / 2^(B - 2)) for i from 5 to 8 without 2^5,
// with B = bits - 1. The reference magnitude falls on the largest normal value.
constexpr std::array<float, 7> olive3_integers{0, 8, 16, 24, 64, 128, 256};
constexpr std::array<float, 7> olive3_flint{0, 8, 16, 32, 64, 128, 256};
constexpr std::array<float, 15> olive4_integers{0, 4, 8, 12, 16, 20, 24, 28, 48, 64, 96, 128, 192, 256, 384};
constexpr std::array<float, 15> olive4_flint{0, 2, 4, 6, 8, 12, 16, 32, 48, 64, 96, 128, 192, 256, 384};
constexpr std::array olive3_grids{Grid{.magnitudes = olive3_integers, .anchor = 24},
                                  Grid{.magnitudes = olive3_flint, .anchor = 32}};
constexpr std::array olive4_grids{Grid{.magnitudes = olive4_integers, .anchor = 28},
                                  Grid{.magnitudes = olive4_flint, .anchor = 32}};

}  // namespace

extern constinit const DatatypeEntry olive3{
    .name = "olive3",
    .family = "olive",
    .summary = "outlier-victim pairs at 3 bits",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(3),
    .quantisation = {ScaleRule::outlier_victim, olive3_grids},
};

extern constinit const DatatypeEntry olive4{
    .name = "olive4",
    .family = "olive",
    .summary = "outlier-victim pairs at 4 bits",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(4),
    .quantisation = {ScaleRule::outlier_victim, olive4_grids},
};

extern constinit const DatatypeEntry olive5{
    .name = "olive5",
    .family = "olive",
    .summary = "outlier-victim pairs at 5 bits; its grid is not published, so only its bits are known",
    .source = "Guo et al., ISCA 2023",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(5),
};

}  // namespace bitpareto::models
