// SPDX-License-Identifier: Apache-2.0
/// How far the neighbours of each point of a front are from each other.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bitpareto {

/// The crowding distance of NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE TEVC 6(2), 2002, section III.B): the sum over objectives of the
/// difference between the next and the previous point in the order of that objective, over the objective's range; infinite for the first and the
/// last of any. Objectives of which all values are equal say nothing: where all do, every distance is 0. Of equal values those of the other
/// objectives decide who is next, of equal points the position. `values` is [point][objective]; std::invalid_argument names a number that is NaN or
/// infinite.
[[nodiscard]] std::vector<double> crowding_distances(std::span<const double> values, std::size_t objectives);

}  // namespace bitpareto
