// SPDX-License-Identifier: Apache-2.0
/// Sums over positions and tiles, in closed form: what a loop over every token of a context would give, exactly.
#pragma once

#include <limits>

namespace bitpareto::models {

/// No cap.
inline constexpr double uncapped = std::numeric_limits<double>::infinity();

/// The sum of ceil(min(t, cap) / divisor) over t = first ... last; whole numbers, divisor >= 1, 0 <= first, 1 <= cap.
[[nodiscard]] double sum_of_ceilings(double first, double last, double divisor, double cap = uncapped);

/// The sum of ceil(i * numerator / denominator) over i = 1 ... count; whole numbers, numerator and denominator >= 1,
/// count >= 0. The sum must be below 2^62.
[[nodiscard]] double sum_of_stairs(double count, double numerator, double denominator);

}  // namespace bitpareto::models
