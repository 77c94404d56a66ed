// SPDX-License-Identifier: Apache-2.0
#include "core/search/thinning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "core/search/hypervolume.h"
#include "core/search/indicators.h"
#include "core/search/knee.h"
#include "core/search/non_dominated.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;
using Positions = std::vector<std::size_t>;
constexpr ThinBy ways[] = {ThinBy::epsilon, ThinBy::hypervolume, ThinBy::knees};

/// Points that do not dominate each other, equal ones among them.
Values random_front(std::size_t count, std::size_t objectives) {
  const Values points = test::random_points(count, objectives);
  return test::points_at(points, objectives, non_dominated(points, objectives, 1));
}

/// In shares of each objective's range, or 0 where it has none.
Values scaled(const Values& values, std::size_t objectives) {
  Values found = values;
  for (std::size_t o = 0; o < objectives; ++o) {
    double low = values[o];
    double high = values[o];
    for (std::size_t i = o; i < values.size(); i += objectives) {
      low = std::min(low, values[i]);
      high = std::max(high, values[i]);
    }
    for (std::size_t i = o; i < values.size(); i += objectives) found[i] = high > low ? (values[i] - low) / (high - low) : 0;
  }
  return found;
}

std::size_t distinct(const Values& values, std::size_t objectives) {
  std::set<Values> points;
  for (std::size_t i = 0; i < values.size(); i += objectives) points.emplace(values.begin() + static_cast<std::ptrdiff_t>(i), values.begin() + static_cast<std::ptrdiff_t>(i + objectives));
  return points.size();
}

double volume_of(const Values& scaled_points, std::size_t objectives, const Positions& kept) {
  return hypervolume(test::points_at(scaled_points, objectives, kept), Values(objectives, 1.1));
}

TEST(Thinning, OfAStaircaseKeepsOneOfEachBoxThatNoOtherDominates) {
  // On a grid of three boxes to a range: (0, 3), (0, 2), (1, 1) twice, (2, 0), (3, 0), of which the first and the last are worse than their neighbours.
  const Values front{0, 1, 0.1, 0.7, 0.35, 0.6, 0.4, 0.4, 0.9, 0.1, 1, 0};
  const Thinning three = thinned(front, 2, 3, ThinBy::epsilon);
  EXPECT_EQ(three.kept, (Positions{1, 3, 4}));
  // (0, 1) is 0.1 better in the first than (0.1, 0.7), (1, 0) 0.1 better in the second than (0.9, 0.1).
  EXPECT_NEAR(three.epsilon, 0.1, 1e-15);
  EXPECT_EQ(thinned(front, 2, 1, ThinBy::epsilon).kept, (Positions{3}));
  EXPECT_NEAR(thinned(front, 2, 1, ThinBy::epsilon).epsilon, 0.4, 1e-15);
}

TEST(Thinning, ByHypervolumeTakesWhatAddsMost) {
  // Up to (1.1, 1.1): 0.1 * 1.1, 0.8 * 0.5, 0.7 * 0.7, 1.1 * 0.1; beside (0.4, 0.4) the second adds 0.1 * 0.5, the others 0.4 * 0.1.
  const Values front{0, 1, 0.3, 0.6, 0.4, 0.4, 1, 0};
  EXPECT_EQ(thinned(front, 2, 1, ThinBy::hypervolume).kept, (Positions{2}));
  EXPECT_EQ(thinned(front, 2, 2, ThinBy::hypervolume).kept, (Positions{1, 2}));
}

TEST(Thinning, ByKneesTakesWhatIsFurthestFromThePlaneOfTheEnds) {
  const Values front{0, 1, 0.1, 0.3, 0.2, 0.25, 0.6, 0.2, 1, 0};
  EXPECT_EQ(thinned(front, 2, 2, ThinBy::knees).kept, (Positions{1, 2}));
  // Three objectives: the third point is 0.9 below the plane through the ends, the fourth 0.6, all along the diagonal.
  const Values solid{1, 0, 0, 0, 1, 0, 0.05, 0.05, 0.1, 0.1, 0.1, 0.05, 0, 0, 1};
  EXPECT_EQ(thinned(solid, 3, 1, ThinBy::knees).kept, (Positions{2}));
}

TEST(Thinning, KeepsAllWhereThereIsRoomAndOneOfEqualOnesWhereThereIsNot) {
  const Values front{1, 2, 1, 2, 2, 1, 1, 2};
  for (const ThinBy by : ways) {
    EXPECT_EQ(thinned(front, 2, 4, by).kept, (Positions{0, 1, 2, 3}));
    EXPECT_EQ(thinned(front, 2, 3, by).kept, (Positions{0, 2}));
    EXPECT_EQ(thinned(front, 2, 3, by).epsilon, 0);
    EXPECT_EQ(thinned(Values{7, 7, 7, 7}, 2, 1, by).kept, (Positions{0}));
    EXPECT_TRUE(thinned(Values{}, 2, 0, by).kept.empty());
  }
}

TEST(Thinning, RefusesWhatIsNotFiniteAndKeepingNothing) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(static_cast<void>(thinned(Values{1, infinity}, 2, 1, ThinBy::epsilon)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(thinned(Values{1, 2, 3}, 2, 1, ThinBy::knees)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(thinned(Values{1, 2}, 2, 0, ThinBy::knees)), std::invalid_argument);
}

TEST(Thinning, TakesNumbersWhoseRangeNoDoubleHolds) {
  const Values front{-1.7e308, 1.7e308, 0, 0, 1.7e308, -1.7e308};
  const Thinning one = thinned(front, 2, 2, ThinBy::epsilon);
  EXPECT_EQ(one.kept.size(), 2U);
  EXPECT_LE(one.epsilon, 0.5);
}

RC_GTEST_PROP(Thinning, KeepsAtMostSoManyAndSaysHowFarTheOthersAre, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const Values front = random_front(*rc::gen::inRange<std::size_t>(1, 300), objectives);
  const std::size_t size = front.size() / objectives;
  const auto most = *rc::gen::inRange<std::size_t>(1, 40);
  const Values shares = scaled(front, objectives);
  for (const ThinBy by : ways) {
    const Thinning found = thinned(front, objectives, most, by);
    const Positions& kept = found.kept;
    RC_ASSERT(std::ranges::is_sorted(kept) && std::ranges::adjacent_find(kept) == kept.end() && kept.back() < size);
    if (most >= size) {
      RC_ASSERT(kept.size() == size);
      continue;
    }
    RC_ASSERT(found.distinct == distinct(front, objectives) && found.candidates == found.distinct);
    RC_ASSERT(kept.size() == std::min(most, found.distinct));
    // By its definition, in another file.
    const double epsilon = additive_epsilon(test::points_at(shares, objectives, kept), shares, objectives);
    RC_ASSERT(std::abs(found.epsilon - epsilon) <= 1e-15);
    // The same points with others' units and origins: powers of two keep every bit of what is scaled.
    Values other = front;
    for (std::size_t i = 0; i < other.size(); ++i) other[i] *= i % objectives == 0 ? 0x1p-300 : 4.0;
    RC_ASSERT(thinned(other, objectives, most, by).kept == kept);
  }
}

RC_GTEST_PROP(Thinning, ByEpsilonIsWithinTheEdgeOfTheFinestGridThatFits, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 5);
  const Values front = random_front(*rc::gen::inRange<std::size_t>(20, 400), objectives);
  const Values shares = scaled(front, objectives);
  const std::size_t size = front.size() / objectives;
  const auto most = *rc::gen::inRange<std::size_t>(1, 30);
  RC_PRE(most < size);
  // The grids of 1, 2, 4, ... boxes, as far as each fits.
  double edge = 2;
  for (double boxes = 1; boxes < 1'024; boxes *= 2) {
    std::set<Values> cells;
    for (std::size_t i = 0; i < size; ++i) {
      Values cell;
      for (std::size_t o = 0; o < objectives; ++o) cell.push_back(std::floor(shares[i * objectives + o] * boxes));
      cells.insert(cell);
    }
    const auto is_beaten = [&](const Values& cell) {
      return std::ranges::any_of(cells, [&](const Values& by) { return by != cell && std::ranges::equal(by, cell, [](double a, double b) { return a <= b; }); });
    };
    const auto left = static_cast<std::size_t>(std::ranges::count_if(cells, [&](const Values& cell) { return !is_beaten(cell); }));
    if (left > most) break;
    edge = 1 / boxes;
  }
  RC_ASSERT(thinned(front, objectives, most, ThinBy::epsilon).epsilon <= edge);
}

RC_GTEST_PROP(Thinning, ByHypervolumeIsPartOfALargerChoiceAndNearTheBestThereIs, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const Values front = random_front(*rc::gen::inRange<std::size_t>(2, 14), objectives);
  const std::size_t size = front.size() / objectives;
  RC_PRE(size >= 2);
  const Values shares = scaled(front, objectives);
  Positions before;
  for (std::size_t most = 1; most < size; ++most) {
    const Positions kept = thinned(front, objectives, most, ThinBy::hypervolume).kept;
    RC_ASSERT(std::ranges::includes(kept, before));
    before = kept;
    // Every choice of as many.
    double best = 0;
    for (std::uint32_t set = 0; set < (std::uint32_t{1} << size); ++set) {
      Positions choice;
      for (std::size_t i = 0; i < size; ++i) {
        if ((set >> i & 1U) != 0) choice.push_back(i);
      }
      if (choice.size() == most) best = std::max(best, volume_of(shares, objectives, choice));
    }
    RC_ASSERT(volume_of(shares, objectives, kept) >= (1 - std::exp(-1.0)) * best);
  }
}

RC_GTEST_PROP(Thinning, ByHypervolumeTakesTheStepsOfAPlainGreedySearch, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 5);
  const Values front = random_front(*rc::gen::inRange<std::size_t>(2, 60), objectives);
  const std::size_t size = front.size() / objectives;
  const Values shares = scaled(front, objectives);
  Positions chosen;
  for (std::size_t most = 1; most < std::min<std::size_t>(size, 8); ++most) {
    const Positions kept = thinned(front, objectives, most, ThinBy::hypervolume).kept;
    double best = 0;
    for (std::size_t i = 0; i < size; ++i) {
      Positions more = chosen;
      more.push_back(i);
      best = std::max(best, volume_of(shares, objectives, more));
    }
    // Equal steps may differ, and end elsewhere; so each is followed from where it went.
    RC_ASSERT(std::abs(volume_of(shares, objectives, kept) - best) <= 1e-12 * best);
    chosen = kept;
  }
}

RC_GTEST_PROP(Thinning, ByKneesOfTwoObjectivesHasTheGreatestChordDistances, ()) {
  const Values front = random_front(*rc::gen::inRange<std::size_t>(3, 100), 2);
  const std::size_t size = front.size() / 2;
  const auto most = *rc::gen::inRange<std::size_t>(1, 10);
  RC_PRE(most < distinct(front, 2));
  const Values distances = chord_distances(front);
  const Positions kept = thinned(front, 2, most, ThinBy::knees).kept;
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t i : kept) least = std::min(least, distances[i]);
  const std::set<std::size_t> in{kept.begin(), kept.end()};
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_equal = std::ranges::any_of(kept, [&](std::size_t k) { return front[2 * k] == front[2 * i] && front[2 * k + 1] == front[2 * i + 1]; });
    RC_ASSERT(in.contains(i) || is_equal || distances[i] <= least + 1e-15);
  }
}

/// More points than a hypervolume subset is chosen among.
TEST(Thinning, ByHypervolumeOfManyChoosesAmongRepresentativesAndSaysSo) {
  std::vector<double> front;
  constexpr std::size_t edge = 60;  // points of a simplex: 60 * 61 * 62 / 6
  for (std::size_t i = 0; i < edge; ++i) {
    for (std::size_t j = 0; i + j < edge; ++j) {
      for (std::size_t k = 0; i + j + k < edge; ++k) {
        for (const std::size_t x : {i, j, k, edge - 1 - i - j - k}) front.push_back(static_cast<double>(x));
      }
    }
  }
  const std::size_t size = front.size() / 4;
  ASSERT_EQ(size, edge * (edge + 1) * (edge + 2) / 6);
  const Thinning found = thinned(front, 4, 20, ThinBy::hypervolume);
  EXPECT_EQ(found.kept.size(), 20U);
  EXPECT_EQ(found.distinct, size);
  EXPECT_LE(found.candidates, most_hypervolume_candidates);
  EXPECT_GT(found.candidates, most_hypervolume_candidates / 8);
  const Values shares = scaled(front, 4);
  EXPECT_NEAR(found.epsilon, additive_epsilon(test::points_at(shares, 4, found.kept), shares, 4), 1e-15);
}

}  // namespace
}  // namespace bitpareto
