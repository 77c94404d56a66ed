// SPDX-License-Identifier: Apache-2.0
#include "core/search/pareto.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <iterator>
#include <numeric>

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

/// Points on a coarse grid, so that equal and partly equal ones are common; near a simplex, so that many are incomparable. Some differ by
/// less than single precision shows.
std::vector<Point> random_points(std::size_t objectives, std::size_t most) {
  const int grid = *rc::gen::element(3, 10, 1'000);
  const double step = *rc::gen::element(1.0, 0x1p-40, 1e-60, 1e300);
  const double start = *rc::gen::element(0.0, 1.0, -1.0);
  const int above = *rc::gen::element(1, 3, 100);
  const auto count = *rc::gen::inRange<std::size_t>(0, most);
  std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
  const auto draw = [&](int end) {  // not rapidcheck's: a number of its own for each would take most of the time
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int>((state >> 33U) % static_cast<std::uint64_t>(end));
  };
  std::vector<Point> points;
  for (std::size_t i = 0; i < count; ++i) {
    Point p;
    int rest = grid;
    for (std::size_t o = 0; o + 1 < objectives; ++o) {
      const int value = draw(rest + 1);
      p.push_back(start + step * value);
      rest -= value;
    }
    p.push_back(start + step * (rest + draw(above)));
    std::rotate(p.begin(), p.begin() + draw(static_cast<int>(objectives)), p.end());
    points.push_back(std::move(p));
  }
  return points;
}

/// After insertion of all points, and for each the archive's answer whether it is dominated.
bool holds_what_brute_force_finds(std::size_t objectives, Ties ties, const std::vector<Point>& points) {
  ParetoArchive archive{objectives, ties};
  for (std::size_t i = 0; i < points.size(); ++i) archive.insert(points[i], i);
  const Front expected = brute_force(points, objectives, ties);
  return archive.front() == expected && archive.size() == expected.size() && std::ranges::all_of(points, [&](const Point& p) {
           const std::span<const double> dominator = archive.dominator_of(p);
           const bool on_front = std::ranges::any_of(expected.ids, [&](std::uint64_t id) { return points[id] == p; });
           return dominator.empty() == on_front && (dominator.empty() || dominates(dominator, p));
         });
}

RC_GTEST_PROP(ParetoArchive, HoldsWhatBruteForceFinds, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 8);
  RC_ASSERT(holds_what_brute_force_finds(objectives, *rc::gen::element(Ties::all, Ties::first), random_points(objectives, 400)));
}

TEST(ParetoArchive, HoldsWhatBruteForceFindsOfManyOnAFront) {
  // So many that nodes of nodes are halved, in an order and without.
  for (const std::size_t objectives : {2U, 3U, 4U, 20U}) {
    std::vector<Point> points;
    for (int i = 0; i < 2'500; ++i) {
      Point p(objectives);
      int rest = i % 2 == 0 ? i : (i * 7919) % 2'500;
      for (std::size_t o = 0; o + 1 < objectives; ++o) {
        p[o] = rest % 16 + (o == 0 ? rest / 256 : 0);
        rest /= 4;
      }
      p.back() = -std::accumulate(p.begin(), p.end() - 1, 0.0) + (i % 3 == 0 ? 0.5 : 0);
      points.push_back(std::move(p));
    }
    for (const Ties ties : {Ties::all, Ties::first}) EXPECT_TRUE(holds_what_brute_force_finds(objectives, ties, points)) << objectives;
  }
}

RC_GTEST_PROP(ParetoArchive, DoesNotDependOnTheOrder, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 7);
  const Ties ties = *rc::gen::element(Ties::all, Ties::first);
  const std::vector<Point> points = random_points(objectives, 400);
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  ParetoArchive straight{objectives, ties};
  for (const std::size_t i : order) straight.insert(points[i], i);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  ParetoArchive shuffled{objectives, ties};
  for (const std::size_t i : order) shuffled.insert(points[i], i);
  RC_ASSERT(straight.front() == shuffled.front());
}

RC_GTEST_PROP(ParetoArchive, TellsWhatChangedBetweenTwoCalls, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const Ties ties = *rc::gen::element(Ties::all, Ties::first);
  const std::vector<Point> points = random_points(objectives, 200);
  const auto every = *rc::gen::inRange<std::size_t>(1, 60);
  ParetoArchive archive{objectives, ties};
  std::vector<std::uint64_t> before;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::size_t size = archive.size();
    const bool stays = archive.insert(points[i], points.size() - i);  // of equal ones the later stays
    const std::vector<std::uint64_t> now = archive.front().ids;
    RC_ASSERT(stays == std::ranges::binary_search(now, points.size() - i));
    RC_ASSERT(stays || size == now.size());
    if (i % every != 0) continue;
    FrontChanges expected;
    std::ranges::set_difference(now, before, std::back_inserter(expected.entered));
    std::ranges::set_difference(before, now, std::back_inserter(expected.left));
    const FrontChanges changes = archive.take_changes();
    RC_ASSERT(changes.entered == expected.entered);
    RC_ASSERT(changes.left == expected.left);
    before = now;
  }
}

}  // namespace
}  // namespace bitpareto
