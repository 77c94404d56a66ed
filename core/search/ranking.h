// SPDX-License-Identifier: Apache-2.0
/// The fronts of a set of points: the first is what no other dominates, the next what no other dominates of the rest, and so on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bitpareto {

/// The number of the front that each point is in, from 0; equal points are in the same. `values` is [point][objective], minimised;
/// std::invalid_argument names a number that is NaN or infinite.
///
/// Points come in the order of the first objective, so that none dominates one before it, and look for their front by bisection
/// (Zhang, Tian, Cheng and Jin, IEEE TEVC 19(2), 2015: ENS-BS). Of each front an archive of the other objectives is kept, as in
/// core/search/non_dominated.h: a bisection takes a question per step and not a comparison with all of the front.
[[nodiscard]] std::vector<std::uint32_t> non_dominated_ranks(std::span<const double> values, std::size_t objectives);
/// The positions that have each rank, ascending.
[[nodiscard]] std::vector<std::vector<std::size_t>> positions_by_rank(std::span<const std::uint32_t> ranks);

}  // namespace bitpareto
