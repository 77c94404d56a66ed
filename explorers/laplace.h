// SPDX-License-Identifier: Apache-2.0
/// Places near another on an axis of numbers.
#pragma once

#include <cmath>

#include "core/base/elementary.h"
#include "explorers/draws.h"

namespace bitpareto::explorers {

/// The Laplace distribution around a place, cut off at the ends of the axis. A plain value.
struct Laplace {
  double width = 1;  // places in which it falls to 1 / e

  /// The mass of e^(-x / width) on one side, up to x, over width.
  [[nodiscard]] double side(double x) const { return -portable_expm1(-x / width); }
  /// Requires place < size.
  [[nodiscard]] std::uint64_t draw(std::uint64_t place, std::uint64_t size, Draws& draws) const {
    const double at = static_cast<double>(place) + 0.5;
    const double below = side(at);
    const double above = side(static_cast<double>(size) - at);
    const bool is_below = draws.uniform() * (below + above) < below;
    const double distance = -width * portable_log1p(-draws.uniform() * (is_below ? below : above));
    // Whole places away, so that large axes, whose places doubles do not hold, lose nothing.
    const double whole = std::floor(distance + 0.5);
    const std::uint64_t room = is_below ? place : size - 1 - place;
    const std::uint64_t steps = whole >= static_cast<double>(room) ? room : static_cast<std::uint64_t>(whole);
    return is_below ? place - steps : place + steps;
  }
};

}  // namespace bitpareto::explorers
