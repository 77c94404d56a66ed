// SPDX-License-Identifier: Apache-2.0
/// What explorers that propose designs have in common, and what is special of each.
#include "core/search/hypervolume.h"
#include "explorers/axis_order.h"
#include "explorers/design_cache.h"
#include "explorers/variation.h"
#include "models/datatypes/leaves.h"
#include "models/hardware/leaves.h"
#include "tests/explorers/searching.h"

namespace bitpareto {
namespace {

constexpr std::string_view proposing[] = {"sobol", "nsga2", "sms_emoa", "annealing", "tpe", "ants", "local"};
/// Those that learn from what they see.
constexpr std::string_view learning[] = {"nsga2", "sms_emoa", "annealing", "tpe", "ants", "local"};

Node number(const std::string& text) {
  Node node = make::text(text);
  node.quoted = false;
  return node;
}

Watched search(std::string_view name, const std::string& budget, const Problem& problem, std::uint64_t seed) {
  return watched(*explorer_of(name, make::map({{"budget", number(budget)}})), problem, {.threads = 2, .seed = seed});
}

/// The share of a front's hypervolume that another has not, between the best of each objective and the worst.
double missing(const FoundFront& found, const FoundFront& whole) {
  std::vector<double> low(whole.objectives, std::numeric_limits<double>::infinity());
  std::vector<double> high(whole.objectives, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (std::size_t o = 0; o < whole.objectives; ++o) {
      low[o] = std::min(low[o], whole.at(i)[o]);
      high[o] = std::max(high[o], whole.at(i)[o]);
    }
  }
  const auto scaled = [&](const FoundFront& front) {
    std::vector<double> values;
    for (std::size_t i = 0; i < front.size(); ++i) {
      for (std::size_t o = 0; o < front.objectives; ++o) values.push_back((front.at(i)[o] - low[o]) / (high[o] - low[o]));
    }
    return values;
  };
  const std::vector<double> reference(whole.objectives, 1.1);
  return 1 - hypervolume(scaled(found), reference) / hypervolume(scaled(whole), reference);
}

const FoundFront& whole_front() {
  static const FoundFront front = watched(*explorer_of("exhaustive"), searched_space().problem(), {.threads = 2}).result.front;
  return front;
}

double median_missing(std::string_view name, const std::string& budget) {
  const Problem problem = searched_space().problem();
  std::vector<double> shares;
  for (std::uint64_t seed = 0; seed < 7; ++seed) shares.push_back(missing(search(name, budget, problem, seed).result.front, whole_front()));
  std::ranges::sort(shares);
  return shares[shares.size() / 2];
}

/// What an algorithm gains that learns: at an equal budget it misses at most a tenth of what random designs miss, of a front whose whole is known. (When
/// this was written, a fiftieth at most.)
TEST(Proposing, LearnsWhatRandomDesignsDoNotFind) {
  const double random = median_missing("random", "2000");
  EXPECT_GT(random, 0.005) << "too easy a space";
  RecordProperty("random_misses", std::to_string(random));
  for (const std::string_view name : learning) {
    const double share = median_missing(name, "2000");
    RecordProperty(std::string{name}, std::to_string(share / random));
    EXPECT_LT(share, random / 10) << name << ": " << share << " of " << random;
    EXPECT_GE(share, -1e-12) << name;
  }
}

TEST(Proposing, EvaluatesAsManyDesignsAsItsBudgetSays) {
  const Problem problem = searched_space().problem();
  for (const std::string_view name : proposing) {
    for (const std::uint64_t budget : {1U, 37U, 1'000U}) {
      const Watched found = search(name, std::to_string(budget), problem, 1);
      EXPECT_EQ(found.result.end, SearchEnd::complete);
      EXPECT_EQ(found.result.state.evaluated, static_cast<double>(budget)) << name;
      EXPECT_EQ(found.designs.size(), budget) << name;
    }
  }
}

TEST(Proposing, OfAllDesignsFindsTheFrontOfTheExhaustiveSearch) {
  const Problem problem = small_space().problem();
  const FoundFront all = watched(*explorer_of("exhaustive"), problem, {.threads = 2}).result.front;
  for (const std::string_view name : proposing) {
    for (const std::uint64_t seed : {0U, 1U}) {
      const Watched found = search(name, "1000000", problem, seed);
      EXPECT_EQ(found.designs.size(), 1'540U) << name;
      EXPECT_TRUE(found.result.front == all) << name;
    }
  }
}

/// No axis, one design: whole, and in parts, of which one has it.
TEST(Proposing, SearchesASpaceOfOneDesign) {
  const models::LoadedSpace one = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4}, array: {rows: 8, columns: 8}}\n"
      "objectives: [latency, area]\n");
  const Problem problem = one.problem();
  for (const std::string_view name : proposing) {
    EXPECT_EQ(search(name, "10", problem, 0).result.front.size(), 1U) << name;
    std::size_t found = 0;
    for (std::uint64_t p = 0; p < 3; ++p) {
      const auto explorer = explorer_of(name);
      const Watched part = watched(*explorer, problem, {.threads = 1, .seed = 0, .budget = {}, .part = {p, 3}});
      EXPECT_EQ(part.result.end, SearchEnd::complete);
      found += part.designs.size();
    }
    EXPECT_EQ(found, 1U) << name;
  }
}

/// The least of 67,200 designs: with 2,000 evaluations, half as far from it as random designs at most.
TEST(Proposing, FindsTheLeastOfOneObjective) {
  const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 64}]\n"
      "design:\n  performance_model: bitmod-2025-07\n"
      "  weights: {bits: [3, 4, 6, 8]}\n"
      "  array: {rows: {from: 2, to: 120, step: 2}, columns: {from: 4, to: 160, step: 4}}\n"
      "  weight_buffer: {size: {from: 16 KiB, to: 1 MiB, factor: 2}}\n"
      "objectives: [\"product: latency * area\"]\n");
  const Problem problem = loaded.problem();
  const FoundFront all = watched(*explorer_of("exhaustive"), problem, {.threads = 2}).result.front;
  const auto median = [&](std::string_view name) {
    std::vector<double> least;
    for (std::uint64_t seed = 0; seed < 7; ++seed) least.push_back(search(name, "2000", problem, seed).result.front.at(0)[0] / all.at(0)[0] - 1);
    std::ranges::sort(least);
    return least[least.size() / 2];
  };
  const double random = median("random");
  EXPECT_GT(random, 0.001) << "too easy a space";
  for (const std::string_view name : learning) EXPECT_LT(median(name), random / 2) << name;
}

TEST(Proposing, RefusesToGoOnWithAnotherSeed) {
  const Problem problem = searched_space().problem();
  for (const std::string_view name : proposing) {
    const auto explorer = explorer_of(name);
    const SearchResult part =
        watched(*explorer, problem, {.threads = 1, .seed = 1, .budget = {.evaluations = 500, .seconds = {}}}).result;
    const Resumption at{part.state, part.front.designs};
    Watcher watcher{problem};
    EXPECT_THROW(explorer->explore(problem, {.threads = 1, .seed = 2, .budget = {}, .part = {}, .resumption = &at}, watcher),
                 std::invalid_argument)
        << name;
  }
}

/// Any 255 points that follow each other at the beginning of a shifted net of 256 in base 2 have no two in one of 16 x 16 equal squares: the first two
/// coordinates of Sobol's sequence are a (0, 2)-sequence (Sobol, 1967), of which Boost leaves out the first point. Of random points 95 % would not have a
/// square of their own and alone.
TEST(Sobol, SpreadsDesignsEvenly) {
  const models::LoadedSpace square = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4},\n"
      "  array: {rows: {from: 1, to: 256, step: 1}, columns: {from: 1, to: 256, step: 1}}}\n"
      "objectives: [latency, area]\n");
  const Problem problem = square.problem();
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    std::set<std::pair<std::uint64_t, std::uint64_t>> squares;
    for (const DesignKey& design : search("sobol", "255", problem, seed).designs) squares.emplace(design[0] / 16, design[1] / 16);
    EXPECT_EQ(squares.size(), 255U);
  }
}

Space space_of(std::vector<Axis> axes) { return {std::move(axes), {}, {}}; }

TEST(AxisOrder, PutsNumbersInOrderAndLeavesWords) {
  const Space space = space_of({{leaf::array_rows, Levels::list({8, 2, 4})},
                                {leaf::weights_group_size, Levels::list({whole_row, 128, 64})},
                                {leaf::weights_datatype, Levels::list({3, 1, 2})},
                                {leaf::array_columns, Levels::steps({1, 0}, {1, 0}, 5)}});
  const explorers::AxisOrder order{space};
  EXPECT_TRUE(order.axes()[0].is_ordered);
  EXPECT_FALSE(order.axes()[2].is_ordered);
  // 2, then 64, then the word listed first, then 3.
  EXPECT_EQ(order.levels(std::vector<std::uint64_t>{0, 0, 0, 2}), (DesignKey{1, 2, 0, 2}));
  EXPECT_EQ(order.levels(std::vector<std::uint64_t>{2, 2, 2, 4}), (DesignKey{0, 0, 2, 4}));
  for (DesignIndex d = 0; d <= space.last_index(); ++d) {
    DesignKey key(4);
    space.levels_of(d, key);
    EXPECT_EQ(order.levels(order.places(key)), key);
  }
}

TEST(DesignCache, KnowsEachDesignOnce) {
  explorers::DesignCache cache{2, 1};
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const DesignKey design{i * 7, i % 3};
    EXPECT_EQ(cache.find(design), cache.size());
    EXPECT_EQ(cache.insert(design), (std::pair<std::size_t, bool>{i, true}));
    EXPECT_EQ(cache.insert(DesignKey{i / 2 * 7, i / 2 % 3}), (std::pair<std::size_t, bool>{i / 2, false}));
  }
  EXPECT_EQ(cache.size(), 10'000U);
}

TEST(Mutation, ReachesEveryPlaceAndNeverStays) {
  explorers::Draws draws{5, 0};
  for (const bool is_ordered : {false, true}) {
    for (const std::uint64_t size : {2U, 3U, 10U}) {
      const explorers::PlacedAxis axis{size, is_ordered};
      for (std::uint64_t from = 0; from < size; ++from) {
        std::set<std::uint64_t> reached;
        for (int i = 0; i < 2'000; ++i) {
          explorers::Places places{from};
          explorers::mutate(places, 0, axis, draws);
          EXPECT_LT(places[0], size);
          reached.insert(places[0]);
        }
        EXPECT_EQ(reached.size(), size - 1);
        EXPECT_FALSE(reached.contains(from));
      }
    }
  }
}

/// Many optima are at the end of an axis: from next to it, half of the steps lead to it.
TEST(Mutation, StepsTowardsAnEndAsOftenAsAwayFromIt) {
  explorers::Draws draws{7, 0};
  int ended = 0;
  constexpr int tries = 10'000;
  for (int i = 0; i < tries; ++i) {
    explorers::Places places{1};
    explorers::mutate(places, 0, {1'024, true}, draws);
    ended += places[0] == 0 ? 1 : 0;
  }
  EXPECT_NEAR(ended / static_cast<double>(tries), 0.5, 0.02);
}

/// On the largest axis there can be: no overflow, and steps of every order of magnitude.
TEST(Mutation, StepsAtEveryScale) {
  explorers::Draws draws{6, 0};
  const std::uint64_t size = std::uint64_t{1} << 63U;
  const explorers::PlacedAxis axis{size, true};
  int small = 0;
  constexpr int tries = 10'000;
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t from = draws.below(size);
    explorers::Places places{from};
    explorers::mutate(places, 0, axis, draws);
    EXPECT_LT(places[0], size);
    EXPECT_NE(places[0], from);
    small += (places[0] > from ? places[0] - from : from - places[0]) < (std::uint64_t{1} << 31U) ? 1 : 0;
  }
  // 31 of 63 magnitudes; a step beyond an end is drawn again, which makes small ones a little likelier.
  EXPECT_NEAR(small / static_cast<double>(tries), 31.0 / 63, 0.03);
}

}  // namespace
}  // namespace bitpareto
