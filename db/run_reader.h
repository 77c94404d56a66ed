// SPDX-License-Identifier: Apache-2.0
/// What runs found, read back: for query, export and runs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/design/leaf_table.h"
#include "core/document/node.h"
#include "db/connection.h"
#include "db/run_store.h"
#include "db/stored_front.h"

namespace bitpareto::db {

/// A run as far as commands print it.
struct RunSummary {
  RunId id = 0;
  std::string name, hash;
  std::string status;  // complete, running (by a process that lives), or interrupted
  std::string store, configuration;
  std::vector<std::string> objectives;
  std::string explorer;
  bool is_whole = false;    // every design of the space is stored
  bool leaves_out = false;  // designs that others dominate are not stored, whatever else there is
  bool is_open = false;     // its certificate knows nothing of some designs
};

/// Which designs, which columns, in which order. Names in expressions are those of RunNames.
struct DesignQuery {
  std::string where;                 // a condition; empty: all
  std::vector<std::string> sort;     // expressions, a leading '-' for descending
  std::vector<std::string> columns;  // names; empty: design, axes, metrics
  std::optional<std::int64_t> limit;
};

/// The rows of a query, one after the other.
class Cursor {
 public:
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  /// Puts the next row into `row`; false if there is none. A query that runs too long or grows too large is a
  /// ConfigError; a table of more rows than its file has bytes, which is one whose pages go in circles, a DbError.
  bool next(std::vector<Cell>& row);
  /// The same, appended to `rows`.
  bool next(PackedRows& rows);
  /// All rows that are left.
  [[nodiscard]] Table all();

 private:
  friend class RunReader;
  enum class Rows { of_table, of_user };
  Cursor(Statement statement, std::filesystem::path path, double most_seconds, std::vector<Column> columns, Rows rows);
  Statement statement_;
  std::filesystem::path path_;
  double most_seconds_;
  std::vector<Column> columns_;
  Rows rows_;
  std::uintmax_t count_ = 0;
  PackedRows one_row_;
};

/// Reading back what a sweep stored takes seconds at most; this is for damaged files.
inline constexpr double most_read_seconds = 3'600;

/// A database file for reading: nothing that a user passes in can write, attach, load or run for ever. One thread at a
/// time. Mistakes in what the user passes are ConfigErrors; failures of the file are DbErrors.
class RunReader {
 public:
  /// `most_seconds`: for all queries together. `leaves` and `metrics`: what columns may be about; of others only their name is
  /// known.
  RunReader(const std::filesystem::path& path, double most_seconds, LeafTable leaves = {},
            std::vector<const MetricEntry*> metrics = metrics_on({}));

  /// The run of that id, or the newest.
  [[nodiscard]] RunSummary run(std::optional<RunId> id) const;
  /// The columns that the run fills, axes first, each with its unit.
  [[nodiscard]] std::vector<RunColumn> columns(RunId run) const;
  /// Every run, oldest first, in the columns that people look at; `changes`: what it has otherwise than the run of its
  /// name before it, as settings.
  [[nodiscard]] Table runs() const;
  /// What a run proves of designs that it did not evaluate: read_certificate(), of the run of that id or the newest.
  [[nodiscard]] Table certificate(std::optional<RunId> id) const;
  [[nodiscard]] Cursor designs(RunId run, const DesignQuery& query) const;
  /// Of the stored feasible designs those that no other dominates in these objectives.
  [[nodiscard]] StoredFront front(RunId run, const FrontQuery& query) const;
  /// The same as a table.
  [[nodiscard]] Table pareto(RunId run, const std::vector<std::string>& objectives, Ties ties,
                             const std::vector<std::string>& columns = {}, const std::string& where = {}) const {
    return front(run, {.objectives = objectives, .ties = ties, .where = where, .columns = columns, .sort = {}, .limit = {}, .most = {}}).table;
  }
  /// What fits a screen: the design, its axes and the objectives.
  [[nodiscard]] std::vector<std::string> screen_columns(const RunSummary& run) const;
  /// Any statement that only reads.
  [[nodiscard]] Cursor sql(const std::string& text) const;

 private:
  [[nodiscard]] Statement prepare_of_user(const std::string& sql, const std::vector<std::string>& names) const;
  /// The items of a list of texts in JSON.
  [[nodiscard]] std::vector<std::string> texts_of(std::string_view json) const;
  /// `known` columns give those of the same name their unit.
  [[nodiscard]] Cursor cursor(Statement statement, const std::vector<Column>& known = {},
                              Cursor::Rows rows = Cursor::Rows::of_table) const;
  [[nodiscard]] const MetricEntry* metric_of(const RunColumn& column) const;
  [[nodiscard]] std::string status_of(RunId run, const std::string& stored) const;
  [[nodiscard]] std::optional<Node> configuration(RunId run) const;

  Connection connection_;
  double most_seconds_;
  LeafTable leaves_;
  std::vector<const MetricEntry*> metrics_;
  std::vector<std::string> design_columns_;  // of all runs
  bool has_certificates_ = false;            // the file is of a version that can hold some
};

}  // namespace bitpareto::db
