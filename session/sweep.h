// SPDX-License-Identifier: Apache-2.0
/// A search that a results database keeps while it runs, so that it can go on whatever ends it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "db/run_store.h"
#include "session/session.h"
#include "session/uncertainty.h"

namespace bitpareto::session {

struct SweepSettings {
  std::string database;  // made if there is no such file
  bool resume = false;   // go on with the newest unfinished run of this space
  int threads = 1;
  std::optional<std::int64_t> seed = {};  // of explorers that draw; nothing: 0, or that of the run that goes on
  SearchBudget budget = {};
};

struct SweepResult {
  SearchResult search;
  double seconds = 0;  // over all sessions
};

/// A run that was begun, or goes on. One thread at a time; another process that writes to the database is refused
/// meanwhile.
class Sweep {
 public:
  /// Begins the run. std::invalid_argument as require_searchable(); a ConfigError if there is nothing to go on with, or
  /// it was begun otherwise; a DbError as RunStore, and if something else changed the run. The session must outlive it.
  Sweep(const Session& session, const SweepSettings& settings);
  ~Sweep();
  Sweep(const Sweep&) = delete;  // one writes a run
  Sweep& operator=(const Sweep&) = delete;

  [[nodiscard]] db::RunId run() const { return run_; }
  /// In earlier sessions.
  [[nodiscard]] double evaluated_before() const { return evaluated_before_; }
  /// Of all sessions, as far as that is known beforehand; infinity if only time ends it.
  [[nodiscard]] double evaluations() const { return session_->explorer->evaluations(session_->space()); }

  /// Searches to the end, or until `watcher` (may be null) says not to go on; what was found by then is stored. Call
  /// once.
  SweepResult search(Observer* watcher = nullptr);

  /// Stores bands and robustness (with_bands) of the front that a search has found to its end. std::invalid_argument as with_bands().
  void store_bands(const SweepResult& result, const DrawSettings& draws);

 private:
  void resume(const db::RunDescription& description);

  const Session* session_;
  SweepSettings settings_;
  Problem problem_;
  std::unique_ptr<db::RunStore> store_;
  db::RunId run_ = 0;
  std::uint64_t seed_ = 0;
  double evaluated_before_ = 0, seconds_before_ = 0;
  std::optional<Resumption> resumption_;  // nothing: from the start
  bool is_over_ = false;
};

}  // namespace bitpareto::session
