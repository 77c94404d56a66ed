// SPDX-License-Identifier: Apache-2.0
/// Designs and what they cost as rows of a table: the columns that users see in every command and in the database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/problem/problem.h"
#include "core/table/table.h"

namespace bitpareto {

/// The column of a leaf in tables.
[[nodiscard]] Column leaf_column(Leaf leaf);
/// A column of group sizes, by any name, and what stands in it: -1 for a whole row.
[[nodiscard]] Column group_size_column(std::string_view name);
[[nodiscard]] Cell group_size_cell(double group_size);
/// The column of something recorded.
[[nodiscard]] Column column_of(const Objective& recorded);

/// A leaf's value as a cell: a name as text, everything else as a number.
[[nodiscard]] Cell leaf_cell(const Space& space, Leaf leaf, double value);

/// The number of a design as a cell.
[[nodiscard]] Cell design_cell(const Space& space, std::span<const std::uint64_t> levels);

/// What a run records of a design besides its axes: each metric that is defined over the workloads, then those that only
/// an objective or a constraint names, then objectives that are formulas.
[[nodiscard]] std::vector<Objective> recorded_values(const Problem& problem);

/// One design after it was evaluated: everything about it that is printed or stored.
class EvaluatedDesign {
 public:
  /// Design `i` of a block whose costs were computed; both must outlive it.
  EvaluatedDesign(const Problem& problem, const DesignBlock& block, const CostBlock& costs, std::size_t i);

  [[nodiscard]] const DesignPoint& point() const { return point_; }
  [[nodiscard]] bool is_feasible() const { return infeasible_ == 0; }
  [[nodiscard]] const std::string& reason() const { return problem_->reasons()[infeasible_]; }
  /// Nothing where the design cannot exist or the metric has no value.
  [[nodiscard]] Cell metric(const MetricExpression& metric) const {
    return this->metric(metric, problem_->workloads());
  }
  /// The same with other uses of the workloads: one step of decode instead of all.
  [[nodiscard]] Cell metric(const MetricExpression& metric, std::span<const WorkloadUse> uses) const;
  [[nodiscard]] Cell cost(std::size_t workload, Cost cost) const;
  /// A metric, or a formula that is an objective of the problem.
  [[nodiscard]] Cell value(const Objective& recorded) const;
  /// Whence the perplexity of these workloads comes: the least sure of them.
  [[nodiscard]] Cell perplexity_basis(std::span<const std::size_t> workloads) const;

 private:
  const Problem* problem_;
  const DesignBlock* block_;
  const CostBlock* costs_;
  std::size_t i_;
  DesignPoint point_;
  InfeasibleCode infeasible_;
};

/// What one row of evaluation_table() is.
enum class RowPer : std::uint8_t { workload, model, design };
/// Which designs have rows.
enum class RowsOf : std::uint8_t { all, feasible };

/// Designs first ... first + size - 1 of a problem, with every leaf and every cost or metric. Requires an indexable
/// space.
[[nodiscard]] Table evaluation_table(const Problem& problem, DesignIndex first, std::uint64_t size, RowPer per, RowsOf which = RowsOf::all);

/// An evaluation_table() for people: without the columns of leaves that stand at their default in every row.
[[nodiscard]] Table without_defaults(Table table, const LeafTable& leaves);

}  // namespace bitpareto
