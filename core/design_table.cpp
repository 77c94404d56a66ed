// SPDX-License-Identifier: Apache-2.0
#include "core/design_table.h"

#include <algorithm>

#include "core/metric_value.h"

namespace bitpareto {

Cell leaf_cell(const Space& space, Leaf leaf, double value) {
  if (std::isnan(value)) return std::monostate{};
  const LeafEntry& entry = entry_of(leaf);
  if (entry.kind == LeafKind::name) return space.name(leaf, value);
  if (entry.kind == LeafKind::group_size && value == whole_row) return std::string{"channel"};
  if (is_whole(entry) || entry.kind == LeafKind::flag) return static_cast<std::int64_t>(value);
  return value;
}

std::vector<MetricExpression> recorded_metrics(const Problem& problem) {
  std::vector<MetricExpression> list;
  const auto add = [&](const MetricExpression& metric) {
    const bool known =
        std::ranges::any_of(list, [&](const MetricExpression& m) { return m.column_name() == metric.column_name(); });
    if (!known) list.push_back(metric);
  };
  for (const MetricEntry& entry : all_metrics()) {
    if (const auto metric = MetricExpression::plain(entry.metric, problem.workloads())) add(*metric);
  }
  for (const MetricExpression& objective : problem.objectives()) add(objective);
  for (const Constraint& constraint : problem.constraints()) add(constraint.metric);
  return list;
}

EvaluatedDesign::EvaluatedDesign(const Problem& problem, const DesignBlock& block, const CostBlock& costs,
                                 std::size_t i)
    : problem_{&problem},
      costs_{&costs},
      i_{i},
      point_{problem.space().shared()},
      infeasible_{problem.infeasible(costs, i)} {
  const std::span<const Axis> axes = problem.space().axes();
  for (std::size_t a = 0; a < axes.size(); ++a) point_[axes[a].leaf] = axes[a].levels.at(block.levels(a)[i]);
}

Cell EvaluatedDesign::metric(const MetricExpression& metric) const {
  return number_cell(metric_value<double>(metric, problem_->workloads(),
                                          [&](std::size_t w, Cost c) { return costs_->column(w, c)[i_]; }));
}

Cell EvaluatedDesign::cost(std::size_t workload, Cost cost) const {
  const double value = costs_->column(workload, cost)[i_];
  if (std::isnan(value)) return std::monostate{};
  if (cost == Cost::perplexity_basis) {
    return std::string{to_text(static_cast<PerplexityBasis>(static_cast<int>(value)))};
  }
  return value;
}

Cell EvaluatedDesign::perplexity_basis(std::span<const std::size_t> workloads) const {
  Cell basis;
  double worst = -1;
  for (const std::size_t w : workloads) {
    const double value = costs_->column(w, Cost::perplexity_basis)[i_];
    if (std::isnan(value)) return std::monostate{};
    if (value > worst) basis = cost(w, Cost::perplexity_basis);
    worst = std::max(worst, value);
  }
  return basis;
}

namespace {

std::vector<std::vector<std::size_t>> groups_of(std::span<const WorkloadUse> uses, RowPer per) {
  std::vector<std::vector<std::size_t>> groups;
  if (per == RowPer::design) groups.emplace_back();
  for (std::size_t w = 0; w < uses.size(); ++w) {
    switch (per) {
      case RowPer::workload:
        groups.push_back({w});
        break;
      case RowPer::design:
        groups.front().push_back(w);
        break;
      case RowPer::model:
        if (uses[w].model >= groups.size()) groups.resize(uses[w].model + 1);
        groups[uses[w].model].push_back(w);
        break;
    }
  }
  return groups;
}

/// A metric over a part of the workloads of a problem, evaluated with the costs of that part.
Cell metric_over(const EvaluatedDesign& design, const MetricEntry& entry, std::span<const WorkloadUse> uses,
                 const std::vector<std::size_t>& group) {
  std::vector<WorkloadUse> part;
  for (const std::size_t w : group) part.push_back(uses[w]);
  const auto metric = MetricExpression::plain(entry.metric, part);
  if (!metric) return std::monostate{};
  return number_cell(metric_value<double>(*metric, part, [&](std::size_t k, Cost c) {
    const Cell cell = design.cost(group[k], c);
    const auto* number = std::get_if<double>(&cell);
    return number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN();
  }));
}

bool is_empty_column(const Table& table, std::size_t c) {
  return std::ranges::all_of(table.rows,
                             [&](const auto& row) { return std::holds_alternative<std::monostate>(row[c]); });
}

/// Drops columns [from, to) in which no row has a value.
void drop_empty_columns(Table& table, std::size_t from, std::size_t to) {
  for (std::size_t c = to; c-- > from;) {
    if (!is_empty_column(table, c)) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(c));
    for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
  }
}

}  // namespace

Table evaluation_table(const Problem& problem, DesignIndex first, std::uint64_t size, RowPer per) {
  const Space& space = problem.space();
  const std::span<const WorkloadUse> uses = problem.workloads();
  const std::vector<std::vector<std::size_t>> groups = groups_of(uses, per);
  const std::vector<MetricExpression> extra = [&] {
    // Metrics that only objectives and constraints name belong to whole designs.
    std::vector<MetricExpression> list = recorded_metrics(problem);
    std::erase_if(list, [&](const MetricExpression& m) { return m.text() == entry_of(m.metric()).name; });
    return per == RowPer::design ? list : std::vector<MetricExpression>{};
  }();

  Table table;
  table.columns = {"design"};
  if (per == RowPer::workload) {
    for (const char* name : {"workload", "model", "phase", "context", "batch", "tokens"})
      table.columns.emplace_back(name);
  } else if (per == RowPer::model) {
    table.columns.emplace_back("model");
  }
  const std::size_t leaves_from = table.columns.size();
  for (const LeafEntry& entry : all_leaves()) table.columns.push_back(column_name(entry.leaf));
  const std::size_t leaves_to = table.columns.size();
  if (per == RowPer::workload) {
    for (std::size_t c = 0; c < printed_cost_count; ++c) table.columns.emplace_back(column_name(static_cast<Cost>(c)));
  } else {
    for (const MetricEntry& entry : all_metrics()) table.columns.emplace_back(entry.column);
    for (const MetricExpression& metric : extra) table.columns.push_back(metric.column_name());
    table.columns.emplace_back("perplexity_basis");
  }
  const std::size_t metrics_to = table.columns.size();
  table.columns.emplace_back("feasible");
  table.columns.emplace_back("reason");

  const auto add_row = [&](DesignIndex index, const EvaluatedDesign& design, const std::vector<std::size_t>& group) {
    std::vector<Cell>& row = table.rows.emplace_back();
    const WorkloadUse& use = uses[group.front()];
    row.emplace_back(index <= static_cast<DesignIndex>(std::numeric_limits<std::int64_t>::max())
                         ? Cell{static_cast<std::int64_t>(index)}
                         : Cell{std::to_string(index)});
    if (per == RowPer::workload) {
      row.insert(row.end(),
                 {Cell{use.name}, Cell{use.model_name}, Cell{std::string{to_text(use.shape.phase)}},
                  Cell{use.shape.context}, Cell{use.shape.batch}, Cell{static_cast<std::int64_t>(use.tokens)}});
    } else if (per == RowPer::model) {
      row.emplace_back(use.model_name);
    }
    // Workloads that a row brings together may differ in a leaf; then it has no one value.
    const DesignPoint seen = problem.evaluator().seen_by(group.front(), design.point());
    for (const LeafEntry& entry : all_leaves()) {
      const bool same = std::ranges::all_of(group, [&](std::size_t w) {
        const DesignPoint other = problem.evaluator().seen_by(w, design.point());
        return other.has(entry.leaf) == seen.has(entry.leaf) &&
               (!seen.has(entry.leaf) || other[entry.leaf] == seen[entry.leaf]);
      });
      row.push_back(same ? leaf_cell(space, entry.leaf, seen[entry.leaf]) : Cell{});
    }
    if (per == RowPer::workload) {
      for (std::size_t c = 0; c < printed_cost_count; ++c)
        row.push_back(design.cost(group.front(), static_cast<Cost>(c)));
    } else {
      for (const MetricEntry& entry : all_metrics()) row.push_back(metric_over(design, entry, uses, group));
      for (const MetricExpression& metric : extra) row.push_back(design.metric(metric));
      row.push_back(design.perplexity_basis(group));
    }
    row.emplace_back(std::int64_t{design.is_feasible() ? 1 : 0});
    row.push_back(design.is_feasible() ? Cell{} : Cell{design.reason()});
  };

  DesignBlock block{space};
  CostBlock costs{uses.size()};
  for (std::uint64_t done = 0; done < size; done += block.size()) {
    block.set_range(first + done, static_cast<std::size_t>(std::min<std::uint64_t>(block_size, size - done)));
    problem.evaluator().evaluate(block, costs);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const EvaluatedDesign design{problem, block, costs, i};
      for (const std::vector<std::size_t>& group : groups) add_row(first + done + i, design, group);
    }
  }
  // Metrics that these workloads do not have, and leaves that no design sets.
  if (per != RowPer::workload) {
    std::vector<std::string> undefined;
    for (const MetricEntry& entry : all_metrics()) {
      const bool defined = std::ranges::any_of(groups, [&](const std::vector<std::size_t>& group) {
        std::vector<WorkloadUse> part;
        for (const std::size_t w : group) part.push_back(uses[w]);
        return MetricExpression::plain(entry.metric, part).has_value();
      });
      if (!defined) undefined.emplace_back(entry.column);
    }
    for (std::size_t c = metrics_to; c-- > leaves_to;) {
      if (std::ranges::find(undefined, table.columns[c]) != undefined.end()) drop_empty_columns(table, c, c + 1);
    }
  }
  drop_empty_columns(table, leaves_from, leaves_to);
  return table;
}

}  // namespace bitpareto
