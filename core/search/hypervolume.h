// SPDX-License-Identifier: Apache-2.0
/// The volume that a set of points dominates. All objectives are minimised.
#pragma once

#include <span>

namespace bitpareto {

/// The volume of what points dominate that is not worse than `reference` in any objective (Zitzler and Thiele, PPSN 1998): exact but for
/// rounding, of which each term is positive. `values` is [point][objective] in any order, with as many objectives as `reference`; points at or
/// beyond the reference in an objective, dominated and equal ones add nothing. In units of the objectives' product; infinite if
/// no double holds it. std::invalid_argument names a number that is NaN or infinite.
///
/// Points come in the order of the last objective, and each adds what it dominates of the others and no point before it does. Up to three
/// objectives take O(n log n). d > 3 objectives take O(n^(1 + floor((d - 1) / 2))) in the worst case, and memory for n^floor((d - 1) / 2) corners; of
/// points spread at random far less (core/search/open_boxes.h; docs/performance.md). One thread; the same bits on every machine.
[[nodiscard]] double hypervolume(std::span<const double> values, std::span<const double> reference);

}  // namespace bitpareto
