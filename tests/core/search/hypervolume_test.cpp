// SPDX-License-Identifier: Apache-2.0
#include "core/search/hypervolume.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/search/open_boxes.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

/// As far as sums in different orders may differ.
bool is_near(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max({1e-3, std::abs(a), std::abs(b)}); }

/// By inclusion and exclusion: what several points dominate together is a box.
double by_inclusion(const Values& values, const Values& reference) {
  const std::size_t objectives = reference.size();
  const std::size_t count = values.size() / objectives;
  double sum = 0;
  for (unsigned set = 1; set < 1U << count; ++set) {
    double box = -1;
    for (std::size_t o = 0; o < objectives; ++o) {
      double most = -std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < count; ++i) {
        if ((set >> i & 1U) != 0) most = std::max(most, values[i * objectives + o]);
      }
      box *= std::max(0.0, reference[o] - most);
    }
    for (unsigned rest = set; rest != 0; rest &= rest - 1) box = -box;
    sum += box;
  }
  return sum;
}

TEST(Hypervolume, OfOnePointIsItsBox) {
  EXPECT_EQ(hypervolume(Values{3}, Values{10}), 7);
  EXPECT_EQ(hypervolume(Values{3, 4}, Values{10, 6}), 7 * 2);
  EXPECT_EQ(hypervolume(Values{3, 4, -1}, Values{10, 6, 2}), 7 * 2 * 3);
  EXPECT_EQ(hypervolume(Values{3, 4, -1, 0.5}, Values{10, 6, 2, 1}), 7 * 2 * 3 * 0.5);
  EXPECT_EQ(hypervolume(Values{3, 4, -1, 0.5, -2}, Values{10, 6, 2, 1, 2}), 7 * 2 * 3 * 0.5 * 4);
  EXPECT_EQ(hypervolume(Values{3, 4, -1, 0.5, -2, 0}, Values{10, 6, 2, 1, 2, 3}), 7 * 2 * 3 * 0.5 * 4 * 3);
}

TEST(Hypervolume, OfStaircasesIsWhatSquaresOnPaperCount) {
  // A column of 1 square, one of 3, two of 4.
  EXPECT_EQ(hypervolume(Values{1, 4, 2, 2, 3, 1}, Values{5, 5}), 1 + 3 + 2 * 4);
  // Three boxes of 2 cubes, of which all share one.
  EXPECT_EQ(hypervolume(Values{0, 1, 1, 1, 0, 1, 1, 1, 0}, Values{2, 2, 2}), 1 + 1 + 1 + 1);
}

TEST(Hypervolume, OfNothingAndOfWhatIsNotBelowTheReferenceIsNothing) {
  for (std::size_t objectives = 1; objectives <= 6; ++objectives) {
    const Values reference(objectives, 1.0);
    EXPECT_EQ(hypervolume({}, reference), 0) << objectives;
    for (std::size_t o = 0; o < objectives; ++o) {
      for (const double value : {1.0, 2.0}) {
        Values point(objectives, 0.0);
        point[o] = value;
        EXPECT_EQ(hypervolume(point, reference), 0) << objectives;
        point.insert(point.end(), objectives, 0.5);
        EXPECT_EQ(hypervolume(point, reference), std::ldexp(1.0, -static_cast<int>(objectives))) << objectives;
      }
    }
  }
}

RC_GTEST_PROP(Hypervolume, IsThatByInclusionAndExclusion, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const Values values = test::random_points(*rc::gen::inRange<std::size_t>(0, 9), objectives);
  const Values reference(objectives, *rc::gen::element(0.5, 1.0, 1.25));
  const double found = hypervolume(values, reference);
  const double expected = by_inclusion(values, reference);
  if (!is_near(found, expected)) RC_FAIL(std::to_string(found) + " instead of " + std::to_string(expected));
}

// On a grid it is a number of cells, which doubles hold. Of so many points that leaves of corners are halved.
RC_GTEST_PROP(Hypervolume, IsThatOfTheCellsThatArePartOfIt, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 6);
  const std::size_t side = objectives == 2 ? 60 : objectives == 3 ? 20 : objectives == 4 ? 9 : 6;
  const auto count = *rc::gen::inRange<std::size_t>(1, 300);
  std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
  const bool is_front = *rc::gen::element(true, false);
  Values values;
  for (std::size_t i = 0; i < count; ++i) {
    double rest = static_cast<double>(side);
    for (std::size_t o = 0; o < objectives; ++o) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values.push_back(std::floor(static_cast<double>(state >> 33U) * 0x1p-31 * (is_front ? rest : static_cast<double>(side))));
      rest -= values.back();
    }
    if (is_front) values.back() += rest;
  }
  std::size_t cells = 1;
  for (std::size_t o = 0; o < objectives; ++o) cells *= side;
  std::size_t dominated = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    bool is_dominated = false;
    for (std::size_t i = 0; i < count && !is_dominated; ++i) {
      is_dominated = true;
      for (std::size_t o = 0, rest = cell; o < objectives; ++o, rest /= side) is_dominated = is_dominated && values[i * objectives + o] <= static_cast<double>(rest % side);
    }
    dominated += is_dominated ? 1U : 0U;
  }
  RC_ASSERT(hypervolume(values, Values(objectives, static_cast<double>(side))) == static_cast<double>(dominated));
}

RC_GTEST_PROP(Hypervolume, NeverFallsWhenAPointIsAddedAndStaysWhenItIsDominatedOrEqual, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const Values values = test::random_points(*rc::gen::inRange<std::size_t>(2, 200), objectives);
  const Values reference(objectives, 1.1);
  Values fewer{values.begin(), values.end() - static_cast<std::ptrdiff_t>(objectives)};
  const double without = hypervolume(fewer, reference);
  RC_ASSERT(hypervolume(values, reference) >= without * (1 - 1e-12));
  for (std::size_t o = 0; o < objectives; ++o) fewer.push_back(fewer[o] + (o % 2 == 0 ? 0.0 : 0.01));
  RC_ASSERT(is_near(hypervolume(fewer, reference), without));
}

RC_GTEST_PROP(Hypervolume, DependsNeitherOnTheOrderOfPointsNorOnThatOfObjectives, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const auto count = *rc::gen::inRange<std::size_t>(1, 150);
  const Values values = test::random_points(count, objectives);
  Values reference;
  for (std::size_t o = 0; o < objectives; ++o) reference.push_back(1 + static_cast<double>(o) / 8);
  const double expected = hypervolume(values, reference);
  RC_ASSERT(is_near(hypervolume(test::points_at(values, objectives, test::random_order(count)), reference), expected));
  const std::vector<std::size_t> order = test::random_order(objectives);
  Values turned;
  Values turned_reference;
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::size_t o : order) turned.push_back(values[i * objectives + o]);
  }
  for (const std::size_t o : order) turned_reference.push_back(reference[o]);
  RC_ASSERT(is_near(hypervolume(turned, turned_reference), expected));
}

RC_GTEST_PROP(Hypervolume, GrowsWithEachObjectivesScale, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  Values values = test::random_points(*rc::gen::inRange<std::size_t>(1, 150), objectives);
  Values reference(objectives, 1.25);
  double expected = hypervolume(values, reference);
  for (std::size_t o = 0; o < objectives; ++o) {
    const double scale = *rc::gen::element(0x1p-30, 0.5, 1.0, 0x1p40);
    for (std::size_t i = o; i < values.size(); i += objectives) values[i] *= scale;
    reference[o] *= scale;
    expected *= scale;
  }
  RC_ASSERT(hypervolume(values, reference) == expected);  // powers of two change no digit
}

// A front of d + 1 objectives of which one is the same for all has the volume of d times what is left of that one.
RC_GTEST_PROP(Hypervolume, OfOneObjectiveThatAllShareIsThatOfTheOthersTimesIt, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, 120);
  const auto shared = *rc::gen::inRange<std::size_t>(0, objectives + 1);
  const Values values = test::random_points(count, objectives);
  Values more;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t o = 0; o <= objectives; ++o) more.push_back(o == shared ? 0.5 : values[i * objectives + o - (o > shared ? 1U : 0U)]);
  }
  RC_ASSERT(is_near(hypervolume(more, Values(objectives + 1, 1.0)), hypervolume(values, Values(objectives, 1.0)) / 2));
}

TEST(Hypervolume, RefusesWhatIsNotFiniteAndSaysWhich) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto complaint = [](const Values& values, const Values& reference) -> std::string {
    try {
      static_cast<void>(hypervolume(values, reference));
    } catch (const std::invalid_argument& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(complaint({0, 0, 0, std::nan("")}, {1, 1}), "points: objective 1 of point 1 is not a number");
  EXPECT_EQ(complaint({0, 0, infinity, 0, 0, 0}, {1, 1}), "points: objective 0 of point 1 is infinite");
  EXPECT_EQ(complaint({0, -infinity, 0}, {1, 1, 1}), "points: objective 1 of point 0 is minus infinite");
  EXPECT_EQ(complaint({0, 0}, {1, infinity}), "reference: objective 1 of point 0 is infinite");
  EXPECT_EQ(complaint({0, 0, 0}, {1, 1}), "points: 3 numbers are no points of 2 objectives");
  EXPECT_EQ(complaint({}, {}), "reference: no objectives");
}

// Each point adds corners in number of the objectives, but for those that its own take: docs/decisions/0034.
TEST(OpenBoxes, HoldTwoCornersPerPointOfThreeObjectivesAndOne) {
  Values values;
  for (int i = 0; i < 500; ++i) {  // of three objectives, no two equal, on the plane of sum 0
    const double first = i * 7919 % 500;
    const double second = (i * 104'729 + 17) % 499 + i / 1'000.0;
    values.insert(values.end(), {first, second, -first - second});
  }
  const Values limit(3, 1'000.0);
  OpenBoxes open{values, limit};
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_GT(open.add(i), 0);
    EXPECT_EQ(open.corners(), 2 * (i + 1) + 1);
  }
}

}  // namespace
}  // namespace bitpareto
