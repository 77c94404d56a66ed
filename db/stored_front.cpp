// SPDX-License-Identifier: Apache-2.0
#include "db/stored_front.h"

#include <algorithm>
#include <numeric>

#include "core/expression/trend.h"
#include "core/problem/objective.h"
#include "core/system/error.h"
#include "core/text/format.h"
#include "db/configured_objectives.h"
#include "db/design_sql.h"
#include "db/run_reader.h"

namespace bitpareto::db {

namespace {

/// An objective over stored columns.
struct StoredObjective {
  Objective objective;
  Sql sql;
  bool is_column;  // and not a formula
};

std::vector<StoredObjective> read_objectives(const std::vector<std::string>& texts, const RunNames& names, Diagnostics& diagnostics) {
  std::vector<StoredObjective> list;
  for (const std::string& text : texts) {
    Parsed<Objective> objective = Objective::parse(text, names);
    if (!objective) {
      diagnostics.error({}, {}, mistake_text("--pareto", objective.mistake, text));
      continue;
    }
    Sql sql = to_sql(*objective->formula());
    const bool is_column = objective->formula()->whole().op == Step::Op::reference;
    list.push_back({*std::move(objective.value), std::move(sql), is_column});
  }
  return list;
}

/// As SQLite sorts: nothing, numbers, texts.
bool sorts_before(const Cell& a, const Cell& b) {
  const auto rank = [](const Cell& cell) { return std::holds_alternative<std::string>(cell) ? 2 : std::holds_alternative<std::monostate>(cell) ? 0 : 1; };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (rank(a) == 2) return std::get<std::string>(a) < std::get<std::string>(b);
  const auto number = [](const Cell& cell) {
    const auto* const whole = std::get_if<std::int64_t>(&cell);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(cell);
  };
  return rank(a) == 1 && number(a) < number(b);
}

/// Puts rows into the order of their last cells, which go.
void sort_by_last_cells(std::vector<std::vector<Cell>>& rows, const std::vector<SortKey>& keys) {
  if (keys.empty()) return;
  std::ranges::stable_sort(rows, [&](const std::vector<Cell>& a, const std::vector<Cell>& b) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const std::size_t at = a.size() - keys.size() + k;
      const Cell& first = keys[k].descending ? b[at] : a[at];
      const Cell& second = keys[k].descending ? a[at] : b[at];
      if (sorts_before(first, second)) return true;
      if (sorts_before(second, first)) return false;
    }
    return false;
  });
  for (std::vector<Cell>& row : rows) row.resize(row.size() - keys.size());
}

}  // namespace

StoredFront RunReader::front(RunId run, const FrontQuery& query) const {
  const std::vector<RunColumn> known = columns(run);
  const std::optional<Node> configured = configuration(run);
  const RunNames names{known, configured ? &*configured : nullptr, leaves_};
  const std::vector<std::string> run_objectives = this->run(run).objectives;
  const std::vector<ConfiguredObjective> of_configuration = configured_objectives(configured ? &*configured : nullptr);
  const bool is_own = query.objectives.empty();
  const std::vector<std::string>& objectives = is_own ? run_objectives : query.objectives;
  Diagnostics diagnostics;
  std::vector<StoredObjective> list = read_objectives(objectives, names, diagnostics);
  const std::optional<Expression> where = condition_of(query.where, names, diagnostics);
  const std::vector<SortKey> sort = sort_keys(query.sort, names, diagnostics);
  const Selected selected_columns = selected(known, query.columns, names, diagnostics);
  diagnostics.throw_if_errors();
  if (is_own) {
    for (std::size_t o = 0; o < list.size(); ++o) list[o].objective.set_tolerance(tolerance_of(objectives[o], of_configuration));
  }
  StoredFront result;

  // What a design of the front is known to be at least as good in as those that it dominates.
  const auto known_trend = [&](const Reference& reference) {
    if (const auto* const shared = std::get_if<Reference::Shared>(&reference.what)) {
      const auto* const number = std::get_if<double>(&shared->value);
      return ReferenceTrend{Trend::same, number != nullptr && *number < 0};
    }
    const auto* const of_run = std::get_if<Reference::OfRun>(&reference.what);
    if (of_run == nullptr) return ReferenceTrend{};
    if (of_run->column == "feasible") return ReferenceTrend{Trend::same, false};  // all that take part are
    const auto column = std::ranges::find(known, of_run->column, &RunColumn::name);
    if (column == known.end() || column->metric.empty() || std::ranges::find(run_objectives, column->metric) == run_objectives.end()) return ReferenceTrend{};
    const Tolerance tolerance = tolerance_of(column->metric, of_configuration);
    const std::string rounded = format("{} within {}", column->metric, tolerance.text());
    if (!tolerance.is_none() && std::ranges::find(result.rounded, rounded) == result.rounded.end()) result.rounded.push_back(rounded);
    // A formula may have either sign; no metric is negative.
    return ReferenceTrend{column->better == Better::more ? Trend::rises : Trend::falls, metric_of(*column) == nullptr};
  };
  for (std::size_t o = 0; o < list.size() && !is_own; ++o) {
    const Trend trend = trend_of(*list[o].objective.formula(), known_trend);
    const Trend better = list[o].objective.is_maximised() ? Trend::rises : Trend::falls;
    if (trend != better && trend != Trend::same) result.beyond.push_back(objectives[o]);
  }
  if (where) {
    const Trend trend = trend_of(*where, known_trend);
    result.where_is_kept = trend == Trend::same || trend == Trend::rises;
  }

  // Values of all candidates, then the rows of those on the front, one by one: a front is small.
  std::vector<Cell> parameters;
  std::string values;
  std::string names_of_values;
  std::string present;
  for (std::size_t o = 0; o < list.size(); ++o) {
    values += format(", {} AS o{}", list[o].sql.text, o);
    names_of_values += format(", o{}", o);
    // Neither null nor infinite, as a whole row is: a design without a number is on no front.
    present += format("{}abs(o{}) < 9e999", o == 0 ? "" : " AND ", o);
    append(parameters, list[o].sql.parameters);
  }
  Sql condition = condition_sql(where);
  append(parameters, std::move(condition.parameters));
  const std::string rest =
      format("FROM (SELECT design{} FROM designs WHERE run = {} AND feasible = 1{}) WHERE {}", values, run, condition.text, present);
  Statement candidates = list.size() < Connection::most_packed_columns ? connection_.prepare_packed("design" + names_of_values, rest)
                                                                       : connection_.prepare(format("SELECT design{} {}", names_of_values, rest));
  bind_all(candidates, parameters);
  ParetoArchive archive{list.size(), query.ties};
  std::vector<double> point(list.size());
  // Designs from 2^63 on are known by their digits, and here by their order.
  constexpr std::uint64_t large_number = std::uint64_t{1} << 63U;
  std::vector<Cell> larger;
  Cursor rows = cursor(std::move(candidates));
  for (std::vector<Cell> row; rows.next(row);) {
    for (std::size_t o = 0; o < point.size(); ++o) {
      const double value = std::get<double>(row[o + 1]);
      point[o] = list[o].objective.tolerance().rounded(list[o].objective.is_maximised() ? -value : value);
    }
    const auto* const index = std::get_if<std::int64_t>(&row[0]);
    archive.insert(point, index != nullptr ? static_cast<std::uint64_t>(*index) : large_number + larger.size());
    if (index == nullptr) larger.push_back(std::move(row[0]));
  }
  const Front front = archive.front();
  result.size = front.size();
  std::vector<std::size_t> order(front.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (query.most && static_cast<std::size_t>(*query.most) < front.size()) {
    result.thinning = thinned(front.values, list.size(), static_cast<std::size_t>(*query.most), query.thin_by);
    order = std::move(result.thinning->kept);
  }
  result.kept = order.size();
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return front.at(i)[0]; });
  const auto limit = static_cast<std::size_t>(query.limit.value_or(static_cast<std::int64_t>(order.size())));
  if (sort.empty()) order.resize(std::min(limit, order.size()));

  std::vector<Column> all = to_columns(known);
  std::string more;
  parameters.clear();
  for (const StoredObjective& stored : list) {
    if (stored.is_column || std::ranges::find(known, stored.objective.text(), &RunColumn::metric) != known.end()) continue;
    const std::string name = stored.objective.column_name();
    const double unit = in_base_units(stored.objective.dimension());
    more += format(", {} / {:.1f} AS {}", stored.sql.text, unit, quoted_name(name));
    append(parameters, stored.sql.parameters);
    all.emplace_back(name, stored.objective.dimension());
  }
  for (const SortKey& key : sort) {
    more += format(", ({})", key.sql.text);
    append(parameters, key.sql.parameters);
  }
  const auto last = static_cast<int>(parameters.size());
  Statement row = connection_.prepare(format("SELECT {}{} FROM designs WHERE run = {} AND design = ?",
                                             selected_columns.named(), more, run));
  Table& table = result.table;
  table.columns = columns_of(row.column_names(), all);
  table.columns.resize(table.columns.size() - sort.size());
  bind_all(row, parameters);
  for (const std::size_t i : order) {
    row.reset();
    row.bind(last, front.ids[i] < large_number ? index_cell(front.ids[i]) : larger[front.ids[i] - large_number]);
    if (!row.step()) continue;
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (int c = 0; c < row.column_count(); ++c) cells.push_back(row.cell(c));
  }
  sort_by_last_cells(table.rows, sort);
  table.rows.resize(std::min(limit, table.rows.size()));
  return result;
}

}  // namespace bitpareto::db
