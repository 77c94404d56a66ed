// SPDX-License-Identifier: Apache-2.0
/// Random points for tests of measures of fronts.
#pragma once

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bitpareto::test {

/// [point][objective] from 0 to about 1: on few levels or many, so that ties, equal and dominated points are common or rare; in a cube, or near a plane on
/// which none dominates another. Some repeat the point before in one objective, or in all.
inline std::vector<double> random_points(std::size_t count, std::size_t objectives) {
  const double levels = *rc::gen::element(1.0, 2.0, 4.0, 1'000.0, 0x1p31);
  const bool is_near_a_plane = *rc::gen::element(true, false);
  std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();  // not rapidcheck's: a number of its own for each would take most of the time
  const auto draw = [&] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state >> 33U) * 0x1p-31;
  };
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t o = 0; o < objectives; ++o) sum += values.emplace_back(static_cast<double>(static_cast<std::int64_t>(draw() * levels)) / levels);
    if (is_near_a_plane && objectives > 1) values.back() = std::max(0.0, 1 - (sum - values.back()) / static_cast<double>(objectives - 1) * (1 + draw() / 64));
    if (i == 0) continue;
    const double repeat = draw();
    for (std::size_t o = 0; o < objectives; ++o) {
      if (repeat < 0.05 || (repeat < 0.2 && o == i % objectives)) values[i * objectives + o] = values[(i - 1) * objectives + o];
    }
  }
  return values;
}

/// The points of `values` at these positions, in their order.
inline std::vector<double> points_at(const std::vector<double>& values, std::size_t objectives, const std::vector<std::size_t>& positions) {
  std::vector<double> found;
  for (const std::size_t i : positions) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * objectives);
    found.insert(found.end(), begin, begin + static_cast<std::ptrdiff_t>(objectives));
  }
  return found;
}

/// The numbers below `count` in a random order.
inline std::vector<std::size_t> random_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  return order;
}

}  // namespace bitpareto::test
