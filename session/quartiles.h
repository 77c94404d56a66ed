// SPDX-License-Identifier: Apache-2.0
/// What is said of a few numbers, such as those of the seeds of a search.
#pragma once

#include <vector>

namespace bitpareto::session {

/// What a share of the numbers do not exceed; between two numbers in proportion (type 7 of Hyndman and Fan, The American Statistician 50(4), 1996, as numpy has
/// it). Infinite where one that counts is; NaN of no number. Puts the numbers, none of which may be NaN, in another order.
[[nodiscard]] double quantile(std::vector<double>& numbers, double share);

/// The least, the greatest, and what a quarter, half and three quarters of the numbers do not exceed.
struct Quartiles {
  double least, low, median, high, most;
};

/// Requires numbers none of which is NaN.
[[nodiscard]] Quartiles quartiles_of(std::vector<double> numbers);

}  // namespace bitpareto::session
