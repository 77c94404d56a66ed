// SPDX-License-Identifier: Apache-2.0
/// What is special of the random search.
#include <cmath>

#include "explorers/shuffle.h"
#include "models/hardware/leaves.h"
#include "tests/explorers/searching.h"

namespace bitpareto {
namespace {

Space space_of(const std::vector<std::uint64_t>& sizes) {
  std::vector<Axis> axes;
  constexpr Leaf leaves[] = {leaf::array_rows, leaf::array_columns, leaf::weight_buffer_size, leaf::input_buffer_size};
  for (std::size_t a = 0; a < sizes.size(); ++a) {
    axes.push_back({leaves[a], Levels::steps({1, 0}, {1, 0}, sizes[a])});
  }
  return {std::move(axes), {}, {}};
}

/// A permutation: every design once, whatever the number of designs.
TEST(Shuffle, VisitsEveryDesignOnce) {
  for (const std::vector<std::uint64_t>& sizes :
       std::vector<std::vector<std::uint64_t>>{{1}, {2}, {3}, {7}, {2, 2}, {5, 3}, {97}, {1'000}, {16, 16, 16}, {65'537}}) {
    const Space space = space_of(sizes);
    for (const std::uint64_t seed : {0U, 1U}) {
      const explorers::Shuffle shuffle{space, seed};
      std::set<DesignKey> designs;
      for (std::uint64_t n = 0; n <= shuffle.last(); ++n) {
        DesignKey key(sizes.size());
        shuffle.levels_of(n, key);
        EXPECT_EQ(shuffle.number_of(key), n);
        designs.insert(std::move(key));
      }
      EXPECT_EQ(designs.size(), static_cast<std::size_t>(space.size()));
    }
  }
}

TEST(Shuffle, KnowsTheNumbersOfAnyDesign) {
  const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  for (const std::vector<std::uint64_t>& sizes :
       {std::vector<std::uint64_t>{std::uint64_t{1} << 32U, std::uint64_t{1} << 32U}, {most, 2}, {most, most, 3}}) {
    const Space space = space_of(sizes);
    const explorers::Shuffle shuffle{space, 5};
    EXPECT_EQ(shuffle.last() == std::numeric_limits<std::uint64_t>::max(), sizes[0] != most || sizes.size() == 3);
    DesignKey key(sizes.size());
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{12'345}, shuffle.last()}) {
      shuffle.levels_of(number, key);
      EXPECT_EQ(shuffle.number_of(key), number);
      for (std::size_t a = 0; a < sizes.size(); ++a) EXPECT_LT(key[a], sizes[a]);
    }
  }
}

/// Chi-square of how often the first designs have each level of each axis, and each pair of levels of two axes. Of 15 and 255
/// degrees of freedom, 99.99 % of true random draws are below 44.3 and 348 (NIST Handbook, 1.3.6.7.4).
TEST(Shuffle, DrawsEachLevelAsOftenAsAnother) {
  const Space space = space_of({16, 1'000, 16});
  for (const std::uint64_t seed : {0U, 1U, 2U, 3U}) {
    const explorers::Shuffle shuffle{space, seed};
    constexpr double draws = 16'000;
    std::map<std::uint64_t, double> rows;
    std::map<std::pair<std::uint64_t, std::uint64_t>, double> pairs;
    DesignKey key(3);
    for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(draws); ++n) {
      shuffle.levels_of(n, key);
      ++rows[key[0]];
      ++pairs[{key[0], key[2]}];
    }
    double of_rows = 0;
    for (const auto& [level, count] : rows) of_rows += std::pow(count - draws / 16, 2) / (draws / 16);
    double of_pairs = 0;
    for (const auto& [levels, count] : pairs) of_pairs += std::pow(count - draws / 256, 2) / (draws / 256);
    EXPECT_EQ(pairs.size(), 256U);
    EXPECT_LT(of_rows, 44.3) << seed;
    EXPECT_LT(of_pairs, 348) << seed;
  }
}

TEST(Random, EvaluatesAsManyDesignsAsItsBudgetSays) {
  const Problem problem = searched_space().problem();
  const auto evaluated = [&](const char* budget, double least, double most) {
    Node number = make::text(budget);
    number.quoted = false;
    const auto explorer = explorer_of("random", make::map({{"budget", number}}));
    const Watched found = watched(*explorer, problem, {.threads = 2});
    EXPECT_EQ(found.result.end, SearchEnd::complete);
    EXPECT_GE(found.result.state.evaluated, least);
    EXPECT_LE(found.result.state.evaluated, most);
  };
  evaluated("1", 1, 1);
  evaluated("777", 777, 777);
  evaluated("1000000", 172'800, 172'800);  // all there are
  evaluated("0.05 s", 1'024, 172'800);
}

TEST(Random, OfAllDesignsFindsTheFrontOfTheExhaustiveSearch) {
  const Problem problem = small_space().problem();
  const FoundFront all = watched(*explorer_of("exhaustive"), problem, {.threads = 2}).result.front;
  EXPECT_TRUE(watched(*explorer_of("random"), problem, {.threads = 2, .seed = 9}).result.front == all);
}

}  // namespace
}  // namespace bitpareto
