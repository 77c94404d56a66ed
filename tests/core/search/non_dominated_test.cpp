// SPDX-License-Identifier: Apache-2.0
#include "core/search/non_dominated.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/search/pareto.h"

namespace bitpareto {
namespace {

/// Whole numbers below `levels`; where `is_near`, two of three on a plane on which none dominates another, and one behind it.
std::vector<double> random_values(std::size_t count, std::size_t objectives, std::uint64_t levels, bool is_near, std::uint64_t state) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t o = 0; o < objectives; ++o) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values.push_back(static_cast<double>((state >> 33U) % levels));
      sum += values.back();
    }
    if (is_near) values.back() += static_cast<double>(levels * objectives + (i % 3 == 0 ? levels / 3 : 0)) - sum;
  }
  return values;
}

std::vector<std::size_t> by_brute_force(std::span<const double> values, std::size_t objectives) {
  std::vector<std::size_t> positions;
  const std::size_t count = values.size() / objectives;
  for (std::size_t i = 0; i < count; ++i) {
    bool is_dominated = false;
    for (std::size_t j = 0; j < count; ++j) {
      is_dominated = is_dominated || dominates(values.subspan(j * objectives, objectives), values.subspan(i * objectives, objectives));
    }
    if (!is_dominated) positions.push_back(i);
  }
  return positions;
}

RC_GTEST_PROP(NonDominated, IsWhatBruteForceFinds, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 7);
  const std::vector<double> values =
      random_values(*rc::gen::inRange<std::size_t>(0, 400), objectives, *rc::gen::element(2U, 5U, 1'000U), *rc::gen::element(true, false),
                    *rc::gen::arbitrary<std::uint64_t>());
  RC_ASSERT(non_dominated(values, objectives, 2) == by_brute_force(values, objectives));
}

TEST(NonDominated, IsWhatAnArchiveHoldsOnAnyNumberOfThreads) {
  for (const std::size_t objectives : {1U, 2U, 3U, 4U}) {
    for (const std::uint64_t levels : {4U, 1'000'000U}) {
      for (const bool is_near : {false, true}) {
        const std::vector<double> values = random_values(36'000, objectives, levels, is_near, levels);
        ParetoArchive archive{objectives, Ties::all};
        for (std::size_t i = 0; i < values.size() / objectives; ++i) archive.insert(std::span{values}.subspan(i * objectives, objectives), i);
        const std::vector<std::uint64_t> expected = archive.front().ids;
        for (const int threads : {1, 8}) {
          const std::vector<std::size_t> found = non_dominated(values, objectives, threads);
          EXPECT_TRUE(std::ranges::equal(found, expected)) << objectives << " objectives, " << levels << " levels, " << threads << " threads";
        }
      }
    }
  }
}

}  // namespace
}  // namespace bitpareto
