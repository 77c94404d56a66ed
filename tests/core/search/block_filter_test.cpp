// SPDX-License-Identifier: Apache-2.0
#include "core/search/block_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <vector>

namespace bitpareto {
namespace {

using Point = std::vector<double>;

Point point_of(const ObjectiveBlock& block, std::size_t objectives, std::size_t i) {
  Point point;
  for (std::size_t o = 0; o < objectives; ++o) point.push_back(block.values(o)[i]);
  return point;
}

/// Objectives of few values each, so that many are equal; what is infeasible has none. Codes in runs of random length.
ObjectiveBlock random_block(std::size_t objectives, std::size_t codes) {
  ObjectiveBlock block{1, objectives};
  const std::uint64_t levels = *rc::gen::element(2U, 5U, 100U);
  const std::uint64_t run = *rc::gen::element(1U, 7U, 300U);
  std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
  const auto draw = [&](std::uint64_t end) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33U) % end;
  };
  for (std::size_t i = 0; i < block_size; ++i) {
    const bool is_same = i > 0 && draw(run) != 0;
    block.infeasible()[i] = is_same ? block.infeasible()[i - 1] : static_cast<InfeasibleCode>(draw(codes));
    for (std::size_t o = 0; o < objectives; ++o) {
      block.values(o)[i] = block.infeasible()[i] == 0 ? static_cast<double>(draw(levels)) : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return block;
}

RC_GTEST_PROP(BlockFilter, LeavesWhatIsFeasibleAndNotDominatedByWhatItLearnt, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const auto codes = *rc::gen::inRange<std::size_t>(1, 5);
  const auto size = *rc::gen::element<std::size_t>(1, 31, 32, 33, 500, block_size);
  BlockFilter filter{objectives};
  std::vector<Point> known;
  std::vector<std::uint64_t> counts(codes, 7);
  for (int round = 0; round < 8; ++round) {
    const ObjectiveBlock block = random_block(objectives, codes);
    std::vector<std::uint64_t> expected_counts = counts;
    std::vector<std::uint16_t> expected;
    for (std::size_t i = 0; i < size; ++i) {
      ++expected_counts[block.infeasible()[i]];
      const bool is_dominated =
          std::ranges::any_of(known, [&](const Point& d) { return dominates(d, point_of(block, objectives, i)); });
      if (block.infeasible()[i] == 0 && !is_dominated) expected.push_back(static_cast<std::uint16_t>(i));
    }
    const std::span<const std::uint16_t> left = filter.remaining(block, size, counts);
    RC_ASSERT(std::vector<std::uint16_t>(left.begin(), left.end()) == expected);
    RC_ASSERT(counts == expected_counts);
    // No more than it keeps: beyond, it forgets.
    known.emplace_back(objectives, 1.0 + round % 3);
    known.back()[static_cast<std::size_t>(round) % objectives] = 0;
    filter.learn(known.back());
    for (std::size_t i = 0; i < size; ++i) {
      const Point point = point_of(block, objectives, i);
      RC_ASSERT(filter.catches(point) == dominates(known.back(), point));
    }
  }
}

TEST(BlockFilter, ForgetsOnlyWhatItLearnt) {
  BlockFilter filter{1};
  ObjectiveBlock block{1, 1};
  std::vector<std::uint64_t> counts(1);
  for (std::size_t i = 0; i < block_size; ++i) block.values(0)[i] = static_cast<double>(i);
  for (int i = 40; i > 20; --i) {
    filter.learn(Point{static_cast<double>(i)});
    const std::size_t left = filter.remaining(block, block_size, counts).size();
    EXPECT_EQ(left, static_cast<std::size_t>(i) + 1) << "equal points stay";
  }
}

}  // namespace
}  // namespace bitpareto
