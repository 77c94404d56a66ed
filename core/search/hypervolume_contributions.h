// SPDX-License-Identifier: Apache-2.0
/// What a set of points would lose of its hypervolume without each of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bitpareto {

/// hypervolume(all) - hypervolume(all but the point), for each point: 0 for those that another dominates or equals, and those at or beyond the
/// reference. Arguments and errors as of hypervolume(); requires that doubles hold the volume between each point and the reference. n points up to
/// three objectives take one sweep, O(n log n) unless single points have many others behind them; beyond, each point meets all others, and takes the
/// hypervolume of the few that bound what is its own.
[[nodiscard]] std::vector<double> hypervolume_contributions(std::span<const double> values, std::span<const double> reference);
/// That of one of the points alone, which meets all others whatever the number of objectives. Requires that there is such a point.
[[nodiscard]] double hypervolume_contribution(std::span<const double> values, std::size_t point, std::span<const double> reference);

}  // namespace bitpareto
