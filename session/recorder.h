// SPDX-License-Identifier: Apache-2.0
/// Keeps a search in the database while it runs.
#pragma once

#include <chrono>
#include <set>
#include <span>
#include <vector>

#include "core/problem/design_table.h"
#include "core/search/explorer.h"
#include "db/run_store.h"

namespace bitpareto::session {

/// The columns that a run of `problem` fills: axes, then metrics.
[[nodiscard]] std::vector<db::RunColumn> run_columns(const Problem& problem);

/// Stores designs and fronts as a search goes on, in transactions that a kill at any moment leaves whole. What is
/// committed is enough to go on from, and at most about a second old. One thread at a time.
class Recorder final : public Observer {
 public:
  struct Settings {
    db::RunId run = 0;
    bool store_all = false;
    double seconds_before = 0;    // of earlier sessions
    Observer* watcher = nullptr;  // told of each batch too; it may end the search, and may be null
  };
  Recorder(const Problem& problem, db::RunStore& store, const Settings& settings);

  bool batch_done(const EvaluatedBatch& batch) override;
  /// Stores how the search ended. Returns the seconds of search, over all sessions.
  double finish(const SearchResult& result);

 private:
  using Clock = std::chrono::steady_clock;
  void store_all(db::Batch& batch, const DesignSequence& designs);
  void store_designs(db::Batch& batch, std::span<const DesignKey> designs);
  void store_block(db::Batch& batch);
  [[nodiscard]] db::RunProgress progress_of(const SearchState& state) const;
  void remember(const FrontUpdate& changes);
  /// `designs`: those that were evaluated since the last call, or null if none were.
  void commit(const DesignSequence* designs, const SearchState& state, bool complete);

  const Problem* problem_;
  db::RunStore* store_;
  Settings settings_;
  std::vector<Objective> recorded_;
  std::vector<std::size_t> all_workloads_;
  DesignBlock block_;
  CostBlock costs_;
  db::DesignRow row_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_commit_ = start_;
  std::set<DesignKey> entered_, left_;  // what the front gained and lost since then
  double seconds_per_change_;           // that a commit takes
};

}  // namespace bitpareto::session
