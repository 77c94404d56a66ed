// SPDX-License-Identifier: Apache-2.0
/// New designs from others: what evolution and annealing do to them.
#pragma once

#include "explorers/budgeted.h"
#include "explorers/draws.h"

namespace bitpareto::explorers {

/// How children come about, as options of several explorers.
struct VariationOptions {
  double crossover = 0.9;   // share of children with two parents (Deb et al., 2002, section V.B)
  double mutations = 1;     // axes of a child that change, on average (the same: 1 / n for each of n)
  double distribution = 15; // of crossover on ordered axes: the larger, the nearer to the parents
};

template <class Visitor>
void describe_variation(VariationOptions& o, Visitor& visit) {
  visit("crossover", o.crossover, Within{.least = 0, .most = 1}, "share of children that have two parents");
  visit("mutations", o.mutations, Within{.least = 0, .most = 100}, "axes of a child that change by chance, on average");
  visit("distribution", o.distribution, Within{.least = 0, .most = 100},
        "index of crossover on axes of numbers: the larger, the nearer are children to their parents");
}

/// A place on each axis, each as likely as another.
[[nodiscard]] Places random_places(std::span<const PlacedAxis> axes, Draws& draws);

/// Moves one axis of a design elsewhere, if it has an elsewhere: of words to any other; of numbers up or down, as likely where there is room, by a step of
/// which every order of magnitude that there is room for is as likely as another, so that large and small axes are searched at all scales. Were steps that lead
/// out of the axis drawn again instead, a design near the end, where many optima are, would mostly step away from it.
void mutate(Places& places, std::size_t axis, const PlacedAxis& on, Draws& draws);

/// A child of two designs, or of the first alone. Simulated binary crossover (Deb and Agrawal, Complex Systems 9, 1995) on half of the axes of
/// numbers, rounded to places; words from either parent. If the child is not open, it is mutated a few times more.
[[nodiscard]] Places child_of(const Places& first, const Places& second, const VariationOptions& options, const ProposerInput& input, Draws& draws);

}  // namespace bitpareto::explorers
