// SPDX-License-Identifier: Apache-2.0
/// Points in the order of one objective.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bitpareto {

/// Positions of points in ascending order of one objective. Of equal numbers those of the other objectives decide, of equal points the position:
/// a point that dominates another stands before it in the order of every objective. `values` is [point][objective], without NaN, of fewer than 2^32
/// points.
[[nodiscard]] std::vector<std::uint32_t> sorted_by(std::span<const double> values, std::size_t objectives, std::size_t objective);

}  // namespace bitpareto
