// SPDX-License-Identifier: Apache-2.0
#include "session/front_forecast.h"

#include <gtest/gtest.h>

#include "session/open.h"
#include "session/search.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

Session opened(const char* space, std::vector<std::string> settings = {}) {
  return open_space(space, test::catalogue(), {.settings = std::move(settings), .needs_objectives = true, .needs_explorer = true});
}

/// Fronts that exact searches found (docs/search.md): a forecast from 8,192 designs is right to a factor of ten or so, whatever the size of the space.
TEST(FrontForecast, IsOfTheSizeOfFrontsThatAreKnown) {
  const FrontForecast moonshot = forecast_front(opened("moonshot"));  // 362,804
  EXPECT_LT(moonshot.least, 362'804 * 3);
  EXPECT_GT(moonshot.most, 362'804 / 3);
  EXPECT_LE(moonshot.least, moonshot.most);
  EXPECT_LE(moonshot.front_within, moonshot.front);
  EXPECT_LE(moonshot.front, moonshot.feasible);
  EXPECT_LE(moonshot.feasible, moonshot.drawn);

  const FrontForecast edge = forecast_front(opened("llama-2-7b-edge"));  // 1,926, of which 1,696 differ
  EXPECT_LT(edge.least, 1'696 * 3);
  EXPECT_GT(edge.most, 1'696 / 3);
  EXPECT_LT(edge.most, 20'000);

  const FrontForecast two = forecast_front(opened("llama-2-7b-edge", {"objectives=[latency, energy]"}));
  EXPECT_LT(two.most, 1'000);
}

TEST(FrontForecast, OfASpaceThatIsSampledOverAndOverIsItsFront) {
  const Session space = opened("llama-2-7b-edge", {"design.array={rows: [16, 32], columns: [8, 16]}", "design.weights.datatype=[int4, int6]"});
  const FrontForecast forecast = forecast_front(space);
  const SearchResult found = search(space, {.threads = 1});
  EXPECT_LE(forecast.front, found.front.size());
  EXPECT_GE(forecast.most, static_cast<double>(forecast.front));
}

TEST(FrontForecast, SaysNothingOfASpaceInWhichNothingIsFeasible) {
  const FrontForecast forecast = forecast_front(opened("llama-2-7b-edge", {"constraints=[area <= 0.001 mm2]"}));
  EXPECT_EQ(forecast.feasible, 0U);
  EXPECT_EQ(forecast.most, 0);
}

}  // namespace
}  // namespace bitpareto::session
