// SPDX-License-Identifier: Apache-2.0
#include "models/native/movement.h"

#include <gtest/gtest.h>

#include <limits>

namespace bitpareto::models {
namespace {

/// Ten queries of 100 bytes with their results and scores, that see a thousand bytes of keys and values.
FetchQuestion ten_queries(double share) {
  FetchQuestion question;
  question.rule = FetchQuestion::Rule::fused;
  question.query_bytes = 100;
  question.keys_bytes = 1'000;
  question.tokens = 10;
  question.last = 10;
  question.share = share;
  return question;
}

// (N9), by hand: three queries fit in 399 bytes, so keys and values pass four times.
TEST(Fetches, OfFusedAttentionAreAsManyAsBlocksOfQueries) {
  EXPECT_EQ(fetches(ten_queries(0), {.weights = 500, .inputs = 399}).stationary, 4);
  EXPECT_EQ(fetches(ten_queries(0), {.weights = 500, .inputs = 1'000}).stationary, 1);
  EXPECT_EQ(fetches(ten_queries(0), {.weights = 1'000, .inputs = 100}).stationary, 1);
  // Causal tiles of 3, 3, 3 and 1 tokens see up to 3, 6, 9 and 10 positions, of 10.
  EXPECT_EQ(fetches(ten_queries(1), {.weights = 500, .inputs = 399}).stationary, (3 + 6 + 9 + 10) / 10.0);
}

// Buffers of every size are asked at once, the smallest too: the sum over tiles was taken of tiles without a token.
TEST(Fetches, WithoutRoomForAQueryThereWasAnOverflow) {
  for (const double share : {0.0, 1.0}) {
    EXPECT_EQ(fetches(ten_queries(share), {.weights = 500, .inputs = 99}).stationary, std::numeric_limits<double>::infinity());
  }
}

}  // namespace
}  // namespace bitpareto::models
