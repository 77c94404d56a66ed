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
/// Points come in the order of the last objective, and each adds what it dominates of the others and no point before it does. For n points up
/// to three objectives take O(n log n) in the worst case, four and five O(n^2), measured far less; more take time and memory that grow with
/// n^floor((objectives - 1) / 2) (core/search/open_boxes.h). One thread; the same bits on every machine.
[[nodiscard]] double hypervolume(std::span<const double> values, std::span<const double> reference);

}  // namespace bitpareto
