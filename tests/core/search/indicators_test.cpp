// SPDX-License-Identifier: Apache-2.0
#include "core/search/indicators.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/search/dominance.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

TEST(Indicators, OfHandWorkedFronts) {
  const Values reference{1, 4, 2, 2, 4, 1};
  const Values front{2, 4, 3, 2, 4, 2};
  // (1, 4) needs 1 of (2, 4), (2, 2) 1 of (3, 2), (4, 1) 1 of (4, 2) or of (3, 2).
  EXPECT_EQ(additive_epsilon(front, reference, 2), 1);
  // 2/1 by (2, 4); 3/2; 2/1.
  EXPECT_EQ(multiplicative_epsilon(front, reference, 2), 2);
  EXPECT_EQ(igd_plus(front, reference, 2), 1);
  // (2, 2) by (5, 6) is 5 away, (7, 2) by it 4, since what is better does not count.
  EXPECT_EQ(igd_plus(Values{5, 6}, Values{2, 2, 7, 2}, 2), 4.5);
  EXPECT_EQ(additive_epsilon(Values{5, 6}, Values{2, 2, 7, 2}, 2), 4);
  EXPECT_EQ(multiplicative_epsilon(Values{5, 6}, Values{2, 2, 7, 2}, 2), 3);
  EXPECT_EQ(additive_epsilon(Values{1, 1}, Values{3, 2}, 2), -1);
  EXPECT_EQ(multiplicative_epsilon(Values{1, 1}, Values{4, 2}, 2), 0.5);
  EXPECT_EQ(igd_plus(Values{1, 1}, Values{4, 2}, 2), 0);
}

/// As they are defined, without columns and without leaving anything out.
RC_GTEST_PROP(Indicators, AreWhatTheirDefinitionsSay, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const auto sizes = *rc::gen::pair(rc::gen::inRange<std::size_t>(1, 150), rc::gen::inRange<std::size_t>(1, 60));
  Values front = test::random_points(sizes.first, objectives);
  Values reference = test::random_points(sizes.second, objectives);
  for (Values* values : {&front, &reference}) {
    for (double& value : *values) value += 0.25;
  }
  double additive = -std::numeric_limits<double>::infinity();
  double multiplicative = 0;
  double distances = 0;
  for (std::size_t r = 0; r < sizes.second; ++r) {
    double least_difference = std::numeric_limits<double>::infinity();
    double least_factor = least_difference;
    double least_squares = least_difference;
    for (std::size_t f = 0; f < sizes.first; ++f) {
      double difference = -std::numeric_limits<double>::infinity();
      double factor = 0;
      double squares = 0;
      for (std::size_t o = 0; o < objectives; ++o) {
        const double a = front[f * objectives + o];
        const double z = reference[r * objectives + o];
        difference = std::max(difference, a - z);
        factor = std::max(factor, a / z);
        squares += a > z ? (a - z) * (a - z) : 0;
      }
      least_difference = std::min(least_difference, difference);
      least_factor = std::min(least_factor, factor);
      least_squares = std::min(least_squares, squares);
    }
    additive = std::max(additive, least_difference);
    multiplicative = std::max(multiplicative, least_factor);
    distances += std::sqrt(least_squares);
  }
  RC_ASSERT(additive_epsilon(front, reference, objectives) == additive);
  RC_ASSERT(multiplicative_epsilon(front, reference, objectives) == multiplicative);
  RC_ASSERT(igd_plus(front, reference, objectives) == distances / static_cast<double>(sizes.second));
}

RC_GTEST_PROP(Indicators, SayWhetherAFrontCoversAnother, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 5);
  const Values front = test::random_points(*rc::gen::inRange<std::size_t>(1, 30), objectives);
  const Values reference = test::random_points(*rc::gen::inRange<std::size_t>(1, 4), objectives);
  bool covers_all = true;
  for (std::size_t r = 0; r < reference.size(); r += objectives) {
    bool is_covered = false;
    for (std::size_t f = 0; f < front.size(); f += objectives) is_covered = is_covered || covers(front.data() + f, reference.data() + r, objectives);
    covers_all = covers_all && is_covered;
  }
  RC_ASSERT((additive_epsilon(front, reference, objectives) <= 0) == covers_all);
  RC_ASSERT((igd_plus(front, reference, objectives) == 0) == covers_all);
}

TEST(Indicators, RefuseWhatHasNoPointsAndWhatIsNotFinite) {
  for (const auto indicator : {additive_epsilon, multiplicative_epsilon, igd_plus}) {
    EXPECT_THROW(static_cast<void>(indicator(Values{}, Values{1, 1}, 2)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(indicator(Values{1, 1}, Values{}, 2)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(indicator(Values{1, std::nan("")}, Values{1, 1}, 2)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(indicator(Values{1, 1}, Values{1, std::numeric_limits<double>::infinity()}, 2)), std::invalid_argument);
  }
  EXPECT_THROW(static_cast<void>(multiplicative_epsilon(Values{1, 0}, Values{1, 1}, 2)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(multiplicative_epsilon(Values{1, 1}, Values{1, -1}, 2)), std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto
