// SPDX-License-Identifier: Apache-2.0
#include "explorers/variation.h"

#include <cmath>

#include "core/base/elementary.h"

namespace bitpareto::explorers {

namespace {

/// Draws that may fail before the parent's place is taken. Assumed: of parents on an axis at most half fail each time.
constexpr int most_draws = 16;
/// Mutations that a child is given to differ from what was met. Assumed.
constexpr int most_repairs = 8;

double power(double base, double exponent) { return portable_exp2(portable_log2(base) * exponent); }

/// A place near one of two, on an axis of numbers.
std::uint64_t crossed(std::uint64_t first, std::uint64_t second, std::uint64_t size, double distribution, Draws& draws) {
  const auto a = static_cast<double>(first);
  const auto b = static_cast<double>(second);
  const double exponent = 1 / (distribution + 1);
  for (int i = 0; i < most_draws; ++i) {
    const double u = draws.uniform();
    const double spread = u <= 0.5 ? power(2 * u, exponent) : power(1 / (2 * (1 - u)), exponent);
    const double place = std::floor(((a + b) - spread * (b - a)) / 2 + 0.5);
    if (place >= 0 && place < static_cast<double>(size) && place < 0x1p64) return std::min(static_cast<std::uint64_t>(place), size - 1);
  }
  return first;
}

}  // namespace

Places random_places(std::span<const PlacedAxis> axes, Draws& draws) {
  Places places;
  places.reserve(axes.size());
  for (const PlacedAxis& axis : axes) places.push_back(draws.below(axis.size));
  return places;
}

void mutate(Places& places, std::size_t axis, const PlacedAxis& on, Draws& draws) {
  if (on.size < 2) return;
  std::uint64_t& place = places[axis];
  if (!on.is_ordered) {
    const std::uint64_t other = draws.below(on.size - 1);
    place = other < place ? other : other + 1;
    return;
  }
  const std::uint64_t above = on.size - 1 - place;
  const bool is_up = place == 0 || (above > 0 && draws.chance(0.5));
  const std::uint64_t room = is_up ? above : place;
  const double step = portable_exp2(draws.uniform() * portable_log2(static_cast<double>(room) + 1));
  const std::uint64_t whole = step >= static_cast<double>(room) ? room : std::max(static_cast<std::uint64_t>(step), std::uint64_t{1});
  place = is_up ? place + whole : place - whole;
}

Places child_of(const Places& first, const Places& second, const VariationOptions& options, const ProposerInput& input, Draws& draws) {
  Places child = first;
  if (draws.chance(options.crossover)) {
    for (std::size_t a = 0; a < child.size(); ++a) {
      if (draws.chance(0.5) || first[a] == second[a]) continue;
      child[a] = input.axes[a].is_ordered ? crossed(first[a], second[a], input.axes[a].size, options.distribution, draws) : second[a];
    }
    // The other child of the same parents is as likely.
    if (draws.chance(0.5)) {
      for (std::size_t a = 0; a < child.size(); ++a) {
        if (child[a] == first[a]) child[a] = second[a];
        else if (child[a] == second[a]) child[a] = first[a];
      }
    }
  }
  const double rate = options.mutations / static_cast<double>(child.size());
  for (std::size_t a = 0; a < child.size(); ++a) {
    if (draws.chance(rate)) mutate(child, a, input.axes[a], draws);
  }
  for (int i = 0; i < most_repairs && !input.is_open(child); ++i) {
    const std::size_t axis = draws.position(child.size());
    mutate(child, axis, input.axes[axis], draws);
  }
  return child;
}

}  // namespace bitpareto::explorers
