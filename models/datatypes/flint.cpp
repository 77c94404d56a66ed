// SPDX-License-Identifier: Apache-2.0
/// Flint: the float-integer grid of ANT.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

constexpr std::array flint4_grid{Grid{.magnitudes = flint4_magnitudes}};
constexpr std::array flint5_grid{Grid{.magnitudes = flint5_magnitudes}};

}  // namespace

extern constinit const DatatypeEntry flint4{
    .name = "flint4",
    .family = "flint",
    .summary = "0 +-1 +-2 +-3 +-4 +-6 +-8 +-16",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(4),
    .quantisation = {ScaleRule::largest_magnitude, flint4_grid},
};

extern constinit const DatatypeEntry flint5{
    .name = "flint5",
    .family = "flint",
    .summary = "integers up to 8, then 10 to 64 ever wider apart",
    .source = "Guo et al., MICRO 2022",
    .element_bits = 5,
    .metadata = {.scale_bits = int8_scale_bits},
    .serial_terms = booth_digits(5),
    .quantisation = {ScaleRule::largest_magnitude, flint5_grid},
};

}  // namespace bitpareto::models
