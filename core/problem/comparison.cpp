// SPDX-License-Identifier: Apache-2.0
#include "core/problem/comparison.h"

#include <algorithm>

#include "core/base/elementary.h"
#include "core/text/format.h"

namespace bitpareto {

namespace {

constexpr std::string_view ratio_suffix = "_relative";

/// What rows are matched by, and called in messages.
std::string key_of(const Table& table, const std::vector<Cell>& row, RowPer per) {
  switch (per) {
    case RowPer::workload:
      return cell_text(row[column_of(table, "model")]) + " " + cell_text(row[column_of(table, "workload")]);
    case RowPer::model:
      return cell_text(row[column_of(table, "model")]);
    case RowPer::design:
      return "the design";
  }
  return {};
}

/// The columns of metrics that both tables have.
std::vector<std::string> shared_metrics(const Table& a, const Table& b, RowPer per) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (has_column(a, name) && has_column(b, name)) names.emplace_back(name);
  };
  if (per == RowPer::workload) {
    for (std::size_t c = 0; c < printed_cost_count; ++c) {
      if (static_cast<Cost>(c) != Cost::perplexity_basis) add(column_name(static_cast<Cost>(c)));
    }
  } else {
    for (const MetricEntry& entry : all_metrics()) add(entry.column);
  }
  return names;
}

}  // namespace

Result<Table> with_ratios(Table table, const Table& other, RowPer per, const std::string& name) {
  const std::vector<std::string> metrics = shared_metrics(table, other, per);
  // In front of the last two columns, feasible and reason.
  const auto at = static_cast<std::ptrdiff_t>(table.columns.size() - 2);
  std::vector<std::vector<Cell>> ratios;
  for (const std::vector<Cell>& row : table.rows) {
    const std::string key = key_of(table, row, per);
    const auto match = std::ranges::find_if(other.rows, [&](const auto& r) { return key_of(other, r, per) == key; });
    if (match == other.rows.end()) return Failure{format("the other space has no {}", key)};
    std::vector<Cell>& of_row = ratios.emplace_back();
    for (const std::string& metric : metrics) {
      const auto* mine = std::get_if<double>(&row[column_of(table, metric)]);
      const auto* theirs = std::get_if<double>(&(*match)[column_of(other, metric)]);
      of_row.push_back(mine != nullptr && theirs != nullptr && *theirs != 0 ? Cell{*mine / *theirs} : Cell{});
    }
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    table.rows[r].insert(table.rows[r].begin() + at, ratios[r].begin(), ratios[r].end());
  }
  std::vector<Column> columns;
  for (const std::string& metric : metrics) {
    columns.emplace_back(metric + std::string{ratio_suffix}).unit = "of " + name;
  }
  table.columns.insert(table.columns.begin() + at, columns.begin(), columns.end());
  return table;
}

Table without_empty_ratios(Table table) {
  for (std::size_t c = table.columns.size(); c-- > 0;) {
    const auto is_empty = [c](const std::vector<Cell>& row) { return std::holds_alternative<std::monostate>(row[c]); };
    if (!table.columns[c].name.ends_with(ratio_suffix) || !std::ranges::all_of(table.rows, is_empty)) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(c));
    for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
  }
  return table;
}

Table mean_ratios(const Table& table, RowPer per) {
  Table means{.columns = {"over", "metric", "rows", "mean", "geomean"}, .rows = {}};
  std::vector<std::string> groups;
  const auto group_of = [&](const std::vector<Cell>& row) {
    return per == RowPer::workload ? cell_text(row[column_of(table, "workload")]) : std::string{"all workloads"};
  };
  for (const std::vector<Cell>& row : table.rows) {
    if (std::ranges::find(groups, group_of(row)) == groups.end()) groups.push_back(group_of(row));
  }
  for (const std::string& group : groups) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string& name = table.columns[c].name;
      if (!name.ends_with(ratio_suffix)) continue;
      double sum = 0;
      double logs = 0;
      std::int64_t rows = 0;
      for (const std::vector<Cell>& row : table.rows) {
        const auto* ratio = std::get_if<double>(&row[c]);
        if (ratio == nullptr || *ratio <= 0 || group_of(row) != group) continue;
        sum += *ratio;
        logs += portable_log(*ratio);
        ++rows;
      }
      if (rows == 0) continue;
      const auto count = static_cast<double>(rows);
      means.rows.push_back(
          {group, name.substr(0, name.size() - ratio_suffix.size()), rows, sum / count, portable_exp(logs / count)});
    }
  }
  return means;
}

}  // namespace bitpareto
