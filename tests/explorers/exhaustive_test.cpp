// SPDX-License-Identifier: Apache-2.0
/// The contract of explorers, and what is special of the exhaustive one.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/search/explorer.h"
#include "explorers/catalogue.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

std::unique_ptr<Explorer> make(const std::string& name, const Node& options = make::map()) {
  Diagnostics diagnostics;
  MapReader reader{options, "explorer", diagnostics};
  return explorers::find(name)->make(reader);
}

/// Watches a search; ends it after a number of batches.
class Watcher final : public Observer {
 public:
  explicit Watcher(int batches = 1'000'000) : left_{batches} {}
  bool batch_done(DesignIndex first, const SearchState& state, const FrontChanges& changes,
                  std::size_t front_size) override {
    EXPECT_EQ(first, expected_first);
    EXPECT_GT(state.next, first);
    expected_first = state.next;
    for (const DesignIndex d : changes.left) EXPECT_EQ(members.erase(d), 1U) << d;
    for (const DesignIndex d : changes.entered) EXPECT_TRUE(members.insert(d).second) << d;
    EXPECT_EQ(members.size(), front_size);
    return --left_ > 0;
  }
  DesignIndex expected_first = 0;
  std::set<DesignIndex> members;  // of the front

 private:
  int left_;
};

/// 187,200 designs of a small model, a quarter of them infeasible.
const models::LoadedSpace& space() {
  static const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-1.3b, phase: prefill, context: 64}, {model: opt-1.3b, phase: decode, context: 64}]\n"
      "design:\n  performance_model: bitmod-2025-07\n"
      "  weights: {datatype: [bitmod3, bitmod4, int4, int6], group_size: [128, channel]}\n"
      "  kv_cache: {datatype: [int8, fp16, int4]}\n"
      "  array: {rows: {from: 2, to: 120, step: 2}, columns: {from: 4, to: 160, step: 4}}\n"
      "  weight_buffer: {size: [32 KiB, 256 KiB, 1 MiB]}\n"
      "accuracy: {head: quantised}\n"
      "objectives: [latency, energy, perplexity]\n"
      "constraints: [\"area <= 12 mm2\"]\n");
  return loaded;
}

SearchResult explore(const Problem& problem, int threads, const std::string& name = "exhaustive",
                     const Resumption* from = nullptr) {
  Watcher watcher;
  if (from != nullptr) {
    watcher.expected_first = from->state.next;
    watcher.members.insert(from->front.begin(), from->front.end());
  }
  const SearchResult result = make(name)->explore(problem, {.threads = threads, .resumption = from}, watcher);
  EXPECT_TRUE(std::ranges::equal(watcher.members, result.front.ids)) << "the changes add up to the front";
  return result;
}

/// The front as a child would find it.
Front brute_force(const Problem& problem) {
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  const std::size_t objectives = problem.objectives().size();
  std::vector<std::pair<std::vector<double>, std::uint64_t>> feasible;
  for (DesignIndex d = 0; d <= problem.space().last_index(); ++d) {
    block.set_range(d, 1);
    problem.evaluate(block, out);
    if (out.infeasible()[0] != 0) continue;
    std::vector<double> values;
    for (std::size_t o = 0; o < objectives; ++o) values.push_back(out.values(o)[0]);
    feasible.emplace_back(std::move(values), d);
  }
  Front front{.objectives = objectives, .ids = {}, .values = {}};
  for (const auto& [values, id] : feasible) {
    if (std::ranges::any_of(feasible, [&, &v = values](const auto& other) { return dominates(other.first, v); }))
      continue;
    front.ids.push_back(id);
    front.values.insert(front.values.end(), values.begin(), values.end());
  }
  return front;
}

TEST(EveryExplorer, GivesTheSameOnAnyNumberOfThreads) {
  const Problem problem = space().problem();
  for (const std::string& name : explorers::names()) {
    const SearchResult one = explore(problem, 1, name);
    EXPECT_TRUE(one.complete);
    EXPECT_GT(one.front.size(), 10U);
    for (const int threads : {2, 3, 8}) {
      const SearchResult many = explore(problem, threads, name);
      EXPECT_TRUE(one.front == many.front) << name << " on " << threads;
      EXPECT_EQ(one.state.infeasible, many.state.infeasible) << name << " on " << threads;
    }
  }
}

TEST(EveryExplorer, FindsNothingThatAnotherFoundDominates) {
  const Problem problem = space().problem();
  for (const std::string& name : explorers::names()) {
    const Front front = explore(problem, 2, name).front;
    for (std::size_t i = 0; i < front.size(); ++i) {
      for (std::size_t j = 0; j < front.size(); ++j) EXPECT_FALSE(dominates(front.at(i), front.at(j)));
    }
  }
}

TEST(EveryExplorer, SaysItsOptionsWithDefaults) {
  for (const ExplorerEntry* entry : explorers::catalogue()) {
    for (const OptionText& option : explorers::default_options(*entry)) {
      EXPECT_FALSE(option.meaning.empty()) << entry->name << "." << option.name;
      EXPECT_FALSE(option.value.empty()) << entry->name << "." << option.name;
    }
  }
}

TEST(Exhaustive, FindsTheFrontOfBruteForce) {
  const models::LoadedSpace small = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 64, tokens: 3}]\n"
      "design:\n  performance_model: bitmod-2025-07\n"
      "  weights: {bits: [3, 4, 6, 8]}\n"
      "  array: {rows: {from: 4, to: 64, step: 6}, columns: [2, 4, 8, 16, 200]}\n"
      "  weight_buffer: {size: {from: 16 KiB, to: 1 MiB, factor: 2}}\n"
      "objectives: [latency, energy, area, tokens_per_s]\n");
  const Problem problem = small.problem();
  EXPECT_TRUE(explore(problem, 2).front == brute_force(problem));
}

TEST(Exhaustive, CountsEveryDesignOnce) {
  const Problem problem = space().problem();
  const SearchResult result = explore(problem, 2);
  std::uint64_t sum = 0;
  for (const std::uint64_t count : result.state.infeasible) sum += count;
  EXPECT_EQ(sum, problem.space().last_index() + 1);
  EXPECT_EQ(result.state.evaluated, problem.space().size());
  EXPECT_GT(result.state.infeasible[0], 0U);
  EXPECT_EQ(problem.reasons().back(), "outside area <= 12 mm2");
  EXPECT_GT(result.state.infeasible.back(), 0U);
}

TEST(Exhaustive, GoesOnWhereItWasInterrupted) {
  const Problem problem = space().problem();
  const SearchResult whole = explore(problem, 2);
  for (const int batches : {1, 2}) {
    Watcher watcher{batches};
    const SearchResult part = make("exhaustive")->explore(problem, {.threads = 1, .resumption = nullptr}, watcher);
    ASSERT_FALSE(part.complete);
    const Resumption from{part.state, part.front.ids};
    const SearchResult rest = explore(problem, 2, "exhaustive", &from);
    EXPECT_TRUE(rest.complete);
    EXPECT_TRUE(rest.front == whole.front);
    EXPECT_EQ(rest.state.infeasible, whole.state.infeasible);
  }
}

TEST(Exhaustive, KeepsAllEqualDesignsOrTheFirst) {
  // Nothing distinguishes designs of different KV precision in a model without attention costs... so: an axis that only
  // perplexity reads, and perplexity is no objective.
  const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {bits: 4, datatype: [int4, "
      "fp4, flint4]}}\n"
      "objectives: [latency, energy]\n");
  const Problem problem = loaded.problem();
  EXPECT_EQ(explore(problem, 1).front.ids, (std::vector<std::uint64_t>{0, 1, 2}));
  Watcher watcher;
  const auto first = make("exhaustive", make::map({{"ties", make::text("first")}}));
  EXPECT_EQ(first->explore(problem, {}, watcher).front.ids, std::vector<std::uint64_t>{0});
}

TEST(Exhaustive, RefusesSpacesWithoutIndices) {
  const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {bits: 4},\n"
      "  array: {rows: {from: 1, to: 65536, step: 1}, columns: {from: 1, to: 65536, step: 1}},\n"
      "  weight_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 B}}, input_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 "
      "B}}}\n"
      "objectives: [latency]\n");
  const auto explorer = make("exhaustive");
  EXPECT_EQ(explorer->refusal(loaded.model->space()),
            "exhaustive search needs at most 2^64 designs; this space has 4,951,760,157,141,521,099,596,496,896");
  EXPECT_EQ(explorer->refusal(space().model->space()), "");
}

}  // namespace
}  // namespace bitpareto
