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
  check_schema(connection_);
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
                 .status = status_of(find.whole(0), find.text(3)),
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
  Table table = cursor(std::move(all)).all();
  for (std::vector<Cell>& row : table.rows) row[2] = status_of(std::get<std::int64_t>(row[0]), cell_text(row[2]));
  return table;
}

std::string RunReader::status_of(RunId run, const std::string& stored) const {
  if (stored == "complete") return stored;
  // Only who writes now can tell; what a killed process left behind may say anything.
  const std::optional<Writer> writer = writer_of(connection_.path());
  return writer && writer->run == run ? "running" : "interrupted";
}

const RunColumn& RunReader::find(const std::vector<RunColumn>& columns, const std::string& name) const {
  const auto it = std::ranges::find_if(columns, [&](const RunColumn& c) { return c.name == name || c.metric == name; });
  if (it != columns.end()) return *it;
  std::vector<std::string> names;
  for (const RunColumn& column : columns) names.push_back(column.name);
  throw ConfigError{format("'{}' is not a column of this run{}", name, suggestion(name, names))};
}

Statement RunReader::prepare_of_user(const std::string& sql, const std::vector<std::string>& names) const {
  constexpr const char* only_reading = "the query cannot be read: only reading is possible here";
  try {
    Statement statement = connection_.prepare(sql);
    if (!statement.is_read_only()) throw ConfigError{only_reading};
    return statement;
  } catch (const DbError& error) {
    std::string reason = reason_of(error, connection_.path());
    if (reason == "not authorized") throw ConfigError{only_reading};
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

std::string RunReader::column_of(const std::vector<RunColumn>& known, const std::string& name) const {
  const bool is_own = name == "design" || name == "feasible" || name == "reason";
  return quoted(is_own ? name : find(known, name).name);
}

std::string RunReader::selected(const std::vector<RunColumn>& known, const std::vector<std::string>& columns) const {
  std::string list;
  for (const std::string& name : columns) list += (list.empty() ? "" : ", ") + column_of(known, name);
  if (!list.empty()) return list;
  list = "design";
  for (const RunColumn& column : known) list += ", " + quoted(column.name);
  return list;
}

Cursor RunReader::designs(RunId run, const DesignQuery& query) const {
  const std::vector<RunColumn> known = columns(run);
  std::vector<std::string> names{"design", "feasible", "reason"};
  for (const RunColumn& column : known) names.push_back(column.name);
  std::string sql = format("SELECT {} FROM designs WHERE run = {}", selected(known, query.columns), run);
  // A line of its own, so that a comment in it cannot swallow what follows.
  if (!query.where.empty()) sql += format(" AND (\n{}\n)", query.where);
  std::string order;
  for (const std::string& key : query.sort) {
    const bool descending = key.starts_with('-');
    order +=
        (order.empty() ? "" : ", ") + column_of(known, descending ? key.substr(1) : key) + (descending ? " DESC" : "");
  }
  sql += " ORDER BY " + order + (order.empty() ? "" : ", ") + "design";
  if (query.limit) sql += format(" LIMIT {}", *query.limit);
  return cursor(prepare_of_user(sql, names));
}

std::vector<DesignIndex> RunReader::front(RunId run, const std::vector<const RunColumn*>& objectives, Ties ties) const {
  std::string sql = "SELECT design";
  for (const RunColumn* objective : objectives) sql += ", " + quoted(objective->name);
  sql += format(" FROM designs WHERE run = {} AND feasible = 1", run);
  for (const RunColumn* objective : objectives) sql += format(" AND {} IS NOT NULL", quoted(objective->name));
  ParetoArchive archive{objectives.size(), ties};
  std::vector<double> values(objectives.size());
  Cursor rows = cursor(connection_.prepare(sql));
  for (std::vector<Cell> row; rows.next(row);) {
    for (std::size_t o = 0; o < values.size(); ++o) {
      const double value = std::get<double>(row[o + 1]);
      values[o] = objectives[o]->maximised ? -value : value;
    }
    archive.insert(values, design_index(row[0]));
  }
  const Front found = archive.front();
  std::vector<std::size_t> order(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return found.at(i)[0]; });
  std::vector<DesignIndex> designs;
  for (const std::size_t i : order) designs.push_back(found.ids[i]);
  return designs;
}

Table RunReader::pareto(RunId run, const std::vector<std::string>& metrics, Ties ties,
                        const std::vector<std::string>& columns) const {
  const std::vector<RunColumn> known = this->columns(run);
  std::vector<const RunColumn*> objectives;
  for (const std::string& name : metrics) {
    const RunColumn& column = find(known, name);
    if (column.metric.empty()) throw ConfigError{format("'{}' is not a metric; a front is over metrics", name)};
    objectives.push_back(&column);
  }
  const std::string sql = format("SELECT {} FROM designs WHERE run = {} AND design = ?", selected(known, columns), run);
  Statement row = connection_.prepare(sql);
  Table table;
  for (int c = 0; c < row.column_count(); ++c) table.columns.push_back(row.column_name(c));
  for (const DesignIndex design : front(run, objectives, ties)) {
    row.reset();
    row.bind(0, index_cell(design));
    if (!row.step()) continue;
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (int c = 0; c < row.column_count(); ++c) cells.push_back(row.cell(c));
  }
  return table;
}

std::vector<std::string> RunReader::screen_columns(const RunSummary& run) const {
  std::vector<std::string> names{"design"};
  for (const RunColumn& column : columns(run.id)) {
    const bool is_objective =
        !column.metric.empty() && std::ranges::find(run.objectives, column.metric) != run.objectives.end();
    if (column.kind == RunColumn::Kind::axis || is_objective) names.push_back(column.name);
  }
  return names;
}

Cursor RunReader::sql(const std::string& text) const { return cursor(prepare_of_user(text, design_columns_)); }

}  // namespace bitpareto::db
