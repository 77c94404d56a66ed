// SPDX-License-Identifier: Apache-2.0
/// Which points of a large set no other dominates, all of them known at once.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bitpareto {

/// Positions of the points that no other dominates, ascending; of equal points all. `values` is [point][objective], minimised, without
/// NaN or infinity. On at most `threads` threads (at least 1), with the same result.
///
/// A sweep (Kung, Luccio and Preparata, J. ACM 22(4), 1975): in the order of one objective, a point is dominated if one before it is as good in
/// the others, and of those only the ones that the others' own front needs are kept.
[[nodiscard]] std::vector<std::size_t> non_dominated(std::span<const double> values, std::size_t objectives, int threads);

}  // namespace bitpareto
