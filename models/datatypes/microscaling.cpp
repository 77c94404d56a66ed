// SPDX-License-Identifier: Apache-2.0
/// Microscaling: blocks of 32 under a shared exponent of 8 bits.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

// Where 2^floor(log2 max) falls: E2M1 (in halves) has a largest exponent of 2; BitMoD puts the double of it on the top;
// integers of b bits have steps of 2^(2 - b) of it.
constexpr std::array mxfp4_grid{Grid{.magnitudes = fp4_magnitudes, .anchor = 8}};
constexpr std::array mxfp3_bitmod_grid{Grid{.magnitudes = fp3_magnitudes, .anchor = 2}};
constexpr std::array mxfp4_bitmod_grid{Grid{.magnitudes = fp4_magnitudes, .anchor = 6}};
constexpr std::array mxint3_grid{Grid{.integer_limit = 3, .anchor = 2}};
constexpr std::array mxint4_grid{Grid{.integer_limit = 7, .anchor = 4}};
constexpr std::array mxint6_grid{Grid{.integer_limit = 31, .anchor = 16}};
constexpr std::array mxint8_grid{Grid{.integer_limit = 127, .anchor = 64}};

}  // namespace

extern constinit const DatatypeEntry mxfp4{
    .name = "mxfp4",
    .family = "microscaling",
    .summary = "E2M1 under a shared power of two, saturating",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = 2,
    .quantisation = {ScaleRule::shared_exponent, mxfp4_grid},
};

extern constinit const DatatypeEntry mxfp3_bitmod{
    .name = "mxfp3_bitmod",
    .family = "microscaling",
    .summary = "fp3 under a shared power of two, never saturating (not OCP)",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = 2,
    .quantisation = {ScaleRule::shared_exponent, mxfp3_bitmod_grid},
};

extern constinit const DatatypeEntry mxfp4_bitmod{
    .name = "mxfp4_bitmod",
    .family = "microscaling",
    .summary = "fp4 under a shared power of two, never saturating (not OCP)",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = 2,
    .quantisation = {ScaleRule::shared_exponent, mxfp4_bitmod_grid},
};

extern constinit const DatatypeEntry mxint3{
    .name = "mxint3",
    .family = "microscaling",
    .summary = "3-bit integer under a shared power of two",
    .source = "as MXINT8 of OCP Microscaling Formats v1.0 with fewer bits",
    .element_bits = 3,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = booth_digits(3),
    .quantisation = {ScaleRule::shared_exponent, mxint3_grid},
};

extern constinit const DatatypeEntry mxint4{
    .name = "mxint4",
    .family = "microscaling",
    .summary = "4-bit integer under a shared power of two",
    .source = "as MXINT8 of OCP Microscaling Formats v1.0 with fewer bits",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = booth_digits(4),
    .quantisation = {ScaleRule::shared_exponent, mxint4_grid},
};

extern constinit const DatatypeEntry mxint6{
    .name = "mxint6",
    .family = "microscaling",
    .summary = "6-bit integer under a shared power of two",
    .source = "as MXINT8 of OCP Microscaling Formats v1.0 with fewer bits",
    .element_bits = 6,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = booth_digits(6),
    .quantisation = {ScaleRule::shared_exponent, mxint6_grid},
};

extern constinit const DatatypeEntry mxint8{
    .name = "mxint8",
    .family = "microscaling",
    .summary = "8-bit integer under a shared power of two",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 8,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = booth_digits(8),
    .quantisation = {ScaleRule::shared_exponent, mxint8_grid},
};

}  // namespace bitpareto::models
