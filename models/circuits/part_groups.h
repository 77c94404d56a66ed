// SPDX-License-Identifier: Apache-2.0
/// Parts that several kinds of PEs have alike.
#pragma once

#include <array>

#include "models/circuits/pe_kind.h"

namespace bitpareto::models {

/// A floating-point addition and its normalisation: a sum of so many mantissa bits, and what is added to it. `like` gives what both have
/// (count, unit, aside), and the registers, which are before and in the adder.
[[nodiscard]] std::array<Part, 2> float_sum(double sum_mantissa, double summand, double exponent, const Part& like = {});

/// The accumulator of an integer bit-serial PE, with its register and the one before it: sums of so many bits, shifted by up to so many places.
[[nodiscard]] Part shifted_integer_sum(double sum, double places, double accumulator);

}  // namespace bitpareto::models
