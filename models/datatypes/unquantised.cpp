// SPDX-License-Identifier: Apache-2.0
/// What models are trained in: no groups, no scales, no loss.
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

extern constinit const DatatypeEntry fp16{
    .name = "fp16",
    .family = "unquantised",
    .summary = "IEEE half precision, the weights as published",
    .source = "IEEE 754-2008, binary16",
    .element_bits = 16,
    .exponent_bits = 5,
    .serial_terms = 8,
    .quantisation = {.scale = ScaleRule::unquantised},
};

extern constinit const DatatypeEntry bf16{
    .name = "bf16",
    .family = "unquantised",
    .summary = "brain float: 8 exponent bits, 7 fraction bits",
    .source = "Kalamkar et al., arXiv 1905.12322",
    .element_bits = 16,
    .exponent_bits = 8,
    .serial_terms = 8,
    .quantisation = {.scale = ScaleRule::unquantised},
};

}  // namespace bitpareto::models
