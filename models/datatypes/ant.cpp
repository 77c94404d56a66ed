// SPDX-License-Identifier: Apache-2.0
/// ANT: an adaptive choice between numeric types.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

constexpr std::array fp3_grid{Grid{.magnitudes = fp3_magnitudes}};
constexpr std::array flint4_grid{Grid{.magnitudes = flint4_magnitudes}};
constexpr std::array flint5_grid{Grid{.magnitudes = flint5_magnitudes}};
constexpr std::array int3_or_fp3{Grid{.integer_limit = 3}, Grid{.magnitudes = fp3_magnitudes}};
constexpr std::array int4_or_flint4{Grid{.integer_limit = 7}, Grid{.magnitudes = flint4_magnitudes}};

}  // namespace

extern constinit const DatatypeEntry ant3{
    .name = "ant3",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 3 bits: nearly always fp3",
    .source = "Chen et al., HPCA 2025, Tables VI and VIII",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp3_grid},
};

extern constinit const DatatypeEntry ant4{
    .name = "ant4",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 4 bits: flint4",
    .source = "Chen et al., HPCA 2025, Tables I and VI",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(4),
    .quantisation = {ScaleRule::largest_magnitude, flint4_grid},
};

extern constinit const DatatypeEntry ant5{
    .name = "ant5",
    .family = "ant",
    .summary = "ANT as the BitMoD paper evaluates it at 5 bits: flint5",
    .source = "Chen et al., HPCA 2025, Fig. 9",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(5),
    .quantisation = {ScaleRule::largest_magnitude, flint5_grid},
};

extern constinit const DatatypeEntry ant3_per_group{
    .name = "ant3_per_group",
    .family = "ant",
    .summary = "per group the better of int3 and fp3",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, int3_or_fp3},
};

extern constinit const DatatypeEntry ant4_per_group{
    .name = "ant4_per_group",
    .family = "ant",
    .summary = "per group the better of int4 and flint4",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = booth_digits(4),
    .quantisation = {ScaleRule::largest_magnitude, int4_or_flint4},
};

}  // namespace bitpareto::models
