// SPDX-License-Identifier: Apache-2.0
#include "core/search/knee.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/search/finite_points.h"
#include "core/search/objective_order.h"

namespace bitpareto {

std::vector<double> chord_distances(std::span<const double> values) {
  require_finite("points", values, 2);
  std::vector<double> found(values.size() / 2);
  if (found.empty()) return found;
  const double* const first = values.data() + std::size_t{sorted_by(values, 2, 0).front()} * 2;
  const double* const second = values.data() + std::size_t{sorted_by(values, 2, 1).front()} * 2;
  const double scale = std::isfinite(second[0] - first[0]) && std::isfinite(first[1] - second[1]) ? 1 : 0.5;  // of finite numbers, yet too far from each other
  const double width = second[0] * scale - first[0] * scale;
  const double height = first[1] * scale - second[1] * scale;
  if (!(width > 0 && height > 0)) return found;
  constexpr double root_half = 0.70710678118654752440;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double along = (values[2 * i] * scale - first[0] * scale) / width;
    const double up = (values[2 * i + 1] * scale - second[1] * scale) / height;
    found[i] = (1 - along - up) * root_half;
  }
  return found;
}

std::optional<std::size_t> knee(std::span<const double> values) {
  const std::vector<double> distances = chord_distances(values);
  const auto furthest = std::ranges::max_element(distances);
  if (furthest == distances.end() || !(*furthest > 0)) return std::nullopt;
  return static_cast<std::size_t>(furthest - distances.begin());
}

}  // namespace bitpareto
