// SPDX-License-Identifier: Apache-2.0
#include "db/run_reader.h"

#include <algorithm>
#include <map>

#include "core/base/limits.h"
#include "core/document/json_reader.h"
#include "core/document/node_changes.h"
#include "core/problem/design_table.h"
#include "core/problem/objective.h"
#include "core/system/error.h"
#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"
#include "db/certificate.h"
#include "db/configured_objectives.h"
#include "db/design_sql.h"
#include "db/run_names.h"

namespace bitpareto::db {

namespace {

/// What SQLite says of a statement, without the file and the statement that Connection adds.
std::string reason_of(const DbError& error, const std::filesystem::path& path) {
  std::string text = error.what();
  if (text.starts_with(path.string() + ": ")) text.erase(0, path.string().size() + 2);
  return text.substr(0, text.find(" (in: "));
}

/// The size of a database with its log.
std::uintmax_t bytes_of(const std::filesystem::path& path) {
  std::uintmax_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(path.string() + suffix, none);
    if (!none) bytes += size;
  }
  return bytes;
}

std::string no_such_run(RunId id) { return format("there is no run {}; bitpareto runs lists them", id); }

}  // namespace

RunReader::RunReader(const std::filesystem::path& path, double most_seconds, LeafTable leaves,
                     std::vector<const MetricEntry*> metrics)
    : connection_{path, Connection::Mode::read},
      most_seconds_{most_seconds},
      leaves_{std::move(leaves)},
      metrics_{std::move(metrics)} {
  check_schema(connection_);
  design_columns_ = design_columns(connection_);
  has_certificates_ = connection_.whole("SELECT count(*) FROM sqlite_schema WHERE name = 'certificates'") != 0;
  connection_.restrict_to_reading(most_seconds);
}

RunSummary RunReader::run(std::optional<RunId> id) const {
  Statement find = connection_.prepare(
      "SELECT run, name, hash, status, store, configuration, objectives, explorer, store = 'all' AND evaluated = designs "
      "FROM runs WHERE ?1 IS NULL OR run = ?1 ORDER BY run DESC LIMIT 1");
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
                 .objectives = texts_of(find.text(6)),
                 .explorer = find.text(7),
                 .is_whole = find.whole(8) != 0};
  const std::optional<bool> open = has_certificates_ ? has_open_designs(connection_, run.id) : std::nullopt;
  run.is_open = open.value_or(false);
  run.leaves_out = run.store != "all" || (open && !run.is_whole);
  return run;
}

std::optional<Node> RunReader::configuration(RunId run) const {
  Statement find = connection_.prepare("SELECT configuration FROM runs WHERE run = ?");
  find.bind(0, run);
  if (!find.step()) return std::nullopt;
  Diagnostics none;
  return read_json(find.text(0), std::make_shared<const std::string>("configuration"), limits::config_values, none);
}

/// The metric of a column, energy of "worst(prefill.energy)"; null for an axis or a formula.
const MetricEntry* RunReader::metric_of(const RunColumn& column) const {
  std::string_view text = column.metric;
  std::string prefix;
  if (const std::size_t open = text.find('('); text.ends_with(')') && open != std::string_view::npos) {
    prefix = std::string{text.substr(0, open)} + "_";
    text = text.substr(open + 1, text.size() - open - 2);
  }
  if (const std::size_t dot = text.rfind('.'); dot != std::string_view::npos) {
    prefix += std::string{text.substr(0, dot)} + "_";
    text.remove_prefix(dot + 1);
  }
  const auto it = std::ranges::find(metrics_, text, &MetricEntry::name);
  if (it == metrics_.end() || column_word(prefix).append((*it)->column) != column.name) return nullptr;
  return *it;
}

std::vector<RunColumn> RunReader::columns(RunId run) const {
  std::vector<RunColumn> list;
  Statement find =
      connection_.prepare("SELECT name, kind, metric, maximised FROM run_column WHERE run = ? ORDER BY position");
  for (find.bind(0, run); find.step();) {
    RunColumn column;
    column.name = find.text(0);
    if (std::ranges::find(design_columns_, column.name) == design_columns_.end()) {
      throw DbError{format("{}: was changed by something other than bitpareto: run {} has a column {} that no design has",
                           connection_.path().string(), run, column.name)};
    }
    const bool is_axis = find.text(1) == "axis";
    column.metric = find.text(2);
    const KnownLeaf* const known = is_axis ? leaves_.find_column(column.name) : nullptr;
    if (known != nullptr) {
      static_cast<Column&>(column) = leaf_column(known->leaf);
      if (is_word(*known->leaf)) column.type = RunColumn::Type::text;
    } else if (const MetricEntry* const metric = metric_of(column)) {
      static_cast<Column&>(column) = column_of(*metric, column.name);
    } else if (column.metric.empty()) {
      column.type = RunColumn::Type::text;  // perplexity_basis
    }
    column.kind = is_axis ? Column::Kind::leaf : Column::Kind::value;
    if (!column.metric.empty()) column.better = find.whole(3) != 0 ? Better::more : Better::less;
    list.push_back(std::move(column));
  }
  // What is left are formulas, which the configuration knows by their text.
  const std::optional<Node> configured = configuration(run);
  if (!configured) return list;
  const RunNames names{list, &*configured, leaves_};
  for (const ConfiguredObjective& configured_objective : configured_objectives(&*configured)) {
    const Parsed<Objective> objective = Objective::parse(configured_objective.source, names);
    if (!objective) continue;
    for (RunColumn& column : list) {
      if (column.metric == objective->text() && metric_of(column) == nullptr) {
        column.dimension = objective->dimension();
      }
    }
  }
  return list;
}

Table RunReader::runs() const {
  Statement all = connection_.prepare(
      "SELECT run, name, status, explorer, objectives, designs, evaluated, feasible, (SELECT count(*) FROM fronts "
      "WHERE "
      "fronts.run = runs.run) AS front, seconds AS search_s, started_at, program_version, hash FROM runs ORDER BY run");
  Table table = cursor(std::move(all), {Column{"search_s", Dimension::time}}).all();
  table.columns.emplace_back("changes");
  std::map<std::string, std::optional<Node>> latest;  // configuration of each name
  for (std::vector<Cell>& row : table.rows) {
    const RunId run = std::get<std::int64_t>(row[0]);
    row[2] = status_of(run, cell_text(row[2]));
    std::optional<Node> configuration = this->configuration(run);
    std::vector<std::string> objectives = texts_of(cell_text(row[4]));
    const std::vector<ConfiguredObjective> configured = configured_objectives(configuration ? &*configuration : nullptr);
    for (std::string& objective : objectives) {
      const Tolerance tolerance = tolerance_of(objective, configured);
      if (!tolerance.is_none()) objective += " within " + tolerance.text();
    }
    row[4] = joined(objectives);
    std::optional<Node>& before = latest[cell_text(row[1])];
    row.emplace_back(before && configuration ? joined(changes(*before, *configuration), " ") : std::string{});
    before = std::move(configuration);
  }
  return table;
}

Table RunReader::certificate(std::optional<RunId> id) const {
  const RunSummary of = run(id);
  if (!has_certificates_) throw ConfigError{format("run {} has no certificate: a bitpareto that knew of none wrote the file", of.id)};
  return read_certificate(connection_, of.id, of.objectives);
}

std::vector<std::string> RunReader::texts_of(std::string_view json) const {
  std::vector<std::string> texts;
  Statement each = connection_.prepare("SELECT value FROM json_each(?) ORDER BY key");
  for (each.bind(0, json); each.step();) texts.push_back(each.text(0));
  return texts;
}

std::string RunReader::status_of(RunId run, const std::string& stored) const {
  if (stored == "complete") return stored;
  // Only who writes now can tell; what a killed process left behind may say anything.
  const std::optional<Writer> writer = writer_of(connection_.path());
  return writer && writer->run == run ? "running" : "interrupted";
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

Cursor RunReader::cursor(Statement statement, const std::vector<Column>& known, Cursor::Rows rows) const {
  std::vector<Column> columns = columns_of(statement.column_names(), known);
  return {std::move(statement), connection_.path(), most_seconds_, std::move(columns), rows};
}

Cursor::Cursor(Statement statement, std::filesystem::path path, double most_seconds, std::vector<Column> columns,
               Rows rows)
    : statement_{std::move(statement)}, path_{std::move(path)}, most_seconds_{most_seconds}, columns_{std::move(columns)}, rows_{rows} {}

bool Cursor::next(PackedRows& rows) {
  try {
    if (!statement_.next(rows)) return false;
  } catch (const StatementError& error) {
    throw ConfigError{format("the query was stopped: {}", reason_of(error, path_))};
  } catch (const DbError& error) {
    const std::string reason = reason_of(error, path_);
    if (reason == "interrupted")
      throw ConfigError{format("the query was stopped after {} s (--timeout)", most_seconds_)};
    if (reason == "string or blob too big")
      throw ConfigError{"the query was stopped: it makes a value of more than 16 MiB"};
    throw;
  } catch (const std::bad_alloc&) {
    throw ConfigError{"the query was stopped: it needs too much memory"};
  }
  constexpr std::uintmax_t between_looks = 1 << 16;
  if (++count_ % between_looks == 0 && rows_ == Rows::of_table && count_ > bytes_of(path_)) {
    throw DbError{path_.string() + ": is damaged: it has fewer bytes than rows"};
  }
  return true;
}

bool Cursor::next(std::vector<Cell>& row) {
  constexpr std::size_t kept_text_bytes = 1 << 16;
  one_row_.clear(kept_text_bytes);
  return next(one_row_) && one_row_.next(row);
}

Table Cursor::all() {
  Table table{.columns = columns_, .rows = {}};
  for (std::vector<Cell> row; next(row);) table.rows.push_back(row);
  return table;
}

Cursor RunReader::designs(RunId run, const DesignQuery& query) const {
  const std::vector<RunColumn> known = columns(run);
  const std::optional<Node> configured = configuration(run);
  const RunNames names{known, configured ? &*configured : nullptr, leaves_};
  Diagnostics diagnostics;
  const Sql condition = condition_sql(condition_of(query.where, names, diagnostics));
  std::vector<SortKey> sort = sort_keys(query.sort, names, diagnostics);
  const Selected columns = selected(known, query.columns, names, diagnostics);
  diagnostics.throw_if_errors();
  std::vector<Cell> parameters = condition.parameters;
  std::string order;
  for (SortKey& key : sort) {
    // A number alone would be the number of a column.
    order += format("{}({}){}", order.empty() ? "" : ", ", key.sql.text, key.descending ? " DESC" : "");
    append(parameters, std::move(key.sql.parameters));
  }
  std::string rest = format("FROM designs WHERE run = {}{}", run, condition.text);
  rest += " ORDER BY " + order + (order.empty() ? "" : ", ") + "design";
  if (query.limit) rest += format(" LIMIT {}", *query.limit);
  // By design they are stored, and need no sorting.
  const bool can_be_packed = order.empty() && columns.sql.size() <= Connection::most_packed_columns;
  Statement statement = can_be_packed ? connection_.prepare_packed(joined(columns.sql), rest)
                                      : connection_.prepare(format("SELECT {} {}", columns.named(), rest));
  bind_all(statement, parameters);
  return {std::move(statement), connection_.path(), most_seconds_, columns_of(columns.names, to_columns(known)),
          Cursor::Rows::of_table};
}

std::vector<std::string> RunReader::screen_columns(const RunSummary& run) const {
  std::vector<std::string> names{"design"};
  for (const RunColumn& column : columns(run.id)) {
    const bool is_objective =
        !column.metric.empty() && std::ranges::find(run.objectives, column.metric) != run.objectives.end();
    if (column.kind == Column::Kind::leaf || is_objective) names.push_back(column.name);
  }
  return names;
}

Cursor RunReader::sql(const std::string& text) const {
  connection_.forbid_temporary_files();
  // A result that carries the name of a stored column is taken to be one.
  std::vector<Column> known;
  for (const std::string& name : design_columns_) {
    if (const KnownLeaf* const leaf = leaves_.find_column(name)) known.push_back(leaf_column(leaf->leaf));
    const auto metric = std::ranges::find(metrics_, name, &MetricEntry::column);
    if (metric != metrics_.end()) known.push_back(column_of(**metric, name));
  }
  return cursor(prepare_of_user(text, design_columns_), known, Cursor::Rows::of_user);
}

}  // namespace bitpareto::db
