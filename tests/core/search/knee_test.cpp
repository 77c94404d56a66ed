// SPDX-License-Identifier: Apache-2.0
#include "core/search/knee.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

TEST(Knee, IsFurthestFromTheChordOfTheScaledFront) {
  // Scaled: (0, 1), (0.2, 0.2), (0.5, 0.1), (1, 0). The second is 0.6 below the chord, along an axis.
  const Values front{10, 300, 12, 140, 15, 120, 20, 100};
  const Values distances = chord_distances(front);
  EXPECT_EQ(distances[0], 0);
  EXPECT_NEAR(distances[1], 0.6 / std::sqrt(2.0), 1e-15);
  EXPECT_NEAR(distances[2], 0.4 / std::sqrt(2.0), 1e-15);
  EXPECT_EQ(distances[3], 0);
  EXPECT_EQ(knee(front), 1U);
}

TEST(Knee, OfAFrontOfTwoSidesIsTheirCornerAndAsFarAsCanBe) {
  EXPECT_EQ(knee(Values{0, 1, 1e-9, 1e-9, 1, 0}), 1U);
  EXPECT_NEAR(chord_distances(Values{0, 1, 1e-9, 1e-9, 1, 0})[1], std::sqrt(0.5), 1e-8);
}

TEST(Knee, IsMissingWhereNothingBends) {
  EXPECT_EQ(knee(Values{}), std::nullopt);
  EXPECT_EQ(knee(Values{3, 4}), std::nullopt);
  EXPECT_EQ(knee(Values{3, 4, 4, 3}), std::nullopt);
  EXPECT_EQ(knee(Values{0, 4, 1, 3, 2, 2, 4, 0}), std::nullopt) << "straight";
  EXPECT_EQ(knee(Values{0, 4, 3, 3, 4, 0}), std::nullopt) << "bulges";
  EXPECT_LT(chord_distances(Values{0, 4, 3, 3, 4, 0})[1], 0);
  EXPECT_EQ(knee(Values{3, 4, 3, 4, 3, 4}), std::nullopt);
}

RC_GTEST_PROP(Knee, IsTheSamePointInOtherUnitsAndWithTheObjectivesExchanged, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(3, 60);
  Values front;
  Values exchanged;
  Values scaled;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) + 1;
    const double y = 1 / (x * x);
    front.insert(front.end(), {x, y});
    exchanged.insert(exchanged.end(), {y, x});
    scaled.insert(scaled.end(), {x * 0x1p40 - 5, y * 0x1p1000});
  }
  RC_ASSERT(knee(front).has_value());
  RC_ASSERT(knee(exchanged) == knee(front));
  RC_ASSERT(knee(scaled) == knee(front));
}

TEST(Knee, RefusesWhatIsNotFinite) {
  EXPECT_THROW(static_cast<void>(knee(Values{0, std::numeric_limits<double>::infinity()})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(knee(Values{0, 1, 2})), std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto
