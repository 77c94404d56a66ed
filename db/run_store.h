// SPDX-License-Identifier: Apache-2.0
/// Runs and their designs in a database file: docs/database.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/explorer.h"
#include "core/table.h"
#include "db/connection.h"

namespace bitpareto::db {

using RunId = std::int64_t;

/// The version of the schema that this program writes; older files are brought to it when they are opened for writing.
[[nodiscard]] int schema_version();

/// What is known of a run before it begins, in the columns of the table `run`.
struct RunDescription {
  std::string name;
  std::string configuration;
  std::string hash;
  std::string program_version;
  std::string program_commit;
  std::string models;  // JSON
  std::string data;    // JSON
  std::string explorer;
  std::string options;  // JSON
  std::vector<std::string> objectives;
  std::optional<std::int64_t> seed;
  int threads = 1;
  std::string space_size;  // digits
  std::string store;       // front or all
};

/// A column of `designs` that a run fills.
struct RunColumn {
  enum class Kind { axis, metric };
  enum class Type { integer, real, text, any };
  std::string name;
  Kind kind = Kind::metric;
  Type type = Type::real;
  std::string metric;  // as a user names it; empty for an axis
  bool maximised = false;
};

/// One design: its cells in the order of the run's columns.
struct DesignRow {
  DesignIndex design = 0;
  bool feasible = true;
  std::string reason;  // empty if feasible
  std::vector<Cell> cells;
};

/// How far a run has come.
struct RunProgress {
  SearchState state;
  std::vector<std::string> reasons;  // of the InfeasibleCodes in `state`
  double seconds = 0;                // of search, over all sessions
  bool complete = false;
  bool interrupted = false;
};

/// A run that can go on.
struct StoredRun {
  RunId id = 0;
  std::string program_version, program_commit;
  double seconds = 0;
  Resumption resumption;
};

class RunStore;

/// Changes to a run that are all kept or none: nothing unless commit() is called. One at a time.
class Batch {
 public:
  /// Forgets the designs stored so far.
  void clear();
  /// Stores a design, or replaces it.
  void add(const DesignRow& row);
  /// Makes `front` the run's front and `progress` its state, and keeps everything.
  void commit(std::span<const DesignIndex> front, const RunProgress& progress);

 private:
  friend class RunStore;
  Batch(Connection& connection, RunId run, const std::vector<std::string>& columns, std::string objectives);

  Connection* connection_;
  RunId run_;
  std::string objectives_;
  std::unique_ptr<Transaction> transaction_;
  Statement insert_;
};

/// A database file for writing. One thread at a time; other processes may read meanwhile (WAL).
class RunStore {
 public:
  /// Opens or makes the file and brings its schema up to date. A DbError says if it is damaged, of another program, or
  /// of a newer version of this one.
  explicit RunStore(const std::filesystem::path& path);

  RunId begin(const RunDescription& description, std::span<const RunColumn> columns);
  /// One transaction on a run that was begun or resumed; see Batch.
  [[nodiscard]] Batch batch(RunId run);
  /// The newest unfinished run with this hash; `reason_count` is that of its problem.
  [[nodiscard]] std::optional<StoredRun> unfinished(const std::string& hash, std::size_t reason_count);

 private:
  void refuse_foreign() const;
  void migrate();

  Connection connection_;
  std::vector<std::string> columns_;  // of the run that was begun or resumed
  std::string objectives_;
};

/// A design index from the cell that index_cell() made of it.
[[nodiscard]] DesignIndex design_index(const Cell& cell);

}  // namespace bitpareto::db
