// SPDX-License-Identifier: Apache-2.0
/// Closed forms against loops.
#include "models/native/sums.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/native/causal_tiles.h"

namespace bitpareto::models {
namespace {

std::int64_t ceiling(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

TEST(Sums, OfCeilingsByHand) {
  // ceil(t / 4) for t = 3 ... 9: 1 1 2 2 2 2 3
  EXPECT_EQ(sum_of_ceilings(3, 9, 4), 13);
  EXPECT_EQ(sum_of_ceilings(7, 7, 1), 7);
}

RC_GTEST_PROP(Sums, OfCeilingsAreThoseOfALoop, ()) {
  const auto first = *rc::gen::inRange<std::int64_t>(1, 500);
  const auto last = first + *rc::gen::inRange<std::int64_t>(0, 300);
  const auto divisor = *rc::gen::inRange<std::int64_t>(1, 200);
  std::int64_t sum = 0;
  for (std::int64_t t = first; t <= last; ++t) sum += ceiling(t, divisor);
  RC_ASSERT(sum_of_ceilings(static_cast<double>(first), static_cast<double>(last), static_cast<double>(divisor)) ==
            static_cast<double>(sum));
}

RC_GTEST_PROP(Sums, OfCappedCeilingsAreThoseOfALoop, ()) {
  const auto first = *rc::gen::inRange<std::int64_t>(0, 500);
  const auto last = first + *rc::gen::inRange<std::int64_t>(0, 300);
  const auto divisor = *rc::gen::inRange<std::int64_t>(1, 200);
  const auto cap = *rc::gen::inRange<std::int64_t>(1, 900);
  std::int64_t sum = 0;
  for (std::int64_t t = first; t <= last; ++t) sum += ceiling(std::min(t, cap), divisor);
  RC_ASSERT(sum_of_ceilings(static_cast<double>(first), static_cast<double>(last), static_cast<double>(divisor),
                            static_cast<double>(cap)) == static_cast<double>(sum));
}

/// Tiles of a causal prefill as a child would cut them.
RC_GTEST_PROP(Sums, OfCausalTilesAreThoseOfALoop, ()) {
  const auto positions = *rc::gen::inRange<std::int64_t>(1, 200);
  const auto share = *rc::gen::inRange<std::int64_t>(1, 6);
  const auto per_tile = *rc::gen::inRange<std::int64_t>(1, 60);
  const auto window = *rc::gen::inRange<std::int64_t>(1, 300);
  const auto divisor = *rc::gen::inRange<std::int64_t>(1, 40);
  const std::int64_t tokens = share * positions;
  std::int64_t exact = 0;
  std::int64_t tiles = 0;
  std::int64_t cut = 0;  // tiles that begin or end within a position
  for (std::int64_t begin = 0; begin < tokens; begin += per_tile, ++tiles) {
    const std::int64_t end = std::min(tokens, begin + per_tile);
    const std::int64_t first_seen = std::max<std::int64_t>(0, begin / share - window + 1);
    const std::int64_t last_seen = (end - 1) / share;
    exact += ceiling(last_seen - first_seen + 1, divisor);
    if (end < tokens && per_tile % share != 0) ++cut;
  }
  const CausalTiles all{{.tokens = static_cast<double>(tokens),
                         .per_tile = static_cast<double>(per_tile),
                         .share = static_cast<double>(share),
                         .window = static_cast<double>(window)}};
  const double sum = all.sum(static_cast<double>(divisor));
  // Exact but for tiles that begin and end within a position, which are taken to reach into one position more.
  RC_ASSERT(sum >= static_cast<double>(exact));
  RC_ASSERT(sum <= static_cast<double>(exact + cut));
}

RC_GTEST_PROP(Sums, OfStairsAreThoseOfALoop, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(0, 300);
  const auto numerator = *rc::gen::inRange<std::int64_t>(1, 400);
  const auto denominator = *rc::gen::inRange<std::int64_t>(1, 400);
  std::int64_t sum = 0;
  for (std::int64_t i = 1; i <= count; ++i) sum += ceiling(i * numerator, denominator);
  RC_ASSERT(sum_of_stairs(static_cast<double>(count), static_cast<double>(numerator),
                          static_cast<double>(denominator)) == static_cast<double>(sum));
}

// 2^24 positions of 128 heads in tiles of one: the largest that a space may ask for.
TEST(Sums, StayExactForTheLongestContexts) {
  const double positions = 1 << 24;
  EXPECT_EQ(sum_of_ceilings(1, positions, 1), positions * (positions + 1) / 2);
  EXPECT_EQ(sum_of_stairs(positions, 1, 1), positions * (positions + 1) / 2);
}

}  // namespace
}  // namespace bitpareto::models
