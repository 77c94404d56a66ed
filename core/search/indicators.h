// SPDX-License-Identifier: Apache-2.0
/// How far a front is from a reference front. All objectives are minimised; less is better.
#pragma once

#include <cstddef>
#include <span>

namespace bitpareto {

// `front` and `reference` are [point][objective], of any points; std::invalid_argument if either has none, or a number that is NaN or infinite, which
// it names. Each point of one meets each of the other: time grows with the product of their sizes. One thread; the same bits on every machine.

/// The least number which, taken off every objective of the front, lets it cover the whole reference (Zitzler, Thiele, Laumanns, Fonseca and Grunert
/// da Fonseca, IEEE TEVC 7(2), 2003). In the unit of the objectives, which should be of one kind; negative if the front is better.
[[nodiscard]] double additive_epsilon(std::span<const double> front, std::span<const double> reference, std::size_t objectives);

/// The same with a factor by which every objective is divided (likewise); below 1 if the front is better. Does not depend on units. Requires
/// numbers above 0: std::invalid_argument otherwise.
[[nodiscard]] double multiplicative_epsilon(std::span<const double> front, std::span<const double> reference, std::size_t objectives);

/// The distance from a point of the reference to the front, on average, counting only objectives in which the front is worse: IGD+ (Ishibuchi,
/// Masuda, Tanigaki and Nojima, EMO 2015). 0 if the front covers the reference. In the unit of the objectives, which should be of one kind.
[[nodiscard]] double igd_plus(std::span<const double> front, std::span<const double> reference, std::size_t objectives);

}  // namespace bitpareto
