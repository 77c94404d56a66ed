// SPDX-License-Identifier: Apache-2.0
/// BitMoD: a minifloat and one special value more, chosen per group, in place of the redundant negative zero.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

// In the order of the paper's tables; those of fp4 in halves.
constexpr std::array<float, 2> fp3_er_specials{3, -3};
constexpr std::array fp3_er_grids = with_special(fp3_magnitudes, fp3_er_specials);
constexpr std::array<float, 2> fp3_ea_specials{6, -6};
constexpr std::array fp3_ea_grids = with_special(fp3_magnitudes, fp3_ea_specials);
constexpr std::array<float, 4> bitmod3_specials{3, -3, 6, -6};
constexpr std::array bitmod3_grids = with_special(fp3_magnitudes, bitmod3_specials);
constexpr std::array<float, 4> bitmod3_sv35_specials{3, -3, 5, -5};
constexpr std::array bitmod3_sv35_grids = with_special(fp3_magnitudes, bitmod3_sv35_specials);
constexpr std::array<float, 4> bitmod3_sv56_specials{5, -5, 6, -6};
constexpr std::array bitmod3_sv56_grids = with_special(fp3_magnitudes, bitmod3_sv56_specials);
constexpr std::array<float, 2> fp4_er_specials{10, -10};
constexpr std::array fp4_er_grids = with_special(fp4_magnitudes, fp4_er_specials);
constexpr std::array<float, 2> fp4_ea_specials{16, -16};
constexpr std::array fp4_ea_grids = with_special(fp4_magnitudes, fp4_ea_specials);
constexpr std::array<float, 4> bitmod4_specials{10, -10, 16, -16};
constexpr std::array bitmod4_grids = with_special(fp4_magnitudes, bitmod4_specials);

}  // namespace

extern constinit const DatatypeEntry fp3_er{
    .name = "fp3_er",
    .family = "bitmod",
    .summary = "fp3 with extra resolution: one of +-3 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp3_er_grids},
};

extern constinit const DatatypeEntry fp3_ea{
    .name = "fp3_ea",
    .family = "bitmod",
    .summary = "fp3 with extra asymmetry: one of +-6 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp3_ea_grids},
};

extern constinit const DatatypeEntry bitmod3{
    .name = "bitmod3",
    .family = "bitmod",
    .summary = "fp3 and one of +3 -3 +6 -6 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, bitmod3_grids},
};

extern constinit const DatatypeEntry bitmod3_sv35{
    .name = "bitmod3_sv35",
    .family = "bitmod",
    .summary = "fp3 and one of +3 -3 +5 -5 per group",
    .source = "Chen et al., HPCA 2025, Table IX",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, bitmod3_sv35_grids},
};

extern constinit const DatatypeEntry bitmod3_sv56{
    .name = "bitmod3_sv56",
    .family = "bitmod",
    .summary = "fp3 and one of +5 -5 +6 -6 per group",
    .source = "Chen et al., HPCA 2025, Table IX",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, bitmod3_sv56_grids},
};

extern constinit const DatatypeEntry fp4_er{
    .name = "fp4_er",
    .family = "bitmod",
    .summary = "fp4 with extra resolution: one of +-5 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp4_er_grids},
};

extern constinit const DatatypeEntry fp4_ea{
    .name = "fp4_ea",
    .family = "bitmod",
    .summary = "fp4 with extra asymmetry: one of +-8 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, fp4_ea_grids},
};

extern constinit const DatatypeEntry bitmod4{
    .name = "bitmod4",
    .family = "bitmod",
    .summary = "fp4 and one of +5 -5 +8 -8 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
    .quantisation = {ScaleRule::largest_magnitude, bitmod4_grids},
};

}  // namespace bitpareto::models
