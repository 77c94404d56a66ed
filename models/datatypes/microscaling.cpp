// SPDX-License-Identifier: Apache-2.0
/// Microscaling: blocks of 32 under a shared exponent of 8 bits.
#include "models/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry mxfp4{
    .name = "mxfp4",
    .family = "microscaling",
    .summary = "E2M1 under a shared power of two, saturating",
    .source = "OCP Microscaling Formats v1.0",
    .element_bits = 4,
    .metadata = {.scale_bits = 8},
    .block_size = 32,
    .serial_terms = 2,
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
};

}  // namespace bitpareto::models
