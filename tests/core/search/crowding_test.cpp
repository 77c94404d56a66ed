// SPDX-License-Identifier: Apache-2.0
#include "core/search/crowding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(CrowdingDistances, AreHalfTheEdgesOfTheBoxBetweenNeighbours) {
  EXPECT_EQ(crowding_distances(Values{}, 2), Values{});
  EXPECT_EQ(crowding_distances(Values{1, 2}, 2), (Values{0}));
  EXPECT_EQ(crowding_distances(Values{1, 2, 2, 1}, 2), (Values{infinity, infinity}));
  // Of (0, 8), (1, 4), (3, 2), (4, 0): 3/4 + 6/8 and 3/4 + 4/8.
  EXPECT_EQ(crowding_distances(Values{4, 0, 1, 4, 0, 8, 3, 2}, 2), (Values{infinity, 1.5, infinity, 1.25}));
}

TEST(CrowdingDistances, OfAnObjectiveThatAllShareSayNothing) {
  EXPECT_EQ(crowding_distances(Values{4, 7, 0, 1, 7, 4, 0, 7, 8, 3, 7, 2}, 3), (Values{infinity, 1.5, infinity, 1.25}));
  EXPECT_EQ(crowding_distances(Values(9, 7.0), 3), Values(3));
}

TEST(CrowdingDistances, AreTheSameInAnyUnitHoweverLargeOrSmall) {
  for (const double unit : {1e-320, 0x1p-1000, 0x1p1021}) {
    const Values found = crowding_distances(Values{-4, 0, -1, 4, 0, 7, -3, 2, 4, -7, 1, 1}, 2);
    Values values{-4, 0, -1, 4, 0, 7, -3, 2, 4, -7, 1, 1};
    for (double& value : values) value *= unit;
    const Values scaled = crowding_distances(values, 2);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (std::isfinite(found[i])) {
        EXPECT_NEAR(scaled[i], found[i], 1e-2) << unit;
      } else {
        EXPECT_EQ(scaled[i], infinity) << unit;
      }
    }
  }
}

// Of what is not at an end of any objective, the distances of one objective sum up to less than two ranges.
RC_GTEST_PROP(CrowdingDistances, AreInfiniteAtTheEndsAndAtMostTwicePerObjectiveTogether, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, 100);
  const Values values = test::random_points(count, objectives);
  const Values found = crowding_distances(values, objectives);
  double sum = 0;
  std::size_t ends = 0;
  for (const double distance : found) {
    RC_ASSERT(distance >= 0);
    sum += std::isfinite(distance) ? distance : 0;
    ends += std::isfinite(distance) ? 0U : 1U;
  }
  RC_ASSERT(sum <= 2.0 * static_cast<double>(objectives) * (1 + 1e-12));
  RC_ASSERT(ends <= 2 * objectives);
}

TEST(CrowdingDistances, RefuseWhatIsNotFinite) {
  EXPECT_THROW(static_cast<void>(crowding_distances(Values{0, -infinity}, 2)), std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto
