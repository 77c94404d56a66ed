// SPDX-License-Identifier: Apache-2.0
#include "core/design/levels.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bitpareto {
namespace {

TEST(Levels, StepsAreExactDecimals) {
  // 0.1, 0.2, 0.3: adding 0.1 in doubles gives 0.30000000000000004.
  const Levels levels = Levels::steps({1, -1}, {1, -1}, 10);
  EXPECT_EQ(levels.at(2), 0.3);
  EXPECT_EQ(levels.at(9), 1.0);
  EXPECT_EQ(levels.level_of(0.7), 6U);
  EXPECT_FALSE(levels.level_of(0.75));
}

TEST(Levels, RangesAreNeverListed) {
  const Levels levels = Levels::steps({1, 0}, {1, 0}, std::uint64_t{1} << 62);
  EXPECT_EQ(levels.at((std::uint64_t{1} << 40) - 1), 0x1p40);
  EXPECT_EQ(levels.level_of(0x1p50), (std::uint64_t{1} << 50) - 1);
}

TEST(Levels, ListsKeepTheirOrder) {
  const Levels levels = Levels::list({8, 2, 4});
  EXPECT_EQ(levels.at(0), 8);
  EXPECT_EQ(levels.level_of(4), 2U);
  EXPECT_FALSE(levels.level_of(3));
}

RC_GTEST_PROP(Levels, ValueAndLevelAreInverse, ()) {
  const auto from = *rc::gen::inRange<std::int64_t>(0, 100'000);
  const auto step = *rc::gen::inRange<std::int64_t>(1, 1'000);
  const auto exponent = *rc::gen::inRange(-6, 3);
  const auto size = *rc::gen::inRange<std::uint64_t>(1, 5'000);
  const Levels levels = Levels::steps({from, exponent}, {step, exponent}, size);
  const auto level = *rc::gen::inRange<std::uint64_t>(0, size);
  RC_ASSERT(levels.level_of(levels.at(level)) == level);
}

}  // namespace
}  // namespace bitpareto
