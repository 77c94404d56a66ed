// SPDX-License-Identifier: Apache-2.0
/// BitMoD: a minifloat and one special value more, chosen per group, in place of the redundant negative zero.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry fp3_er{
    .name = "fp3_er",
    .family = "bitmod",
    .summary = "fp3 with extra resolution: one of +-3 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry fp3_ea{
    .name = "fp3_ea",
    .family = "bitmod",
    .summary = "fp3 with extra asymmetry: one of +-6 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry bitmod3{
    .name = "bitmod3",
    .family = "bitmod",
    .summary = "fp3 and one of +3 -3 +6 -6 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry bitmod3_sv35{
    .name = "bitmod3_sv35",
    .family = "bitmod",
    .summary = "fp3 and one of +3 -3 +5 -5 per group",
    .source = "Chen et al., HPCA 2025, Table IX",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry bitmod3_sv56{
    .name = "bitmod3_sv56",
    .family = "bitmod",
    .summary = "fp3 and one of +5 -5 +6 -6 per group",
    .source = "Chen et al., HPCA 2025, Table IX",
    .element_bits = 3,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry fp4_er{
    .name = "fp4_er",
    .family = "bitmod",
    .summary = "fp4 with extra resolution: one of +-5 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry fp4_ea{
    .name = "fp4_ea",
    .family = "bitmod",
    .summary = "fp4 with extra asymmetry: one of +-8 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 1},
    .serial_terms = 2,
};

extern constinit const DatatypeEntry bitmod4{
    .name = "bitmod4",
    .family = "bitmod",
    .summary = "fp4 and one of +5 -5 +8 -8 per group",
    .source = "Chen et al., HPCA 2025",
    .element_bits = 4,
    .metadata = {.scale_bits = int8_scale_bits, .selector_bits = 2},
    .serial_terms = 2,
};

}  // namespace bitpareto::models
