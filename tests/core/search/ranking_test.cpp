// SPDX-License-Identifier: Apache-2.0
#include "core/search/ranking.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "core/search/non_dominated.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;
using Ranks = std::vector<std::uint32_t>;

TEST(NonDominatedRanks, AreLayersOfAnOnion) {
  EXPECT_EQ(non_dominated_ranks(Values{}, 3), Ranks{});
  EXPECT_EQ(non_dominated_ranks(Values{5, 3, 5, 4}, 1), (Ranks{2, 0, 2, 1}));
  // Two staircases, and a point behind both.
  EXPECT_EQ(non_dominated_ranks(Values{3, 1, 2, 4, 9, 9, 1, 3, 2, 2, 4, 2}, 2), (Ranks{0, 1, 2, 0, 0, 1}));
  EXPECT_EQ(non_dominated_ranks(Values{1, 1, 1, 1, 1, 2, 1, 1, 1, 0, 5, 5, 1, 1, 3}, 3), (Ranks{0, 1, 0, 0, 2}));
}

/// The fronts as they are defined: what non_dominated() finds of what it has not found yet.
RC_GTEST_PROP(NonDominatedRanks, AreThoseOfPeelingFrontAfterFront, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const auto count = *rc::gen::inRange<std::size_t>(0, 400);
  const Values values = test::random_points(count, objectives);
  Ranks expected(count);
  std::vector<std::size_t> rest(count);
  for (std::size_t i = 0; i < count; ++i) rest[i] = i;
  for (std::uint32_t rank = 0; !rest.empty(); ++rank) {
    std::vector<std::size_t> left;
    const std::vector<std::size_t> front = non_dominated(test::points_at(values, objectives, rest), objectives, 1);
    for (std::size_t k = 0, f = 0; k < rest.size(); ++k) {
      if (f < front.size() && front[f] == k) {
        expected[rest[k]] = rank;
        ++f;
      } else {
        left.push_back(rest[k]);
      }
    }
    rest = left;
  }
  RC_ASSERT(non_dominated_ranks(values, objectives) == expected);
}

RC_GTEST_PROP(NonDominatedRanks, DoNotDependOnTheOrder, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const auto count = *rc::gen::inRange<std::size_t>(1, 300);
  const Values values = test::random_points(count, objectives);
  const std::vector<std::size_t> order = test::random_order(count);
  const Ranks expected = non_dominated_ranks(values, objectives);
  const Ranks found = non_dominated_ranks(test::points_at(values, objectives, order), objectives);
  for (std::size_t i = 0; i < count; ++i) RC_ASSERT(found[i] == expected[order[i]]);
}

TEST(NonDominatedRanks, OfAChainAreItsOrder) {
  for (const std::size_t objectives : {1U, 2U, 3U, 5U}) {
    Values values;
    for (int i = 0; i < 500; ++i) values.insert(values.end(), objectives, i * 7919 % 500);
    const Ranks ranks = non_dominated_ranks(values, objectives);
    for (int i = 0; i < 500; ++i) EXPECT_EQ(ranks[static_cast<std::size_t>(i)], static_cast<std::uint32_t>(i * 7919 % 500));
  }
}

TEST(NonDominatedRanks, RefuseWhatIsNotFinite) {
  EXPECT_THROW(static_cast<void>(non_dominated_ranks(Values{0, std::numeric_limits<double>::quiet_NaN()}, 2)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(non_dominated_ranks(Values{std::numeric_limits<double>::infinity()}, 1)), std::invalid_argument);
}

TEST(PositionsByRank, AreThoseOfEachInOrder) {
  const std::vector<std::uint32_t> ranks{1, 0, 2, 0, 1};
  EXPECT_EQ(positions_by_rank(ranks), (std::vector<std::vector<std::size_t>>{{1, 3}, {0, 4}, {2}}));
  EXPECT_TRUE(positions_by_rank({}).empty());
}

}  // namespace
}  // namespace bitpareto
