// SPDX-License-Identifier: Apache-2.0
/// What is special of the exhaustive search.
#include "tests/explorers/searching.h"

namespace bitpareto {
namespace {

TEST(Exhaustive, CountsEveryDesignOnce) {
  const Problem problem = searched_space().problem();
  const SearchResult result = watched(*explorer_of("exhaustive"), problem, {.threads = 2}).result;
  std::uint64_t sum = 0;
  for (const std::uint64_t count : result.state.infeasible) sum += count;
  EXPECT_EQ(sum, problem.space().last_index() + 1);
  EXPECT_EQ(result.state.evaluated, problem.space().size());
  EXPECT_GT(result.state.infeasible[0], 0U);
  EXPECT_EQ(problem.reasons().back(), "outside area <= 12 mm2");
  EXPECT_GT(result.state.infeasible.back(), 0U);
}

TEST(Exhaustive, KeepsAllEqualDesignsOrTheFirst) {
  // An axis that only perplexity reads, and perplexity is no objective.
  const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {bits: 4, datatype: [int4, "
      "fp4, flint4]}}\n"
      "objectives: [latency, energy]\n");
  const Problem problem = loaded.problem();
  const auto found = [&](const Node& options) {
    return watched(*explorer_of("exhaustive", options), problem, {}).result.front.designs;
  };
  EXPECT_EQ(found(make::map()), (std::vector<DesignKey>{{0}, {1}, {2}}));
  EXPECT_EQ(found(make::map({{"ties", make::text("first")}})), std::vector<DesignKey>{{0}});
}

/// Version 1 of the database kept the number of the next design alone (db/migrations/0002_checkpoint.sql).
TEST(Exhaustive, GoesOnFromTheCheckpointsOfVersion1) {
  const Problem problem = searched_space().problem();
  const auto explorer = explorer_of("exhaustive");
  const SearchResult part = watched(*explorer, problem, {.threads = 1}, 3).result;
  Resumption at{part.state, part.front.designs};
  at.state.checkpoint = std::to_string(static_cast<std::uint64_t>(part.state.evaluated));
  const SearchSettings settings{.threads = 2, .seed = 0, .budget = {}, .part = {}, .resumption = &at};
  EXPECT_EQ(explorer->mistake(problem, settings), "");
  EXPECT_TRUE(watched(*explorer, problem, settings).result.front == watched(*explorer, problem, {}).result.front);
}

/// Blocks of a chunk are not evaluated one after the other where most of what they need comes again later.
TEST(Exhaustive, FindsTheSameInWhateverOrderBlocksAreEvaluated) {
  const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: prefill, context: 64}, {model: opt-125m, phase: decode, context: 64}]\n"
      "design:\n  performance_model: bitmod-2025-07\n  weights: {datatype: int4}\n  kv_cache: {datatype: [int8, fp16]}\n"
      "  weight_buffer: {size: {from: 16 KiB, to: 128 KiB, step: 16 KiB}}\n  input_buffer: {size: {from: 16 KiB, to: 256 KiB, step: 16 KiB}}\n"
      "  array: {rows: {from: 1, to: 50, step: 1}, columns: {from: 1, to: 50, step: 1}}\n"
      "objectives: [latency, energy, area]\nconstraints: [area <= 4 mm2]\n");
  const Problem problem = loaded.problem();
  ASSERT_EQ(problem.evaluator().repetition(), 2'500U);  // designs that differ in the array alone: buffers leave what it does as it is
  ParetoArchive archive{3, Ties::all};
  std::vector<std::uint64_t> infeasible(problem.reasons().size());
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  const DesignIndex last = problem.space().last_index();
  for (DesignIndex first = 0; first <= last; first += block_size) {
    block.set_range(first, static_cast<std::size_t>(std::min<DesignIndex>(block_size, last - first + 1)));
    problem.evaluate(block, out);
    for (std::size_t i = 0; i < block.size(); ++i) {
      ++infeasible[out.infeasible()[i]];
      if (out.infeasible()[i] == 0) archive.insert(std::array{out.values(0)[i], out.values(1)[i], out.values(2)[i]}, first + i);
    }
  }
  for (const int threads : {1, 8}) {
    const SearchResult result = watched(*explorer_of("exhaustive"), problem, {.threads = threads}).result;
    EXPECT_EQ(result.state.infeasible, infeasible);
    std::vector<DesignKey> front;
    for (const std::uint64_t id : archive.front().ids) {
      front.emplace_back(problem.space().axes().size());
      problem.space().levels_of(id, front.back());
    }
    EXPECT_EQ(result.front.designs, front);
  }
}

TEST(Exhaustive, RefusesSpacesWithoutIndices) {
  const auto explorer = explorer_of("exhaustive");
  EXPECT_EQ(explorer->refusal(vast_space().model->space()),
            "exhaustive search needs at most 2^64 designs; this space has 4,951,760,157,141,521,099,596,496,896");
  EXPECT_EQ(explorer->refusal(searched_space().model->space()), "");
}

}  // namespace
}  // namespace bitpareto
