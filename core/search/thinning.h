// SPDX-License-Identifier: Apache-2.0
/// A few points that stand for many: a front of a million designs is more than anybody looks at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bitpareto {

/// Which points stay.
enum class ThinBy : std::uint8_t {
  epsilon,      // one of each box of a grid, spread over the whole front
  hypervolume,  // those that together dominate most
  knees,        // those at which the front bends most
};
inline constexpr std::array<std::string_view, 3> thin_by_names{"epsilon", "hypervolume", "knees"};

/// What was kept, and what that costs.
struct Thinning {
  std::vector<std::size_t> kept;  // positions, ascending
  std::size_t distinct = 0;       // points that differ
  std::size_t candidates = 0;     // of those, what kept ones were chosen among: fewer where a grid had to go first
  /// For each point there is a kept one that is worse by at most this, in every objective, as a share of the objective's range over all
  /// points: the additive epsilon indicator (core/search/indicators.h) of the kept ones. 0: nothing is lost.
  double epsilon = 0;
};

/// Beyond so many candidates, and beyond twice what is kept, a hypervolume subset is chosen among representatives of epsilon boxes.
inline constexpr std::size_t most_hypervolume_candidates = 4'096;

/// At most `most` points that stand for all. `values` is [point][objective], minimised, of points of which most do not dominate each other;
/// std::invalid_argument names a number that is NaN or infinite. Objectives count in shares of their range. Of equal points the first stays, unless all
/// do: where `most` is at least the number of points. Depends on nothing but the arguments. Requires most >= 1 where there are points.
///
/// epsilon: the finest grid, by bisection, of which at most `most` boxes are not dominated by others; of each the point nearest to the corner
/// that is best (Laumanns, Thiele, Deb and Zitzler, Evolutionary Computation 10(3), 2002). The edge of a box is an upper bound of Thinning::epsilon. Room
/// that is left goes to those furthest from what is kept, one after the other.
/// hypervolume: one after the other, what adds most (Guerreiro, Fonseca and Paquete, Evolutionary Computation 24(3), 2016), exactly, up to a reference
/// point of 1.1 ranges. As hypervolume is submodular, that is at least 1 - 1/e of what the best choice among the candidates has (Nemhauser,
/// Wolsey and Fisher, Mathematical Programming 14, 1978). A smaller choice is part of a larger one from the same candidates.
/// knees: those furthest from the plane through the points that are best in one objective and worst in all others, towards what is better: with
/// two objectives chord_distances() (core/search/knee.h). They lie round the bend, and say nothing of the rest of the front.
[[nodiscard]] Thinning thinned(std::span<const double> values, std::size_t objectives, std::size_t most, ThinBy by);

}  // namespace bitpareto
