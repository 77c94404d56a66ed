// SPDX-License-Identifier: Apache-2.0
#include "core/problem/design_table.h"

#include <algorithm>
#include <array>

#include "core/cost/metric_value.h"
#include "core/design/leaf_reader.h"
#include "core/text/number.h"

namespace bitpareto {

Column group_size_column(std::string_view name) {
  Column column{name};
  column.for_minus_one = "channel";
  return column;
}

Cell group_size_cell(double group_size) {
  return group_size == whole_row ? written_whole_row : static_cast<std::int64_t>(group_size);
}

Column leaf_column(Leaf leaf) {
  const LeafEntry& entry = *leaf;
  Column column = entry.kind == LeafKind::group_size ? group_size_column(column_name(leaf)) : Column{column_name(leaf)};
  column.dimension = entry.dimension;
  column.kind = Column::Kind::leaf;
  return column;
}

Column column_of(const Objective& recorded) {
  if (recorded.metric()) return column_of(recorded.metric()->entry(), recorded.column_name());
  Column column{recorded.column_name(), recorded.dimension()};
  column.kind = Column::Kind::value;
  column.better = recorded.is_maximised() ? Better::more : Better::less;
  return column;
}

Cell leaf_cell(const Space& space, Leaf leaf, double value) {
  if (std::isnan(value)) return std::monostate{};
  const LeafEntry& entry = *leaf;
  if (is_word(entry)) return space.name(leaf, value);
  if (entry.kind == LeafKind::group_size) return group_size_cell(value);
  if (is_whole(entry) || entry.kind == LeafKind::flag) return static_cast<std::int64_t>(value);
  return value;
}

Cell design_cell(const Space& space, std::span<const std::uint64_t> levels) {
  return space.is_indexable() ? index_cell(space.index_of(levels)) : Cell{space.number_text(levels)};
}

std::vector<Objective> recorded_values(const Problem& problem) {
  std::vector<Objective> list;
  const auto add = [&](const Objective& value) {
    const bool known =
        std::ranges::any_of(list, [&](const Objective& o) { return o.column_name() == value.column_name(); });
    if (!known) list.push_back(value);
  };
  for (const MetricEntry* const entry : metrics_on(problem.workloads())) {
    if (const auto metric = MetricExpression::plain(*entry, problem.workloads())) add(*metric);
  }
  for (const Objective& objective : problem.objectives()) {
    for (const MetricExpression& metric : objective.metrics()) add(metric);
  }
  for (const Constraint& constraint : problem.constraints()) {
    for (const MetricExpression& metric : constraint.metrics()) add(metric);
  }
  for (const Objective& objective : problem.objectives()) add(objective);
  return list;
}

EvaluatedDesign::EvaluatedDesign(const Problem& problem, const DesignBlock& block, const CostBlock& costs,
                                 std::size_t i)
    : problem_{&problem},
      block_{&block},
      costs_{&costs},
      i_{i},
      point_{problem.space().shared()},
      infeasible_{problem.infeasible(block, costs, i)} {
  const std::span<const Axis> axes = problem.space().axes();
  for (std::size_t a = 0; a < axes.size(); ++a) point_[axes[a].leaf] = axes[a].levels.at(block.levels(a)[i]);
}

Cell EvaluatedDesign::metric(const MetricExpression& metric, std::span<const WorkloadUse> uses) const {
  return number_cell(
      metric_value<double>(metric, uses, [&](std::size_t w, Cost c) { return costs_->column(w, c)[i_]; }));
}

Cell EvaluatedDesign::value(const Objective& recorded) const {
  if (recorded.metric()) return metric(*recorded.metric());
  if (costs_->cannot_exist()[i_] != 0) return std::monostate{};  // nothing is told of it, though its leaves are known
  for (std::size_t o = 0; o < problem_->objectives().size(); ++o) {
    const ProblemFormula* const formula = problem_->formula(o);
    if (formula == nullptr || problem_->objectives()[o].text() != recorded.text()) continue;
    return number_cell(formula->value(*block_, *costs_, i_, problem_->workloads()) / formula->column_unit());
  }
  return std::monostate{};
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

/// Builds evaluation_table(): a row per design and group of workloads.
class TableBuilder {
 public:
  TableBuilder(const Problem& problem, RowPer per)
      : problem_{problem}, uses_{problem.workloads().begin(), problem.workloads().end()}, per_{per} {
    // A row of one workload is one step of decode, not all of them.
    counted_ = uses_;
    for (WorkloadUse& use : counted_) use.tokens = per == RowPer::workload ? 1 : use.tokens;
    groups_ = groups_of(uses_, per);
    table_.columns = {"design"};
    if (per == RowPer::workload) {
      for (const char* name : {"workload", "model", "phase", "context", "batch", "tokens"})
        table_.columns.emplace_back(name);
    } else if (per == RowPer::model) {
      table_.columns.emplace_back("model");
    }
    leaves_from_ = table_.columns.size();
    for (const KnownLeaf& known : problem.space().leaves()) table_.columns.push_back(leaf_column(known.leaf));
    leaves_to_ = table_.columns.size();
    if (per == RowPer::workload) {
      for (std::size_t c = 0; c < printed_cost_count; ++c)
        table_.columns.push_back(cost_column(static_cast<Cost>(c)));
    }
    add_metric_columns();
    table_.columns.emplace_back("feasible");
    table_.columns.emplace_back("reason");
  }

  void add(DesignIndex index, const EvaluatedDesign& design) {
    for (std::size_t g = 0; g < groups_.size(); ++g) add_row(index, design, g);
  }

  /// The table without the columns of leaves that no design sets.
  Table finish() && {
    for (std::size_t c = leaves_to_; c-- > leaves_from_;) {
      const bool used = std::ranges::any_of(
          table_.rows, [&](const auto& row) { return !std::holds_alternative<std::monostate>(row[c]); });
      if (used) continue;
      table_.columns.erase(table_.columns.begin() + static_cast<std::ptrdiff_t>(c));
      for (auto& row : table_.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
    }
    return std::move(table_);
  }

 private:
  static std::vector<std::vector<std::size_t>> groups_of(std::span<const WorkloadUse> uses, RowPer per) {
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

  /// Metrics that any group defines and no cost is called like; then, of whole designs, those that only objectives and
  /// constraints name.
  void add_metric_columns() {
    for (const MetricEntry* const known : metrics_on(uses_)) {
      const MetricEntry& entry = *known;
      if (has_column(table_, entry.column)) continue;
      std::vector<std::optional<MetricExpression>> of_groups;
      for (const std::vector<std::size_t>& group : groups_) of_groups.push_back(plain_over(entry, group));
      if (std::ranges::none_of(of_groups, [](const auto& metric) { return metric.has_value(); })) continue;
      table_.columns.push_back(column_of(entry, std::string{entry.column}));
      metrics_.push_back(std::move(of_groups));
    }
    if (per_ == RowPer::design) {
      for (const Objective& value : recorded_values(problem_)) {
        const std::optional<MetricExpression>& metric = value.metric();
        if (metric && metric->text() == metric->entry().name) continue;
        table_.columns.push_back(column_of(value));
        metrics_.push_back({metric});
        formulas_.resize(metrics_.size());
        if (!metric) formulas_.back() = value;
      }
    }
    if (per_ != RowPer::workload) table_.columns.emplace_back("perplexity_basis");
  }

  [[nodiscard]] static Column cost_column(Cost cost) {
    Column column{column_name(cost), entry_of(cost).dimension};
    column.kind = Column::Kind::value;
    if (cost != Cost::perplexity_basis) column.better = Better::less;
    return column;
  }

  /// A metric over some of the workloads, as if there were no others.
  [[nodiscard]] std::optional<MetricExpression> plain_over(const MetricEntry& metric,
                                                            const std::vector<std::size_t>& group) const {
    std::vector<WorkloadUse> part;
    for (const std::size_t w : group) part.push_back(uses_[w]);
    std::optional<MetricExpression> expression = MetricExpression::plain(metric, part);
    if (expression) expression->renumber(group);
    return expression;
  }

  void add_row(DesignIndex index, const EvaluatedDesign& design, std::size_t g) {
    const std::vector<std::size_t>& group = groups_[g];
    const WorkloadUse& use = uses_[group.front()];
    std::vector<Cell>& row = table_.rows.emplace_back();
    row.push_back(index_cell(index));
    if (per_ == RowPer::workload) {
      row.insert(row.end(),
                 {Cell{use.name}, Cell{use.model_name}, Cell{std::string{to_text(use.shape.phase)}},
                  Cell{use.shape.context}, Cell{use.shape.batch}, Cell{static_cast<std::int64_t>(use.tokens)}});
    } else if (per_ == RowPer::model) {
      row.emplace_back(use.model_name);
    }
    add_leaves(row, design, group);
    if (per_ == RowPer::workload) {
      for (std::size_t c = 0; c < printed_cost_count; ++c)
        row.push_back(design.cost(group.front(), static_cast<Cost>(c)));
    }
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      if (m < formulas_.size() && formulas_[m]) {
        row.push_back(design.value(*formulas_[m]));
      } else {
        row.push_back(metrics_[m][g] ? design.metric(*metrics_[m][g], counted_) : Cell{});
      }
    }
    if (per_ != RowPer::workload) row.push_back(design.perplexity_basis(group));
    row.emplace_back(std::int64_t{design.is_feasible() ? 1 : 0});
    row.push_back(design.is_feasible() ? Cell{} : Cell{design.reason()});
  }

  /// Workloads that a row brings together may differ in a leaf; then it has no one value.
  void add_leaves(std::vector<Cell>& row, const EvaluatedDesign& design, const std::vector<std::size_t>& group) const {
    std::vector<DesignPoint> seen;
    for (const std::size_t w : group) seen.push_back(problem_.evaluator().seen_by(w, design.point()));
    for (const KnownLeaf& known : problem_.space().leaves()) {
      const Leaf leaf = known.leaf;
      const double value = seen.front()[leaf];
      const bool same = std::ranges::all_of(seen, [&](const DesignPoint& p) {
        return p[leaf] == value || (std::isnan(p[leaf]) && std::isnan(value));
      });
      row.push_back(same ? leaf_cell(problem_.space(), leaf, value) : Cell{});
    }
  }

  const Problem& problem_;
  std::vector<WorkloadUse> uses_;
  std::vector<WorkloadUse> counted_;  // as often as a row stands for
  RowPer per_;
  std::vector<std::vector<std::size_t>> groups_;
  std::vector<std::vector<std::optional<MetricExpression>>> metrics_;  // [column][group]
  std::vector<std::optional<Objective>> formulas_;                     // [column], instead of a metric
  std::size_t leaves_from_ = 0, leaves_to_ = 0;
  Table table_;
};

}  // namespace

Table evaluation_table(const Problem& problem, DesignIndex first, std::uint64_t size, RowPer per, RowsOf which) {
  TableBuilder table{problem, per};
  DesignBlock block{problem.space()};
  CostBlock costs{problem.workloads().size()};
  for (std::uint64_t done = 0; done < size; done += block.size()) {
    block.set_range(first + done, static_cast<std::size_t>(std::min<std::uint64_t>(block_size, size - done)));
    problem.evaluator().evaluate(block, costs);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const EvaluatedDesign design{problem, block, costs, i};
      if (which == RowsOf::all || design.is_feasible()) table.add(first + done + i, design);
    }
  }
  return std::move(table).finish();
}

namespace {

/// The default of a leaf as a cell shows it.
std::string default_text(Leaf leaf) {
  if (is_word(*leaf)) return std::string{leaf->default_value};
  return shortest(LeafReader{{}}.read_default(leaf)->levels.at(0));
}

}  // namespace

Table without_defaults(Table table, const LeafTable& leaves) {
  for (const KnownLeaf& known : leaves) {
    const auto column = std::ranges::find(table.columns, column_name(known.leaf), &Column::name);
    if (known.leaf->default_value.empty() || column == table.columns.end()) continue;
    const auto at = column - table.columns.begin();
    const std::string usual = default_text(known.leaf);
    const auto is_usual = [&](const auto& row) { return cell_text(row[static_cast<std::size_t>(at)]) == usual; };
    if (!std::ranges::all_of(table.rows, is_usual)) continue;
    table.columns.erase(column);
    for (auto& row : table.rows) row.erase(row.begin() + at);
  }
  return table;
}

}  // namespace bitpareto
