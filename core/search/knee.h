// SPDX-License-Identifier: Apache-2.0
/// Where a front of two objectives bends most: from there on, a little less of one costs much of the other.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bitpareto {

/// The distance of each point from the chord between the ends of the front, which are the least of the first and the least of the second
/// objective, both scaled so that the ends are (0, 1) and (1, 0): positive towards what is better, 0 at the ends, less than the square root of 1/2.
/// Das (Structural Optimization 18, 1999) calls the point that is furthest from the hyperplane through the best points of all objectives the knee.
/// `values` is [point][2], minimised, of points that do not dominate each other; std::invalid_argument names a number that is NaN or
/// infinite. All 0 where the ends have an objective in common.
[[nodiscard]] std::vector<double> chord_distances(std::span<const double> values);

/// The point of the greatest chord distance, of several the first; none where no distance is positive: a front that is straight or bulges.
[[nodiscard]] std::optional<std::size_t> knee(std::span<const double> values);

}  // namespace bitpareto
