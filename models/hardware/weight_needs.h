// SPDX-License-Identifier: Apache-2.0
/// What a set of datatypes asks of the circuits that multiply by them.
#pragma once

#include <span>

#include "models/circuits/pe_kind.h"
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

/// Puts into `shape` what a PE needs to take weights, keys and values of all these datatypes:
///   weight_bits     of the widest, as an integer: a grid in fixed point, from its least magnitude to its largest; what is decoded to
///                   integers (flint, ANT, OliVe) with the 8 bits of their decoders
///   term_exponent   exponents of a term: those between the least and the largest magnitude of a grid, at least the two of a Booth digit
///   places          by which the last Booth digit of the widest integer is shifted against the first; parts of floats have none
///   special_values  that groups may choose from, of all datatypes
///   weight_mantissa of 8-bit floats, if there is nothing else; anything else is expanded to floats of 16 bits where floats are multiplied
/// Unquantised values are taken in pieces of 8 bits (docs/native.md, (N1)). An empty set leaves the shape as it is.
void fit_to(std::span<const DatatypeEntry* const> datatypes, PeShape& shape);

}  // namespace bitpareto::models
