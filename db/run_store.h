// SPDX-License-Identifier: Apache-2.0
/// Runs and their designs in a database file: docs/database.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/search/explorer.h"
#include "core/table/table.h"
#include "db/connection.h"
#include "db/race_rows.h"
#include "db/row_columns.h"
#include "db/schema_check.h"
#include "db/writer_lock.h"

namespace bitpareto::db {

using RunId = std::int64_t;

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

/// A column of `designs` that a run fills: of a leaf that is an axis, or of a value. Its name, which of both it is, and
/// which values are better are stored; the rest follows from leaf, metric or objective (RunReader::columns()).
struct RunColumn : Column {
  enum class Type { integer, real, text, any };
  Type type = Type::real;
  std::string metric = {};  // as a user names it; empty for an axis
};

/// One design: its cells in the order of the run's columns.
struct DesignRow {
  Cell design;  // its number: index_cell()
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
};

/// A run that can go on.
struct StoredRun {
  RunId id = 0;
  std::string program_version, program_commit;
  double seconds = 0;
  std::optional<std::int64_t> seed;
  SearchState state;
  std::vector<std::string> front;  // numbers of designs
};

/// What a front gained and lost: numbers of designs, as index_cell() makes them.
struct FrontCells {
  std::vector<Cell> entered, left;
};

class RunStore;

/// Changes to a run that are all kept or none: nothing unless commit() is called. One at a time, and none outlives its store.
class Batch {
 public:
  /// Stores designs, or replaces them. Columns: the number of the design, whether it is feasible (1 or 0), the reason if it is not,
  /// then those of the run.
  void add(const RowColumns& rows);
  /// The same of one design.
  void add(const DesignRow& row);
  /// Forgets a design.
  void remove(const Cell& design);
  /// Changes the run's front, makes `progress` its state, and keeps everything.
  void commit(const FrontCells& changes, const RunProgress& progress);

 private:
  friend class RunStore;
  struct Statements;
  Batch(RunStore& store, RunId run);
  void for_each_member(Statement& statement, std::span<const Cell> designs);

  RunStore* store_;
  Statements* statements_;
  RunId run_;
  std::unique_ptr<Transaction> transaction_;
};

/// A database file for writing: by one process at a time, while any number may read (WAL). One thread at a time.
class RunStore {
 public:
  /// Opens the file, or makes it if there is none, and brings its schema up to date, after a copy of it was made beside
  /// it. A DbError says what is wrong with it (check_schema), or that another process is writing to it.
  explicit RunStore(const std::filesystem::path& path);
  ~RunStore();

  RunId begin(const RunDescription& description, std::span<const RunColumn> columns);
  /// One transaction on a run that was begun or resumed; see Batch.
  [[nodiscard]] Batch batch(RunId run);
  /// Adds columns to a run, with values of designs that it holds: `table` has the numbers of designs in its first column, numbers in all others.
  void add_columns(RunId run, const Table& table);
  /// The newest unfinished run of this description's hash; `reason_count` is that of its problem. A DbError says what in
  /// it does not agree with itself or with the space: then something else changed it.
  [[nodiscard]] std::optional<StoredRun> unfinished(const RunDescription& description, std::size_t reason_count);
  /// begin_race(), add_race_run() and end_race() of this file, each kept at once.
  std::int64_t begin_race(const RaceDescription& race);
  void add_race_run(std::int64_t race, std::int64_t position, const RaceRunRows& run);
  void end_race(std::int64_t race, double seconds, bool is_complete);
  /// complete_front() of this file.
  [[nodiscard]] std::optional<CompleteFront> complete_front(std::span<const std::string> hashes, const std::string& program_version,
                                                          const std::string& program_commit) const;
  /// What to throw where something in a stored run is not what its search wrote.
  [[nodiscard]] DbError cannot_go_on(RunId run, std::string_view why) const;
  /// Where the copy of a file of an older version is; empty if there was none to make.
  [[nodiscard]] const std::filesystem::path& backup() const { return backup_; }

 private:
  friend class Batch;
  void migrate();
  /// All that `change` does, or nothing.
  void change(const std::function<void()>& change);

  WriterLock lock_;
  bool is_new_;  // made here and now, and so needs no check
  Connection connection_;
  std::filesystem::path backup_;
  std::vector<std::string> columns_;  // of the run that was begun or resumed
  std::string objectives_;
  std::unique_ptr<Batch::Statements> statements_;  // prepared once for those columns; null: not yet
};

}  // namespace bitpareto::db
