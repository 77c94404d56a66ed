// SPDX-License-Identifier: Apache-2.0
/// NVFP4 and its relatives: blocks of 16 under an E4M3 scale, under one FP32 scale per tensor.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

namespace {

// E2M1 in its own units: the scale of the tensor is shared with other grids.
constexpr std::array<float, 8> e2m1{0, 0.5F, 1, 1.5F, 2, 3, 4, 6};
constexpr std::array<float, 4> razer_specials{5, -5, 8, -8};
constexpr std::array e2m1_grid{Grid{.magnitudes = e2m1}};
constexpr std::array razer_grids = with_special(e2m1, razer_specials);
constexpr std::array e2m1_or_int4{Grid{.magnitudes = e2m1}, Grid{.integer_limit = 7}};

}  // namespace

extern constinit const DatatypeEntry nvfp4{
    .name = "nvfp4",
    .family = "nvfp",
    .summary = "E2M1 in blocks of 16 under an E4M3 scale",
    .source = "NVIDIA, Blackwell architecture: 16 values under an E4M3 scale under one FP32 per tensor",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 16,
    .serial_terms = 2,
    .quantisation = {ScaleRule::e4m3, e2m1_grid},
};

extern constinit const DatatypeEntry nvfp4_razer{
    .name = "nvfp4_razer",
    .family = "nvfp",
    .summary = "nvfp4 with the special values of bitmod4",
    .source = "RaZeR, the BitMoD authors, 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = 8, .selector_bits = 2},
    .block_size = 16,
    .serial_terms = 2,
    .quantisation = {ScaleRule::e4m3, razer_grids},
};

extern constinit const DatatypeEntry nvif4{
    .name = "nvif4",
    .family = "nvfp",
    .summary = "nvfp4, per block the better of E2M1 and int4",
    .source = "as nvfp4; the choice as in ANT (Guo et al., MICRO 2022)",
    .element_bits = 4,
    .metadata = {.scale_bits = 8, .selector_bits = 1},
    .block_size = 16,
    .serial_terms = 2,
    .quantisation = {ScaleRule::e4m3, e2m1_or_int4},
};

}  // namespace bitpareto::models
