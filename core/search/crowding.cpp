// SPDX-License-Identifier: Apache-2.0
#include "core/search/crowding.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "core/search/finite_points.h"
#include "core/search/objective_order.h"

namespace bitpareto {

std::vector<double> crowding_distances(std::span<const double> values, std::size_t objectives) {
  require_finite("points", values, objectives);
  std::vector<double> found(values.size() / objectives);
  if (found.empty()) return found;
  for (std::size_t o = 0; o < objectives; ++o) {
    const std::vector<std::uint32_t> order = sorted_by(values, objectives, o);
    const std::size_t last = order.size() - 1;
    const auto raw = [&](std::size_t place) { return values[order[place] * objectives + o]; };
    if (raw(0) == raw(last)) continue;
    const double scale = std::isfinite(raw(last) - raw(0)) ? 1 : 0.5;  // of finite numbers, yet too far from each other
    const auto value = [&](std::size_t place) { return raw(place) * scale; };
    const double range = value(last) - value(0);
    for (std::size_t k = 1; k < last; ++k) found[order[k]] += (value(k + 1) - value(k - 1)) / range;
    found[order[0]] = found[order[last]] = std::numeric_limits<double>::infinity();
  }
  return found;
}

}  // namespace bitpareto
