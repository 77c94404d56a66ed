// SPDX-License-Identifier: Apache-2.0
/// Keeps a search in the database while it runs.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/search/explorer.h"
#include "db/run_store.h"
#include "session/design_rows.h"
#include "session/write_queue.h"

namespace bitpareto::session {

/// Stores designs and fronts as a search goes on, in transactions that a kill at any moment leaves whole. What is committed is enough to
/// go on from, and at most about a second old. Where all designs are stored, they are evaluated on the thread that calls; those of a front, and all writing, are left to one of its own: nobody else
/// may use the store before finish() has returned or the recorder is gone. What fails there is thrown by the next call.
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
  /// Waits until everything so far is written.
  void catch_up() { queue_.finish(); }

 private:
  using Clock = std::chrono::steady_clock;
  /// Rows on their way to the writer, and their memory on its way back.
  class RowsPool {
   public:
    [[nodiscard]] std::shared_ptr<db::RowColumns> take();
    void put_back(std::shared_ptr<db::RowColumns> rows);

   private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<db::RowColumns>> free_;
  };
  void store_all(const DesignSequence& designs);
  void store_designs(std::span<const DesignKey> designs);
  void store_block();
  [[nodiscard]] db::RunProgress progress_of(const SearchState& state) const;
  void remember(const FrontUpdate& changes);
  /// `designs`: those that were evaluated since the last call, or null if none were.
  void commit(const DesignSequence* designs, const SearchState& state, bool complete);
  /// The transaction that goes on now. Of the writer, as all of the store.
  [[nodiscard]] db::Batch& open_batch();

  const Problem* problem_;
  db::RunStore* store_;
  Settings settings_;
  DesignRows rows_;    // of the writer, unless all designs are stored
  DesignBlock block_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_commit_ = start_;
  std::set<DesignKey> entered_, left_;  // what the front gained and lost since then
  std::atomic<double> seconds_per_change_;  // that a commit takes
  RowsPool pool_;
  std::optional<db::Batch> batch_;       // of the writer
  Clock::time_point batch_begin_;        // of the writer
  WriteQueue queue_;                     // last: it ends before what its work uses
};

}  // namespace bitpareto::session
