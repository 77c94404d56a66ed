// SPDX-License-Identifier: Apache-2.0
#include "db/run_store.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/error.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"
#include "db/migrations.h"

namespace bitpareto::db {

namespace {

/// Marks a file as ours: "bitp" in ASCII.
constexpr std::int64_t application_id = 0x62697470;

std::string now() {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + "\"";
}

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

/// Digits as a cell; they may be more than any number holds.
Cell digits_cell(const std::string& digits) {
  const auto value = parse_whole(digits);
  return value ? index_cell(*value) : Cell{digits};
}

}  // namespace

int schema_version() { return static_cast<int>(migrations().size()); }

DesignIndex design_index(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<DesignIndex>(*whole);
  return parse_whole(cell_text(cell)).value_or(0);
}

RunStore::RunStore(const std::filesystem::path& path) : connection_{path, Connection::Mode::read_write} {
  refuse_foreign();
  // One fsync per checkpoint of the log instead of one per commit: a power cut may lose the last commits, never the
  // file.
  connection_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  migrate();
}

void RunStore::refuse_foreign() const {
  const std::string path = connection_.path().string();
  const bool empty = connection_.whole("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && connection_.whole("PRAGMA application_id") != application_id) {
    throw DbError{path + ": is a database of another program"};
  }
  if (const std::int64_t version = connection_.whole("PRAGMA user_version"); version > schema_version()) {
    throw DbError{format("{}: has schema version {}, written by a newer bitpareto; this one knows up to {}", path,
                         version, schema_version())};
  }
}

void RunStore::migrate() {
  if (connection_.whole("PRAGMA user_version") == schema_version()) return;
  Transaction transaction{connection_};  // takes the lock: nobody else migrates now
  refuse_foreign();
  const std::int64_t version = connection_.whole("PRAGMA user_version");
  for (auto step = static_cast<std::size_t>(version); step < migrations().size(); ++step) {
    connection_.execute(std::string{migrations()[step]});
  }
  connection_.execute(
      format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, schema_version()));
  transaction.commit();
}

RunId RunStore::begin(const RunDescription& d, std::span<const RunColumn> columns) {
  Transaction transaction{connection_};
  std::vector<std::string> present;
  for (Statement info = connection_.prepare("SELECT name FROM pragma_table_info('design')"); info.step();) {
    present.push_back(info.text(0));
  }
  for (const RunColumn& column : columns) {
    if (std::ranges::find(present, column.name) != present.end()) continue;
    connection_.execute(format("ALTER TABLE design ADD COLUMN {} {}", quoted(column.name), type_name(column.type)));
  }
  Statement insert = connection_.prepare(
      "INSERT INTO run (name, configuration, hash, program_version, program_commit, models, data, explorer, options, "
      "objectives, seed, threads, started_at, seconds, space_size, store, status, next_design, evaluated, feasible) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 'running', 0, 0, 0)");
  int p = 0;
  for (const std::string* text : {&d.name, &d.configuration, &d.hash, &d.program_version, &d.program_commit, &d.models,
                                  &d.data, &d.explorer, &d.options}) {
    insert.bind(p++, std::string_view{*text});
  }
  insert.bind(p++, std::string_view{json_list(d.objectives)});
  insert.bind(p++, d.seed ? Cell{*d.seed} : Cell{});
  insert.bind(p++, std::int64_t{d.threads});
  insert.bind(p++, std::string_view{now()});
  insert.bind(p++, digits_cell(d.space_size));
  insert.bind(p++, std::string_view{d.store});
  insert.run();
  const RunId run = connection_.last_insert_id();
  Statement column_insert = connection_.prepare(
      "INSERT INTO run_column (run, position, name, kind, metric, maximised) VALUES (?, ?, ?, ?, ?, ?)");
  columns_.clear();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    column_insert.bind(0, run);
    column_insert.bind(1, static_cast<std::int64_t>(c));
    column_insert.bind(2, std::string_view{columns[c].name});
    column_insert.bind(3, std::string_view{columns[c].kind == RunColumn::Kind::axis ? "axis" : "metric"});
    column_insert.bind(4, columns[c].metric.empty() ? Cell{} : Cell{columns[c].metric});
    column_insert.bind(5, std::int64_t{columns[c].maximised ? 1 : 0});
    column_insert.run();
    columns_.push_back(columns[c].name);
  }
  objectives_ = joined(d.objectives);
  transaction.commit();
  return run;
}

namespace {

std::string insert_statement(const std::vector<std::string>& columns) {
  std::string names = "run, design, feasible, reason";
  std::string places = "?, ?, ?, ?";
  for (const std::string& column : columns) {
    names += ", " + quoted(column);
    places += ", ?";
  }
  return format("INSERT OR REPLACE INTO design ({}) VALUES ({})", names, places);
}

}  // namespace

Batch RunStore::batch(RunId run) { return {connection_, run, columns_, objectives_}; }

Batch::Batch(Connection& connection, RunId run, const std::vector<std::string>& columns, std::string objectives)
    : connection_{&connection},
      run_{run},
      objectives_{std::move(objectives)},
      transaction_{std::make_unique<Transaction>(connection)},
      insert_{connection.prepare(insert_statement(columns))} {}

void Batch::clear() {
  Statement drop = connection_->prepare("DELETE FROM design WHERE run = ?");
  drop.bind(0, run_);
  drop.run();
}

void Batch::add(const DesignRow& row) {
  insert_.bind(0, run_);
  insert_.bind(1, index_cell(row.design));
  insert_.bind(2, std::int64_t{row.feasible ? 1 : 0});
  insert_.bind(3, row.reason.empty() ? Cell{} : Cell{row.reason});
  for (std::size_t c = 0; c < row.cells.size(); ++c) insert_.bind(static_cast<int>(c) + 4, row.cells[c]);
  insert_.run();
}

void Batch::commit(std::span<const DesignIndex> front, const RunProgress& progress) {
  Statement clear = connection_->prepare("DELETE FROM front WHERE run = ?");
  clear.bind(0, run_);
  clear.run();
  Statement member = connection_->prepare("INSERT INTO front (run, objectives, design) VALUES (?, ?, ?)");
  for (const DesignIndex design : front) {
    member.bind(0, run_);
    member.bind(1, std::string_view{objectives_});
    member.bind(2, index_cell(design));
    member.run();
  }
  Statement clear_reasons = connection_->prepare("DELETE FROM infeasible WHERE run = ?");
  clear_reasons.bind(0, run_);
  clear_reasons.run();
  Statement reason =
      connection_->prepare("INSERT INTO infeasible (run, position, reason, designs) VALUES (?, ?, ?, ?)");
  for (std::size_t r = 1; r < progress.state.infeasible.size(); ++r) {
    if (progress.state.infeasible[r] == 0) continue;
    reason.bind(0, run_);
    reason.bind(1, static_cast<std::int64_t>(r));
    reason.bind(2, std::string_view{progress.reasons[r]});
    reason.bind(3, static_cast<std::int64_t>(progress.state.infeasible[r]));
    reason.run();
  }
  Statement update = connection_->prepare(
      "UPDATE run SET status = ?, finished_at = ?, seconds = ?, next_design = ?, evaluated = ?, feasible = ? WHERE id "
      "= ?");
  update.bind(0, std::string_view{progress.complete ? "complete" : progress.interrupted ? "interrupted" : "running"});
  update.bind(1, progress.complete || progress.interrupted ? Cell{now()} : Cell{});
  update.bind(2, progress.seconds);
  update.bind(3, index_cell(progress.state.next));
  update.bind(4, static_cast<std::int64_t>(progress.state.evaluated));
  update.bind(5, static_cast<std::int64_t>(progress.state.infeasible.empty() ? 0 : progress.state.infeasible[0]));
  update.bind(6, run_);
  update.run();
  transaction_->commit();
}

std::optional<StoredRun> RunStore::unfinished(const std::string& hash, std::size_t reason_count) {
  Statement find = connection_.prepare(
      "SELECT id, program_version, program_commit, seconds, next_design, evaluated, feasible FROM run "
      "WHERE hash = ? AND status <> 'complete' ORDER BY id DESC LIMIT 1");
  find.bind(0, std::string_view{hash});
  if (!find.step()) return std::nullopt;
  StoredRun stored;
  stored.id = find.whole(0);
  stored.program_version = find.text(1);
  stored.program_commit = find.text(2);
  stored.seconds = find.number(3);
  SearchState& state = stored.resumption.state;
  state.next = design_index(find.cell(4));
  state.evaluated = static_cast<double>(find.whole(5));
  state.infeasible.resize(reason_count);
  state.infeasible[0] = static_cast<std::uint64_t>(find.whole(6));
  Statement reasons = connection_.prepare("SELECT position, designs FROM infeasible WHERE run = ?");
  for (reasons.bind(0, stored.id); reasons.step();) {
    const auto position = static_cast<std::size_t>(reasons.whole(0));
    if (position < reason_count) state.infeasible[position] = static_cast<std::uint64_t>(reasons.whole(1));
  }
  Statement front = connection_.prepare("SELECT design, objectives FROM front WHERE run = ? ORDER BY design");
  for (front.bind(0, stored.id); front.step();) stored.resumption.front.push_back(design_index(front.cell(0)));
  columns_.clear();
  Statement columns = connection_.prepare("SELECT name FROM run_column WHERE run = ? ORDER BY position");
  for (columns.bind(0, stored.id); columns.step();) columns_.push_back(columns.text(0));
  Statement objectives = connection_.prepare(
      "SELECT group_concat(value, ', ') FROM (SELECT value FROM run, json_each(run.objectives) WHERE run.id = ? ORDER "
      "BY key)");
  objectives.bind(0, stored.id);
  if (objectives.step()) objectives_ = objectives.text(0);
  return stored;
}

}  // namespace bitpareto::db
