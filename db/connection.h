// SPDX-License-Identifier: Apache-2.0
/// SQLite by its handle. Only user of sqlite3.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/system/error.h"
#include "core/table/packed_rows.h"
#include "core/table/table.h"
#include "db/row_columns.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bitpareto::db {

class Statement;

/// A statement failed by what it says and not by the state of the file: an overflow, a text that is no JSON.
class StatementError : public DbError {
  using DbError::DbError;
};

/// An open database. One thread at a time, whichever: SQLite takes no locks here. Every failure is a DbError that names the
/// file and the statement.
class Connection {
 public:
  enum class Mode { read_write, read };

  /// Opens a regular file that exists; to read, it need not be writable, see restrict_to_reading(). Waits up to 10 s for
  /// another process's lock. Nothing in the file is trusted: its triggers and views call no function with side effects,
  /// and text in double quotes is never taken for a string.
  Connection(const std::filesystem::path& path, Mode mode);
  /// An empty database in memory.
  Connection();
  ~Connection();
  Connection(const Connection&) = delete;  // statements refer to it
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Throws a DbError if the file is no longer under its name: removed, renamed or replaced.
  void check_place() const;
  /// Runs statements that give no rows.
  void execute(const std::string& sql);
  /// A name in double quotes is a column, never a text.
  [[nodiscard]] Statement prepare(std::string_view sql) const;
  /// SELECT `columns` `rest`, whose rows next() takes whole: fetched one by one, cells cost more than finding them. The rows
  /// must come as they are found, that is, need no sorting. Requires at most `most_packed_columns`.
  [[nodiscard]] Statement prepare_packed(const std::string& columns, const std::string& rest) const;
  static constexpr int most_packed_columns = 100;  // arguments of a function, of which SQLite takes 127 if built as Debian does
  /// A statement over the rows that run_over() is given: `sql` ends in front of the name of their table, which has columns c0, c1, ...
  [[nodiscard]] Statement prepare_over_rows(std::size_t columns, const std::string& sql) const;
  /// Whether what columns say of their values (CHECK) is taken as given from now on. To change that prepares every statement anew.
  void ignore_checks(bool ignore);
  [[nodiscard]] std::int64_t last_insert_id() const;
  /// The first cell of a query's first row, as a whole number.
  [[nodiscard]] std::int64_t whole(std::string_view sql) const;

  /// From now on only reading statements are accepted: no writing, attaching, pragmas, loading of extensions or reading
  /// of files, no value of more than a few megabytes, no more than `most_seconds` for all that follows.
  void restrict_to_reading(double most_seconds);
  /// From now on what a statement sorts or collects stays in memory, of which there is a quarter of a GiB: it must fill
  /// neither the disk nor the machine. Requires restrict_to_reading().
  void forbid_temporary_files() const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  void configure() const;

  std::filesystem::path path_;
  std::unique_ptr<PackedRows*> taken_ = std::make_unique<PackedRows*>();  // where a packed row goes that is found now
  std::pair<std::uint64_t, std::uint64_t> place_;  // device and number of the file
  std::unique_ptr<sqlite3, Close> handle_;
  std::unique_ptr<std::chrono::steady_clock::time_point> deadline_;
  mutable int row_tables_ = 0;  // made so far: each has a name of its own
  bool ignores_checks_ = false;
};

/// A prepared statement. Parameters and columns count from 0.
class Statement {
 public:
  ~Statement();
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  void bind(int parameter, std::int64_t value);
  /// NaN becomes NULL.
  void bind(int parameter, double value);
  void bind(int parameter, std::string_view value);
  void bind_null(int parameter);
  void bind(int parameter, const Cell& value);

  /// Whether there is a row now.
  bool step();
  /// The same, and appends the row to `rows`.
  bool next(PackedRows& rows);
  /// Runs a statement that gives no rows, and makes it ready to run again.
  void run();
  /// The same of Connection::prepare_over_rows(). Requires as many columns as were said there.
  void run_over(const RowColumns& rows);
  void reset();

  [[nodiscard]] int column_count() const;
  [[nodiscard]] std::vector<std::string> column_names() const;
  [[nodiscard]] Cell cell(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t whole(int column) const;
  [[nodiscard]] double number(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  /// Whether it only reads.
  [[nodiscard]] bool is_read_only() const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  Statement(const Connection& connection, sqlite3_stmt* handle) : connection_{&connection}, handle_{handle} {}
  [[noreturn]] void fail() const;
  void check(int status) const;

  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  bool is_packed_ = false;
  const RowColumns** rows_ = nullptr;  // that a statement over rows reads; the connection keeps it
};

/// Changes that all happen or none: rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection* connection_;
  bool open_ = true;
};

/// The version of SQLite that runs.
[[nodiscard]] std::string sqlite_version();

}  // namespace bitpareto::db
