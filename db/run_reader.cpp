// SPDX-License-Identifier: Apache-2.0
#include "db/run_reader.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/format.h"
#include "core/text/suggestion.h"

namespace bitpareto::db {

namespace {

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

/// What SQLite says of a statement, without the file and the statement that Connection adds.
std::string reason_of(const DbError& error, const std::filesystem::path& path) {
  std::string text = error.what();
  if (text.starts_with(path.string() + ": ")) text.erase(0, path.string().size() + 2);
  return text.substr(0, text.find(" (in: "));
}

std::string no_such_run(RunId id) { return format("there is no run {}; bitpareto runs lists them", id); }

}  // namespace

RunReader::RunReader(const std::filesystem::path& path, double most_seconds)
    : connection_{path, Connection::Mode::read}, most_seconds_{most_seconds} {
  const auto tables =
      connection_.whole("SELECT count(*) FROM sqlite_schema WHERE name IN ('runs', 'designs', 'fronts')");
  if (tables != 3) throw DbError{path.string() + ": is not a database of bitpareto"};
  if (const auto version = connection_.whole("PRAGMA user_version"); version > schema_version()) {
    throw DbError{format("{}: has schema version {}, written by a newer bitpareto; this one knows up to {}",
                         path.string(), version, schema_version())};
  }
  for (Statement info = connection_.prepare("SELECT name FROM pragma_table_info('design')"); info.step();) {
    design_columns_.push_back(info.text(0));
  }
  connection_.restrict_to_reading(most_seconds);
}

RunSummary RunReader::run(std::optional<RunId> id) const {
  Statement find = connection_.prepare(
      "SELECT run, name, hash, status, store, configuration, objectives FROM runs WHERE ?1 IS NULL OR run = ?1 ORDER "
      "BY run "
      "DESC LIMIT 1");
  find.bind(0, id ? Cell{*id} : Cell{});
  if (!find.step()) {
    throw ConfigError{id ? no_such_run(*id) : connection_.path().string() + " holds no run; bitpareto sweep makes one"};
  }
  RunSummary run{.id = find.whole(0),
                 .name = find.text(1),
                 .hash = find.text(2),
                 .status = find.text(3),
                 .store = find.text(4),
                 .configuration = find.text(5),
                 .objectives = {}};
  Statement objectives = connection_.prepare("SELECT value FROM json_each(?) ORDER BY key");
  objectives.bind(0, std::string_view{find.text(6)});
  while (objectives.step()) run.objectives.push_back(objectives.text(0));
  return run;
}

std::vector<RunColumn> RunReader::columns(RunId run) const {
  std::vector<RunColumn> list;
  Statement find =
      connection_.prepare("SELECT name, kind, metric, maximised FROM run_column WHERE run = ? ORDER BY position");
  for (find.bind(0, run); find.step();) {
    RunColumn column;
    column.name = find.text(0);
    column.kind = find.text(1) == "axis" ? RunColumn::Kind::axis : RunColumn::Kind::metric;
    column.metric = find.text(2);
    column.maximised = find.whole(3) != 0;
    list.push_back(std::move(column));
  }
  return list;
}

Table RunReader::runs() const {
  Statement all = connection_.prepare(
      "SELECT run, name, status, explorer, objectives, designs, evaluated, feasible, (SELECT count(*) FROM fronts "
      "WHERE "
      "fronts.run = runs.run) AS front, seconds AS search_s, started_at, program_version, hash FROM runs ORDER BY run");
  return cursor(std::move(all)).all();
}

const RunColumn& RunReader::find(const std::vector<RunColumn>& columns, const std::string& name) const {
  const auto it = std::ranges::find_if(columns, [&](const RunColumn& c) { return c.name == name || c.metric == name; });
  if (it != columns.end()) return *it;
  std::vector<std::string> names;
  for (const RunColumn& column : columns) names.push_back(column.name);
  throw ConfigError{format("'{}' is not a column of this run{}", name, suggestion(name, names))};
}

Statement RunReader::prepare_of_user(const std::string& sql, const std::vector<std::string>& names) const {
  try {
    return connection_.prepare(sql);
  } catch (const DbError& error) {
    std::string reason = reason_of(error, connection_.path());
    if (reason == "not authorized" || reason.find("prohibited") != std::string::npos)
      reason = "only reading is possible here";
    constexpr std::string_view unknown = "no such column: ";
    if (reason.starts_with(unknown)) reason += suggestion(reason.substr(unknown.size()), names);
    throw ConfigError{format("the query cannot be read: {}", reason)};
  }
}

Cursor RunReader::cursor(Statement statement) const {
  return {std::move(statement), connection_.path(), most_seconds_};
}

Cursor::Cursor(Statement statement, const std::filesystem::path& path, double most_seconds)
    : statement_{std::move(statement)}, path_{path}, most_seconds_{most_seconds} {
  for (int c = 0; c < statement_.column_count(); ++c) columns_.push_back(statement_.column_name(c));
}

bool Cursor::next(std::vector<Cell>& row) {
  try {
    if (!statement_.step()) return false;
  } catch (const DbError& error) {
    const std::string reason = reason_of(error, path_);
    if (reason == "interrupted")
      throw ConfigError{format("the query was stopped after {} s (--timeout)", most_seconds_)};
    if (reason == "string or blob too big")
      throw ConfigError{"the query was stopped: it makes a value of more than 16 MiB"};
    if (reason == "out of memory") throw ConfigError{"the query was stopped: it needs too much memory"};
    throw;
  }
  row.clear();
  for (int c = 0; c < statement_.column_count(); ++c) row.push_back(statement_.cell(c));
  return true;
}

Table Cursor::all() {
  Table table{.columns = columns_, .rows = {}};
  for (std::vector<Cell> row; next(row);) table.rows.push_back(row);
  return table;
}

Cursor RunReader::designs(RunId run, const DesignQuery& query) const {
  const std::vector<RunColumn> known = columns(run);
  std::vector<std::string> names{"design", "feasible", "reason"};
  for (const RunColumn& column : known) names.push_back(column.name);
  const auto is_own = [](const std::string& name) {
    return name == "design" || name == "feasible" || name == "reason";
  };
  const auto column_of = [&](const std::string& name) { return quoted(is_own(name) ? name : find(known, name).name); };

  std::string selected;
  if (query.columns.empty()) {
    selected = "design";
    for (const RunColumn& column : known) selected += ", " + quoted(column.name);
  }
  for (const std::string& name : query.columns) selected += (selected.empty() ? "" : ", ") + column_of(name);
  std::string sql = format("SELECT {} FROM designs WHERE run = {}", selected, run);
  // A line of its own, so that a comment in it cannot swallow what follows.
  if (!query.where.empty()) sql += format(" AND (\n{}\n)", query.where);
  std::string order;
  for (const std::string& key : query.sort) {
    const bool descending = key.starts_with('-');
    order += (order.empty() ? "" : ", ") + column_of(descending ? key.substr(1) : key) + (descending ? " DESC" : "");
  }
  sql += " ORDER BY " + order + (order.empty() ? "" : ", ") + "design";
  if (query.limit) sql += format(" LIMIT {}", *query.limit);
  return cursor(prepare_of_user(sql, names));
}

Table RunReader::pareto(RunId run, const std::vector<std::string>& metrics, Ties ties) const {
  const std::vector<RunColumn> known = columns(run);
  std::vector<const RunColumn*> objectives;
  for (const std::string& name : metrics) {
    const RunColumn& column = find(known, name);
    if (column.kind != RunColumn::Kind::metric)
      throw ConfigError{format("'{}' is an axis; a front is over metrics", name)};
    objectives.push_back(&column);
  }
  std::string sql = "SELECT design";
  for (const RunColumn& column : known) sql += ", " + quoted(column.name);
  sql += format(" FROM designs WHERE run = {} AND feasible = 1", run);
  for (const RunColumn* objective : objectives) sql += format(" AND {} IS NOT NULL", quoted(objective->name));
  sql += " ORDER BY design";
  Table table = cursor(connection_.prepare(sql)).all();
  std::vector<std::size_t> places;
  for (const RunColumn* objective : objectives) {
    places.push_back(
        static_cast<std::size_t>(std::ranges::find(table.columns, objective->name) - table.columns.begin()));
  }
  ParetoArchive archive{objectives.size(), ties};
  const auto value = [&](std::size_t row, std::size_t o) {
    const Cell& cell = table.rows[row][places[o]];
    const auto* whole = std::get_if<std::int64_t>(&cell);
    const double number = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(cell);
    return objectives[o]->maximised ? -number : number;
  };
  std::vector<double> values(objectives.size());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t o = 0; o < values.size(); ++o) values[o] = value(row, o);
    archive.insert(values, row);
  }
  Front front = archive.front();
  std::vector<std::size_t> order(front.ids.begin(), front.ids.end());
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return value(row, 0); });
  Table result{.columns = table.columns, .rows = {}};
  for (const std::size_t row : order) result.rows.push_back(std::move(table.rows[row]));
  return result;
}

Cursor RunReader::sql(const std::string& text) const { return cursor(prepare_of_user(text, design_columns_)); }

}  // namespace bitpareto::db
