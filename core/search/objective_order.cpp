// SPDX-License-Identifier: Apache-2.0
#include "core/search/objective_order.h"

#include <algorithm>
#include <compare>

namespace bitpareto {

std::vector<std::uint32_t> sorted_by(std::span<const double> values, std::size_t objectives, std::size_t objective) {
  struct Place {
    double along;
    std::uint32_t point;
  };
  std::vector<Place> places(values.size() / objectives);
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = {values[i * objectives + objective], static_cast<std::uint32_t>(i)};
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.along != b.along) return a.along < b.along;
    const std::span<const double> of_a = values.subspan(a.point * objectives, objectives);
    const std::span<const double> of_b = values.subspan(b.point * objectives, objectives);
    const auto order = std::lexicographical_compare_three_way(of_a.begin(), of_a.end(), of_b.begin(), of_b.end());
    return std::is_lt(order) || (std::is_eq(order) && a.point < b.point);
  });
  std::vector<std::uint32_t> order(places.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = places[i].point;
  return order;
}

}  // namespace bitpareto
