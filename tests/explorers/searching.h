// SPDX-License-Identifier: Apache-2.0
/// What tests of explorers share: a space to search, an observer that checks what it is told, the front of brute force.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/search/explorer.h"
#include "explorers/catalogue.h"
#include "tests/support/spaces.h"

namespace bitpareto {

inline std::unique_ptr<Explorer> explorer_of(std::string_view name, const Node& options = make::map()) {
  Diagnostics diagnostics;
  MapReader reader{options, "explorer", diagnostics};
  auto explorer = explorers::find(name)->make(reader);
  diagnostics.throw_if_errors();
  return explorer;
}

/// Watches a search; ends it after a number of batches. What it is told must add up.
class Watcher final : public Observer {
 public:
  explicit Watcher(const Problem& problem, int batches = std::numeric_limits<int>::max())
      : problem_{&problem}, left_{batches} {}
  /// Goes on watching where another stopped.
  void go_on(const Resumption& from) {
    before_ = from.state.evaluated;
    front.insert(from.front.begin(), from.front.end());
  }

  bool batch_done(const EvaluatedBatch& batch) override {
    EXPECT_TRUE(batch.designs.size() > 0 || batch.state.certificate) << "a batch without designs leaves some out";
    DesignBlock block{problem_->space()};
    for (std::uint64_t from = 0; from < batch.designs.size(); from += block_size) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, batch.designs.size() - from));
      batch.designs.fill(block, from, count);
      EXPECT_EQ(block.size(), count);
      for (std::size_t i = 0; i < count; ++i) {
        DesignKey key;
        for (std::size_t a = 0; a < problem_->space().axes().size(); ++a) key.push_back(block.levels(a)[i]);
        EXPECT_TRUE(designs.insert(std::move(key)).second) << "evaluated twice";
      }
    }
    EXPECT_EQ(batch.state.evaluated, before_ + static_cast<double>(designs.size()));
    for (const DesignKey& design : batch.changes.left) EXPECT_EQ(front.erase(design), 1U);
    for (const DesignKey& design : batch.changes.entered) EXPECT_TRUE(front.insert(design).second);
    EXPECT_EQ(front.size(), batch.front_size);
    return --left_ > 0;
  }

  std::set<DesignKey> designs;  // evaluated in this session
  std::set<DesignKey> front;

 private:
  const Problem* problem_;
  int left_;
  double before_ = 0;
};

/// A search to its end, watched.
struct Watched {
  SearchResult result;
  std::set<DesignKey> designs;
};
inline Watched watched(Explorer& explorer, const Problem& problem, const SearchSettings& settings,
                       int batches = std::numeric_limits<int>::max()) {
  Watcher watcher{problem, batches};
  if (settings.resumption != nullptr) watcher.go_on(*settings.resumption);
  watcher.front.insert(settings.known.begin(), settings.known.end());
  SearchResult result = explorer.explore(problem, settings, watcher);
  EXPECT_TRUE(std::ranges::equal(watcher.front, result.front.designs)) << "the changes add up to the front";
  return {std::move(result), std::move(watcher.designs)};
}

/// The front of these designs as a child would find it.
inline FoundFront brute_force(const Problem& problem, const std::set<DesignKey>& designs) {
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  const std::size_t objectives = problem.objectives().size();
  std::vector<std::pair<std::vector<double>, DesignKey>> feasible;
  for (const DesignKey& design : designs) {
    block.clear();
    block.push(design);
    problem.evaluate(block, out);
    if (out.infeasible()[0] != 0) continue;
    std::vector<double> values;
    for (std::size_t o = 0; o < objectives; ++o) values.push_back(out.values(o)[0]);
    feasible.emplace_back(std::move(values), design);
  }
  FoundFront front{.objectives = objectives, .designs = {}, .values = {}};
  for (const auto& [values, design] : feasible) {
    if (std::ranges::any_of(feasible, [&, &v = values](const auto& other) { return dominates(other.first, v); }))
      continue;
    front.designs.push_back(design);
    front.values.insert(front.values.end(), values.begin(), values.end());
  }
  return front;
}

/// Every design of a small space.
inline std::set<DesignKey> all_designs(const Space& space) {
  std::set<DesignKey> designs;
  for (DesignIndex d = 0; d <= space.last_index(); ++d) {
    DesignKey key(space.axes().size());
    space.levels_of(d, key);
    designs.insert(std::move(key));
  }
  return designs;
}

/// 172,800 designs of a small model, a quarter of them infeasible.
inline const models::LoadedSpace& searched_space() {
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

/// 1,540 designs, among them equal ones.
inline const models::LoadedSpace& small_space() {
  static const models::LoadedSpace loaded = test::load(
      "workloads: [{model: opt-125m, phase: decode, context: 64, tokens: 3}]\n"
      "design:\n  performance_model: bitmod-2025-07\n"
      "  weights: {bits: [3, 4, 6, 8]}\n"
      "  array: {rows: {from: 4, to: 64, step: 6}, columns: [2, 4, 8, 16, 200]}\n"
      "  weight_buffer: {size: {from: 16 KiB, to: 1 MiB, factor: 2}}\n"
      "objectives: [latency, energy, area, tokens_per_s]\n");
  return loaded;
}

/// 4.95e27 designs.
inline const models::LoadedSpace& vast_space() {
  static const models::LoadedSpace loaded = test::load(
      test::vast_yaml);
  return loaded;
}

}  // namespace bitpareto
