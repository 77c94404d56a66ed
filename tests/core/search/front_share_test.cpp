// SPDX-License-Identifier: Apache-2.0
#include "core/search/front_share.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/search/hypervolume.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

TEST(FrontShare, OfAHandWorkedFront) {
  // Scaled: (0, 1), (0.5, 0.5), (1, 0). Up to 1.1: 1.1 x 0.1, then 0.6 x 0.5 below it, then 0.1 x 0.5 below that: 0.11 + 0.3 + 0.05.
  const Values front{2, 30, 4, 20, 6, 10};
  const FrontShare share{front, 2};
  EXPECT_EQ(share.size(), 3U);
  EXPECT_EQ(std::vector(share.ideal().begin(), share.ideal().end()), (Values{2, 10}));
  EXPECT_EQ(std::vector(share.nadir().begin(), share.nadir().end()), (Values{6, 30}));
  EXPECT_EQ(share.of(front), 1);
  EXPECT_NEAR(share.of(Values{4, 20}), 0.6 * 0.6 / 0.46, 1e-15);
  EXPECT_NEAR(share.of(Values{6, 10, 2, 30}), (0.11 + 0.1 * 1) / 0.46, 1e-15);
  // (6.4, 10) stands at 1.1 in the first objective.
  EXPECT_EQ(share.of(Values{6.4, 10}), 0);
  EXPECT_EQ(share.of(Values{}), 0);
  // Beyond what is there: (0, 0) has 1.21.
  EXPECT_NEAR(share.of(Values{2, 10}), 1.21 / 0.46, 1e-14);
}

TEST(FrontShare, IsTheSameInEveryOrderAndWithWhatIsDominated) {
  const Values front{2, 30, 4, 20, 6, 10};
  const FrontShare share{Values{6, 10, 7, 40, 2, 30, 4, 20, 4, 20}, 2};
  EXPECT_EQ(share.size(), 3U);
  EXPECT_EQ(share.of(front), 1);
  EXPECT_EQ(share.of(Values{4, 20, 6, 10, 2, 30}), 1);
}

TEST(FrontShare, OfOneObjectiveIsHowNearTheBestIs) {
  const FrontShare share{Values{5}, 1};
  EXPECT_EQ(share.of(Values{5}), 1);
  EXPECT_NEAR(share.of(Values{6}), (1.1 - 0.2) / 1.1, 1e-15);
  EXPECT_EQ(share.of(Values{11}), 0);
  // Maximised, it stands with its sign changed.
  EXPECT_NEAR((FrontShare{Values{-10}, 1}.of(Values{-9})), (1.1 - 0.1) / 1.1, 1e-15);
  EXPECT_NEAR((FrontShare{Values{0}, 1}.of(Values{0.55})), 0.5, 1e-15);
}

TEST(FrontShare, OfNothingIsNothing) {
  const FrontShare share{Values{}, 3};
  EXPECT_EQ(share.size(), 0U);
  EXPECT_EQ(share.of(Values{1, 2, 3}), 0);
}

TEST(FrontShare, RefusesWhatIsNoNumber) {
  EXPECT_THROW((FrontShare{Values{1, std::nan("")}, 2}), std::invalid_argument);
  const FrontShare share{Values{1, 2}, 2};
  EXPECT_THROW(static_cast<void>(share.of(Values{1, std::numeric_limits<double>::infinity()})), std::invalid_argument);
}

/// As it is defined, by the hypervolume of points that are scaled one by one.
RC_GTEST_PROP(FrontShare, IsWhatItsDefinitionSays, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 5);
  const Values reference = test::random_points(*rc::gen::inRange<std::size_t>(1, 60), objectives);
  const Values values = test::random_points(*rc::gen::inRange<std::size_t>(0, 60), objectives);
  const FrontShare share{reference, objectives};
  const auto scaled = [&](Values points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::size_t o = i % objectives;
      const double range = share.nadir()[o] - share.ideal()[o];
      points[i] = (points[i] - share.ideal()[o]) / (range > 0 ? range : share.ideal()[o] != 0 ? std::abs(share.ideal()[o]) : 1);
    }
    return points;
  };
  const Values corner(objectives, 1.1);
  const double expected = hypervolume(scaled(values), corner) / hypervolume(scaled(reference), corner);
  RC_ASSERT(std::abs(share.of(values) - expected) <= 1e-9 * std::max(expected, 1.0));
  // More points never have less, and all of the reference have at least all of it.
  Values more = values;
  more.insert(more.end(), reference.begin(), reference.end());
  RC_ASSERT(share.of(more) >= 1 - 1e-12);
  RC_ASSERT(share.of(more) >= share.of(values) - 1e-12 * expected);
}

}  // namespace
}  // namespace bitpareto
