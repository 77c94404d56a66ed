// SPDX-License-Identifier: Apache-2.0
/// Sums over positions and tiles, in closed form: what a loop over every token of a context would give, exactly.
#pragma once

namespace bitpareto::models {

/// The sum of ceil(t / divisor) over t = first ... last; whole numbers, divisor >= 1, 1 <= first.
[[nodiscard]] double sum_of_ceilings(double first, double last, double divisor);

/// The sum of ceil(i * numerator / denominator) over i = 1 ... count; whole numbers, numerator and denominator >= 1,
/// count >= 0. The sum must be below 2^62.
[[nodiscard]] double sum_of_stairs(double count, double numerator, double denominator);

}  // namespace bitpareto::models
