// SPDX-License-Identifier: Apache-2.0
#include "session/quartiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bitpareto::session {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// numpy.percentile([7, 1, 3, 2], [0, 25, 50, 75, 100]) is [1, 1.75, 2.5, 4, 7].
TEST(Quartiles, AreThoseOfNumpy) {
  const Quartiles q = quartiles_of({7, 1, 3, 2});
  EXPECT_EQ(q.least, 1);
  EXPECT_EQ(q.low, 1.75);
  EXPECT_EQ(q.median, 2.5);
  EXPECT_EQ(q.high, 4);
  EXPECT_EQ(q.most, 7);
}

TEST(Quartiles, OfOneNumberAreIt) {
  const Quartiles q = quartiles_of({4});
  EXPECT_EQ(q.least, 4);
  EXPECT_EQ(q.low, 4);
  EXPECT_EQ(q.most, 4);
}

TEST(Quartiles, OfNumbersThatAreNeverReached) {
  EXPECT_EQ(quartiles_of({1, infinity, 2}).median, 2);
  EXPECT_EQ(quartiles_of({1, infinity, 2, infinity}).median, infinity);
  EXPECT_EQ(quartiles_of({1, infinity, 2, infinity}).low, 1.75);
  EXPECT_EQ(quartiles_of({infinity, infinity}).median, infinity);
  EXPECT_TRUE(std::isnan(quartiles_of({}).median));
}

}  // namespace
}  // namespace bitpareto::session
