// SPDX-License-Identifier: Apache-2.0
/// Keeps a search in the database while it runs.
#pragma once

#include <chrono>
#include <vector>

#include "cli/progress.h"
#include "core/design_table.h"
#include "core/explorer.h"
#include "db/run_store.h"

namespace bitpareto::cli {

/// The columns that a run of `problem` fills: axes, then metrics.
[[nodiscard]] std::vector<db::RunColumn> run_columns(const Problem& problem);

/// Stores designs and fronts as a search goes on, one transaction per batch; asks for an end after Ctrl-C. What is
/// committed is enough to go on from. One thread at a time.
class Recorder final : public Observer {
 public:
  struct Settings {
    db::RunId run = 0;
    bool store_all = false;
    double seconds_before = 0;  // of earlier sessions
    Progress* progress = nullptr;
  };
  Recorder(const Problem& problem, db::RunStore& store, const Settings& settings);

  bool batch_done(DesignIndex first, const SearchState& state, const ParetoArchive& archive) override;
  /// Stores how the search ended. Returns the seconds of search, over all sessions.
  double finish(const SearchResult& result);

 private:
  using Clock = std::chrono::steady_clock;
  void store_range(db::Batch& batch, DesignIndex first, std::uint64_t size);
  void store_front(db::Batch& batch, const std::vector<std::uint64_t>& ids);
  void store_block(db::Batch& batch, std::span<const DesignIndex> ids);
  [[nodiscard]] db::RunProgress progress_of(const SearchState& state) const;
  void commit(DesignIndex first, const SearchState& state, const Front& front, bool complete, bool interrupted);

  const Problem* problem_;
  db::RunStore* store_;
  Settings settings_;
  std::vector<MetricExpression> metrics_;
  std::vector<std::size_t> all_workloads_;
  DesignBlock block_;
  CostBlock costs_;
  db::DesignRow row_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_commit_ = start_;
  double commit_seconds_ = 0;  // that the last commit took
};

}  // namespace bitpareto::cli
