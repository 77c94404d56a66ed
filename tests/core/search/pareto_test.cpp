// SPDX-License-Identifier: Apache-2.0
#include "core/search/pareto.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace bitpareto {
namespace {

using Point = std::vector<double>;

TEST(Pareto, EqualPointsDoNotDominateEachOther) {
  const Point a{1, 2};
  EXPECT_FALSE(dominates(a, a));
}

TEST(Pareto, OneBetterAndNoneWorseDominates) {
  EXPECT_TRUE(dominates(Point{1, 2}, Point{1, 3}));
  EXPECT_FALSE(dominates(Point{1, 3}, Point{1, 2}));
  EXPECT_FALSE(dominates(Point{0, 3}, Point{1, 2}));
}

/// The front as a child would find it: compare all with all.
Front brute_force(const std::vector<Point>& points, std::size_t objectives, Ties ties) {
  Front front{.objectives = objectives, .ids = {}, .values = {}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool keep = true;
    for (std::size_t j = 0; j < points.size(); ++j) {
      keep = keep && !dominates(points[j], points[i]);
      if (ties == Ties::first) keep = keep && !(points[j] == points[i] && j < i);
    }
    if (!keep) continue;
    front.ids.push_back(i);
    front.values.insert(front.values.end(), points[i].begin(), points[i].end());
  }
  return front;
}

/// Points on a coarse grid, so that equal and partly equal ones are common; near a simplex, so that many are
/// incomparable.
std::vector<Point> random_points(std::size_t objectives) {
  const int grid = *rc::gen::element(3, 10, 1'000);
  const auto count = *rc::gen::inRange<std::size_t>(0, 400);
  std::vector<Point> points;
  for (std::size_t i = 0; i < count; ++i) {
    Point p;
    int rest = grid;
    for (std::size_t o = 0; o + 1 < objectives; ++o) {
      const int value = *rc::gen::inRange(0, rest + 1);
      p.push_back(value);
      rest -= value;
    }
    p.push_back(rest + *rc::gen::inRange(0, 3));
    points.push_back(std::move(p));
  }
  return points;
}

RC_GTEST_PROP(ParetoArchive, HoldsWhatBruteForceFinds, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const Ties ties = *rc::gen::element(Ties::all, Ties::first);
  const std::vector<Point> points = random_points(objectives);
  ParetoArchive archive{objectives, ties};
  for (std::size_t i = 0; i < points.size(); ++i) archive.insert(points[i], i);
  const Front expected = brute_force(points, objectives, ties);
  RC_ASSERT(archive.front() == expected);
  RC_ASSERT(archive.size() == expected.size());
  for (const Point& p : points) {
    const std::span<const double> dominator = archive.dominator_of(p);
    const bool on_front = std::ranges::any_of(expected.ids, [&](std::uint64_t id) { return points[id] == p; });
    RC_ASSERT(dominator.empty() == on_front);
    RC_ASSERT(dominator.empty() || dominates(dominator, p));
  }
}

RC_GTEST_PROP(ParetoArchive, DoesNotDependOnTheOrder, ()) {
  const Ties ties = *rc::gen::element(Ties::all, Ties::first);
  const std::vector<Point> points = random_points(3);
  std::vector<std::size_t> order(points.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  ParetoArchive straight{3, ties};
  for (const std::size_t i : order) straight.insert(points[i], i);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  ParetoArchive shuffled{3, ties};
  for (const std::size_t i : order) shuffled.insert(points[i], i);
  RC_ASSERT(straight.front() == shuffled.front());
}

}  // namespace
}  // namespace bitpareto
