// SPDX-License-Identifier: Apache-2.0
/// NVFP4 and its relatives: blocks of 16 under an E4M3 scale, under one FP32 scale per tensor.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry nvfp4{
    .name = "nvfp4",
    .family = "nvfp",
    .summary = "E2M1 in blocks of 16 under an E4M3 scale",
    .source = "NVIDIA, Blackwell architecture: 16 values under an E4M3 scale under one FP32 per tensor",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 16,
    .serial_terms = 2,
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
};

}  // namespace bitpareto::models
