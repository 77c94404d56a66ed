// SPDX-License-Identifier: Apache-2.0
#include "db/run_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

#include "core/system/error.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"
#include "db/certificate.h"
#include "db/run_names.h"
#include "db/utc_time.h"

namespace bitpareto::db {

namespace {

std::string_view type_name(RunColumn::Type type) {
  switch (type) {
    case RunColumn::Type::integer:
      return "INTEGER";
    case RunColumn::Type::real:
      return "REAL";
    case RunColumn::Type::text:
      return "TEXT";
    case RunColumn::Type::any:
      return "ANY";
  }
  return {};
}

std::string json_list(std::span<const std::string> words) {
  Node list = make::list();
  for (const std::string& word : words) list.items.push_back(make::text(word));
  return to_json(list, false);
}

/// A count that may be larger than any that a column holds; so large it is rounded anyway.
std::int64_t stored_count(double count) {
  constexpr double beyond = 0x1p63;
  return count < beyond ? static_cast<std::int64_t>(count) : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

namespace {

/// An empty database of this version under a name that nothing has: it is whole before it has that name.
void make_database(const std::filesystem::path& path) {
  const std::filesystem::path temporary = path.string() + format(".{}.new", ::getpid());
  const auto remove = [&] {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::filesystem::remove(temporary.string() + suffix, ignored);
    }
  };
  try {
    const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) throw std::filesystem::filesystem_error{"", {errno, std::generic_category()}};
    {
      Connection connection{temporary, Connection::Mode::read_write};
      // Without a log, so that what is committed is in the file itself.
      connection.execute("PRAGMA synchronous = OFF");
      Transaction transaction{connection};
      apply_migrations(connection, 0, schema_version());
      transaction.commit();
      // From now on with one: to change that later takes four syncs. Closing leaves nothing in it.
      connection.execute("PRAGMA journal_mode = WAL");
    }
    // Once is enough: nobody knows the file yet.
    const bool safe = ::fsync(descriptor) == 0;
    const int problem = errno;
    ::close(descriptor);
    if (!safe) throw std::filesystem::filesystem_error{"", {problem, std::generic_category()}};
    // A hard link, unlike renaming, never takes a name from another file.
    std::filesystem::create_hard_link(temporary, path);
  } catch (const std::filesystem::filesystem_error& error) {
    remove();
    throw DbError{format("{}: cannot be made: {}", path.string(), error.code().message())};
  } catch (...) {
    remove();
    throw;
  }
  remove();
}

/// Makes a database where nothing has that name; returns whether it did.
bool make_if_missing(const std::filesystem::path& path) {
  if (path.empty()) throw ConfigError{"a database needs a name; expected one such as results.db"};
  if (path == ":memory:" || path.string().starts_with("file:")) {
    throw ConfigError{format("'{}' is no name of a file, and results must outlive the program; expected one such as "
                             "results.db",
                             path.string())};
  }
  std::error_code unknown;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, unknown))) return false;
  make_database(path);
  return true;
}

}  // namespace

RunStore::RunStore(const std::filesystem::path& path)
    : lock_{path}, is_new_{make_if_missing(path)}, connection_{path, Connection::Mode::read_write} {
  if (!is_new_) check_schema(connection_);
  // References are not checked again: every row is of a run that this process made or found, and looking that up for each
  // took a quarter of the time.
  // One fsync per checkpoint of the log instead of one per commit: a power cut may lose the last commits, never the
  // file.
  connection_.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON");
  migrate();
  // Nobody else writes: what earlier programs called running is not.
  connection_.execute("UPDATE run SET status = 'interrupted' WHERE status = 'running'");
}

void RunStore::migrate() {
  const auto version = static_cast<int>(connection_.whole("PRAGMA user_version"));
  if (version == schema_version()) return;
  backup_ = connection_.path().string() + format(".v{}-backup", version);
  for (int n = 2; std::filesystem::exists(backup_); ++n) {
    backup_ = connection_.path().string() + format(".v{}-backup-{}", version, n);
  }
  Statement copy = connection_.prepare("VACUUM INTO ?");
  copy.bind(0, std::string_view{backup_.string()});
  copy.run();
  Transaction transaction{connection_};
  apply_migrations(connection_, version, schema_version());
  transaction.commit();
}

namespace {

/// The statement that makes the table of designs as it is.
std::string text_of_design(const Connection& connection) {
  Statement find = connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'design'");
  return find.step() ? find.text(0) : std::string{};
}

/// What `design` does not have yet.
void add_missing(Connection& connection, std::span<const RunColumn> columns) {
  const std::vector<std::string> present = design_columns(connection);
  std::vector<std::string> missing;
  for (const RunColumn& column : columns) {
    if (std::ranges::find(present, column.name) != present.end()) continue;
    const std::string check = column.type == RunColumn::Type::real ? " " + finite_check(quoted_name(column.name)) : "";
    missing.push_back(format("{} {}{}", quoted_name(column.name), type_name(column.type), check));
  }
  if (missing.empty()) return;
  const auto add = [&](const std::string& column) { connection.execute("ALTER TABLE design ADD COLUMN " + column); };
  add(missing.front());
  // Each column added makes SQLite read the whole schema anew. Where there are no designs, the table is made anew instead, by the
  // statement that it would have after all of them.
  const bool is_empty = connection.whole("SELECT count(*) FROM (SELECT 1 FROM design LIMIT 1)") == 0;
  std::string table = is_empty ? text_of_design(connection) : std::string{};
  const std::string first = ", " + missing.front();
  const std::size_t at = table.rfind(first);
  if (at == std::string::npos) {
    for (std::size_t c = 1; c < missing.size(); ++c) add(missing[c]);
  } else if (missing.size() > 1) {
    std::string rest;
    for (std::size_t c = 1; c < missing.size(); ++c) rest += ", " + missing[c];
    table.insert(at + first.size(), rest);
    connection.execute("DROP TABLE design; " + table);
  }
}

/// Says of a run that it fills these columns, from that position on.
void add_to_run(Connection& connection, RunId run, std::span<const RunColumn> columns, std::size_t position) {
  Statement insert =
      connection.prepare("INSERT INTO run_column (run, position, name, kind, metric, maximised) VALUES (?, ?, ?, ?, ?, ?)");
  for (const RunColumn& column : columns) {
    insert.bind(0, run);
    insert.bind(1, static_cast<std::int64_t>(position++));
    insert.bind(2, std::string_view{column.name});
    insert.bind(3, std::string_view{column.kind == Column::Kind::leaf ? "axis" : "metric"});
    insert.bind(4, column.metric.empty() ? Cell{} : Cell{column.metric});
    insert.bind(5, std::int64_t{column.better == Better::more ? 1 : 0});
    insert.run();
  }
}

}  // namespace

void RunStore::add_columns(RunId run, const Table& table) {
  connection_.ignore_checks(false);
  Transaction transaction{connection_};
  std::vector<RunColumn> columns;
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    columns.push_back({table.columns[c], RunColumn::Type::real, table.columns[c].name});
  }
  add_missing(connection_, columns);
  add_to_run(connection_, run, columns, columns_.size());
  statements_.reset();
  std::string assignments;
  for (const RunColumn& column : columns) {
    assignments += format("{}{} = ?", assignments.empty() ? "" : ", ", quoted_name(column.name));
    columns_.push_back(column.name);
  }
  if (columns.empty()) return;
  Statement update = connection_.prepare(format("UPDATE design SET {} WHERE run = ? AND design = ?", assignments));
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t c = 1; c < row.size(); ++c) update.bind(static_cast<int>(c - 1), row[c]);
    update.bind(static_cast<int>(columns.size()), run);
    update.bind(static_cast<int>(columns.size()) + 1, row[0]);
    update.run();
  }
  connection_.check_place();
  transaction.commit();
}

RunId RunStore::begin(const RunDescription& d, std::span<const RunColumn> columns) {
  Transaction transaction{connection_};
  add_missing(connection_, columns);
  Statement insert = connection_.prepare(
      "INSERT INTO run (name, configuration, hash, program_version, program_commit, models, data, explorer, options, "
      "objectives, seed, threads, started_at, seconds, space_size, store, status, evaluated, feasible) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 'interrupted', 0, 0)");
  int p = 0;
  for (const std::string* text : {&d.name, &d.configuration, &d.hash, &d.program_version, &d.program_commit, &d.models,
                                  &d.data, &d.explorer, &d.options}) {
    insert.bind(p++, std::string_view{*text});
  }
  insert.bind(p++, std::string_view{json_list(d.objectives)});
  insert.bind(p++, d.seed ? Cell{*d.seed} : Cell{});
  insert.bind(p++, std::int64_t{d.threads});
  insert.bind(p++, std::string_view{utc_now()});
  insert.bind(p++, index_cell(d.space_size));
  insert.bind(p++, std::string_view{d.store});
  insert.run();
  const RunId run = connection_.last_insert_id();
  statements_.reset();
  columns_.clear();
  add_to_run(connection_, run, columns, 0);
  for (const RunColumn& column : columns) columns_.push_back(column.name);
  objectives_ = joined(d.objectives);
  connection_.check_place();
  transaction.commit();
  lock_.writes(run);
  return run;
}

namespace {

std::string insert_into(const std::vector<std::string>& columns) {
  std::string names = "run, design, feasible, reason";
  for (const std::string& column : columns) names += ", " + quoted_name(column);
  return format("INSERT OR REPLACE INTO design ({}) ", names);
}

/// Of a design whatever its run: number, feasibility, reason.
constexpr std::size_t leading_columns = 3;

bool has_infinity(const RowColumns& rows) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return std::ranges::any_of(rows.columns, [&](const RowColumns::Column& column) {
    const auto end = column.numbers.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size, column.numbers.size()));
    return std::any_of(column.numbers.begin(), end, [](double number) { return std::abs(number) == infinity; });
  });
}

}  // namespace

/// What batches of a run say again and again, prepared once.
struct Batch::Statements {
  Statements(const Connection& connection, const std::vector<std::string>& columns)
      : into{insert_into(columns)},
        count{leading_columns + columns.size()},
        add{over_rows(connection)},
        remove{connection.prepare("DELETE FROM design WHERE run = ? AND design = ?")},
        leave{connection.prepare("DELETE FROM front WHERE run = ? AND objectives = ? AND design = ?")},
        enter{connection.prepare("INSERT INTO front (run, objectives, design) VALUES (?, ?, ?)")},
        clear_reasons{connection.prepare("DELETE FROM infeasible WHERE run = ?")},
        reason{connection.prepare("INSERT INTO infeasible (run, position, reason, designs) VALUES (?, ?, ?, ?)")},
        progress{connection.prepare("UPDATE run SET status = ?, finished_at = ?, seconds = ?, checkpoint = ?, evaluated = ?, "
                                    "feasible = ? WHERE id = ?")} {}

  [[nodiscard]] Statement over_rows(const Connection& connection) const {
    std::string values = "?";
    for (std::size_t c = 0; c < count; ++c) values += format(", c{}", c);
    return connection.prepare_over_rows(count, format("{}SELECT {} FROM ", into, values));
  }
  [[nodiscard]] Statement of_one_row(const Connection& connection) const {
    std::string places = "?";
    for (std::size_t c = 0; c < count; ++c) places += ", ?";
    return connection.prepare(format("{}VALUES ({})", into, places));
  }

  std::string into;
  std::size_t count;
  Statement add;
  std::optional<Statement> add_one;  // where it was needed
  Statement remove, leave, enter, clear_reasons, reason, progress;
};

RunStore::~RunStore() = default;

Batch RunStore::batch(RunId run) {
  if (!statements_) statements_ = std::make_unique<Batch::Statements>(connection_, columns_);
  return {*this, run};
}

Batch::Batch(RunStore& store, RunId run)
    : store_{&store}, statements_{store.statements_.get()}, run_{run}, transaction_{std::make_unique<Transaction>(store.connection_)} {}

void Batch::remove(const Cell& design) {
  Statement& remove = statements_->remove;
  remove.bind(0, run_);
  remove.bind(1, design);
  remove.run();
}

void Batch::for_each_member(Statement& statement, std::span<const Cell> designs) {
  statement.bind(0, run_);
  statement.bind(1, std::string_view{store_->objectives_});
  for (const Cell& design : designs) {
    statement.bind(2, design);
    statement.run();
  }
}

void Batch::add(const RowColumns& rows) {
  assert(rows.columns.size() == statements_->count);
  // All that columns check is that numbers are finite, which takes SQLite a quarter of the time.
  store_->connection_.ignore_checks(!has_infinity(rows));
  statements_->add.bind(0, run_);
  statements_->add.run_over(rows);
}

void Batch::add(const DesignRow& row) {
  store_->connection_.ignore_checks(false);
  if (!statements_->add_one) statements_->add_one = statements_->of_one_row(store_->connection_);
  Statement& add = *statements_->add_one;
  add.bind(0, run_);
  add.bind(1, row.design);
  add.bind(2, std::int64_t{row.feasible ? 1 : 0});
  add.bind(3, row.reason.empty() ? Cell{} : Cell{row.reason});
  for (std::size_t c = 0; c < row.cells.size(); ++c) add.bind(static_cast<int>(c + 1 + leading_columns), row.cells[c]);
  add.run();
}

void Batch::commit(const FrontCells& changes, const RunProgress& progress) {
  for_each_member(statements_->leave, changes.left);
  for_each_member(statements_->enter, changes.entered);
  statements_->clear_reasons.bind(0, run_);
  statements_->clear_reasons.run();
  Statement& reason = statements_->reason;
  for (std::size_t r = 1; r < progress.state.infeasible.size(); ++r) {
    if (progress.state.infeasible[r] == 0) continue;
    reason.bind(0, run_);
    reason.bind(1, static_cast<std::int64_t>(r));
    reason.bind(2, std::string_view{progress.reasons[r]});
    reason.bind(3, static_cast<std::int64_t>(progress.state.infeasible[r]));
    reason.run();
  }
  write_certificate(store_->connection_, run_, progress.state);
  Statement& update = statements_->progress;
  // Until it is complete a run is one that was interrupted: that stays true whatever happens to this process.
  update.bind(0, std::string_view{progress.complete ? "complete" : "interrupted"});
  update.bind(1, std::string_view{utc_now()});
  update.bind(2, progress.seconds);
  update.bind(3, std::string_view{progress.state.checkpoint});
  update.bind(4, stored_count(progress.state.evaluated));
  update.bind(5, static_cast<std::int64_t>(progress.state.infeasible.empty() ? 0 : progress.state.infeasible[0]));
  update.bind(6, run_);
  update.run();
  store_->connection_.check_place();
  transaction_->commit();
}

void RunStore::change(const std::function<void()>& change) {
  connection_.ignore_checks(false);
  Transaction transaction{connection_};
  change();
  connection_.check_place();
  transaction.commit();
}

std::int64_t RunStore::begin_race(const RaceDescription& race) {
  std::int64_t id = 0;
  change([&] { id = db::begin_race(connection_, race); });
  return id;
}

void RunStore::add_race_run(std::int64_t race, std::int64_t position, const RaceRunRows& run) {
  change([&] { db::add_race_run(connection_, race, position, run); });
}

void RunStore::end_race(std::int64_t race, double seconds, bool is_complete) {
  change([&] { db::end_race(connection_, race, seconds, is_complete); });
}

std::optional<CompleteFront> RunStore::complete_front(std::span<const std::string> hashes, const std::string& program_version,
                                                    const std::string& program_commit) const {
  return db::complete_front(connection_, hashes, program_version, program_commit);
}

DbError RunStore::cannot_go_on(RunId run, std::string_view why) const {
  return DbError{format("{}: run {} cannot go on: {}. Something other than bitpareto changed it; without --resume a new run "
                        "starts",
                        connection_.path().string(), run, why)};
}

std::optional<StoredRun> RunStore::unfinished(const RunDescription& description, std::size_t reason_count) {
  Statement find = connection_.prepare(
      "SELECT id, program_version, program_commit, seconds, checkpoint, evaluated, feasible, space_size, store, seed FROM "
      "run WHERE hash = ? AND status <> 'complete' ORDER BY id DESC LIMIT 1");
  find.bind(0, std::string_view{description.hash});
  if (!find.step()) return std::nullopt;
  StoredRun stored;
  stored.id = find.whole(0);
  stored.program_version = find.text(1);
  stored.program_commit = find.text(2);
  stored.seconds = find.number(3);
  if (!find.is_null(9)) stored.seed = find.whole(9);
  // The file may have been changed by anybody, so everything that the search goes on from is checked; the checkpoint by
  // the explorer, who alone can read it.
  const auto require = [&](bool holds, std::string_view what) {
    if (!holds) throw cannot_go_on(stored.id, what);
  };
  require(is_sound(connection_, "1"), "the file is damaged");
  require(cell_text(find.cell(7)) == description.space_size, "its space has another number of designs");
  require(stored.seconds >= 0 && std::isfinite(stored.seconds), "its time is none");
  const std::int64_t evaluated = find.whole(5);
  stored.state.checkpoint = find.text(4);
  stored.state.evaluated = static_cast<double>(evaluated);
  std::vector<std::uint64_t>& infeasible = stored.state.infeasible;
  infeasible.resize(reason_count);
  infeasible[0] = static_cast<std::uint64_t>(find.whole(6));
  std::uint64_t counted = infeasible[0];
  Statement reasons = connection_.prepare("SELECT position, designs FROM infeasible WHERE run = ?");
  for (reasons.bind(0, stored.id); reasons.step();) {
    const std::int64_t position = reasons.whole(0);
    require(position > 0 && static_cast<std::size_t>(position) < reason_count && reasons.whole(1) >= 0,
            "it counts designs that are infeasible for no known reason");
    infeasible[static_cast<std::size_t>(position)] = static_cast<std::uint64_t>(reasons.whole(1));
    counted += static_cast<std::uint64_t>(reasons.whole(1));
  }
  constexpr std::int64_t exact_doubles = std::int64_t{1} << 53U;  // beyond, `evaluated` is rounded
  require(evaluated >= 0 && (evaluated >= exact_doubles || counted == static_cast<std::uint64_t>(evaluated)),
          "feasible and infeasible designs are not as many as were evaluated");

  statements_.reset();
  columns_.clear();
  Statement columns = connection_.prepare("SELECT name FROM run_column WHERE run = ? ORDER BY position");
  for (columns.bind(0, stored.id); columns.step();) columns_.push_back(columns.text(0));
  const std::vector<std::string> present = design_columns(connection_);
  require(std::ranges::all_of(columns_, [&](const auto& name) { return std::ranges::find(present, name) != present.end(); }),
          "it has a column that no design has");
  objectives_ = joined(description.objectives);
  Statement front = connection_.prepare(
      "SELECT front.design, front.objectives, design.feasible FROM front LEFT JOIN design USING (run, design) WHERE run = "
      "? ORDER BY front.design");
  for (front.bind(0, stored.id); front.step();) {
    require(front.text(1) == objectives_, "its front is over other objectives");
    require(!front.is_null(2) && front.whole(2) == 1, "its front has a design that is not stored as feasible");
    stored.front.push_back(cell_text(front.cell(0)));
  }
  Statement count = connection_.prepare("SELECT count(*) FROM design WHERE run = ?");
  count.bind(0, stored.id);
  const std::int64_t rows = count.step() ? count.whole(0) : 0;
  require(rows == (find.text(8) == "all" ? evaluated : static_cast<std::int64_t>(stored.front.size())),
          "it holds another number of designs than it says");
  lock_.writes(stored.id);
  return stored;
}

}  // namespace bitpareto::db
