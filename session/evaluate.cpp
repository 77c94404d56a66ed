// SPDX-License-Identifier: Apache-2.0
#include "session/evaluate.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/text/format.h"
#include "core/text/suggestion.h"

namespace bitpareto::session {

namespace {

void require_design(const Space& space, const DesignKey& design) {
  bool is_one = design.size() == space.axes().size();
  for (std::size_t a = 0; is_one && a < design.size(); ++a) is_one = design[a] < space.axes()[a].levels.size();
  if (!is_one) throw std::invalid_argument{"a design whose levels are not those of its space"};
}

double number_of(const Cell& cell) {
  const auto* const number = std::get_if<double>(&cell);
  return number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN();
}

DesignCosts costs_of(const Problem& problem, std::span<const Objective> recorded, const DesignKey& key,
                     const EvaluatedDesign& design, const CostBlock& costs, std::size_t i) {
  const Space& space = problem.space();
  DesignCosts result;
  result.number = space.number_text(key);
  for (const Axis& axis : space.axes()) {
    result.axes.emplace_back(axis.leaf->path, space.value_text(axis.leaf, design.point()[axis.leaf]));
  }
  if (!design.is_feasible()) result.reason = design.reason();
  for (std::size_t w = 0; w < problem.workloads().size(); ++w) {
    Evaluation& on_workload = result.workloads.emplace_back();
    for (std::size_t c = 0; c < costs.count(); ++c) {
      const auto cost = static_cast<Cost>(c);
      on_workload[cost] = costs.column(w, cost)[i];
    }
  }
  for (const Objective& value : recorded) result.metrics.emplace(value.text(), number_of(design.value(value)));
  return result;
}

}  // namespace

double DesignCosts::metric(std::string_view name) const {
  const auto it = metrics.find(name);
  if (it != metrics.end()) return it->second;
  std::vector<std::string> names;
  for (const auto& [known, value] : metrics) names.push_back(known);
  throw std::invalid_argument{format("'{}' is no metric of this space{}", name, suggestion(name, names))};
}

std::vector<DesignCosts> evaluate(const Session& session, std::span<const DesignKey> designs) {
  const Problem problem = session.problem();
  for (const DesignKey& design : designs) require_design(problem.space(), design);
  const std::vector<Objective> recorded = recorded_values(problem);
  std::vector<DesignCosts> list;
  DesignBlock block{problem.space()};
  CostBlock costs{problem.workloads().size()};
  for (std::size_t from = 0; from < designs.size(); from += block_size) {
    const auto some = designs.subspan(from, std::min(block_size, designs.size() - from));
    block.set(some);
    problem.evaluator().evaluate(block, costs);
    for (std::size_t i = 0; i < some.size(); ++i) {
      list.push_back(costs_of(problem, recorded, some[i], {problem, block, costs, i}, costs, i));
    }
  }
  return list;
}

DesignCosts evaluate(const Session& session, DesignIndex design) {
  const std::optional<DesignKey> key = session.space().find(std::to_string(design));
  if (!key) {
    throw std::invalid_argument{
        format("design {} of a space of {}, which are counted from 0", design, session.space().size_text())};
  }
  return std::move(evaluate(session, {&*key, 1}).front());
}

Table table_of(const Session& session, std::span<const DesignKey> designs) {
  const std::vector<Objective> recorded = recorded_values(session.problem());
  Table table{.columns = {"design"}, .rows = {}};
  for (const Objective& value : recorded) table.columns.push_back(column_of(value));
  for (const DesignCosts& costs : evaluate(session, designs)) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(index_cell(costs.number));
    for (const Objective& value : recorded) row.push_back(number_cell(costs.metrics.at(value.text())));
  }
  return table;
}

Table tabulate(const Session& session, RowPer per, DesignIndex first, std::optional<std::uint64_t> count, RowsOf which) {
  const Space& space = session.space();
  if (!space.is_indexable()) {
    throw std::invalid_argument{format("a table of a space of {} designs, which have no indices", space.size_text())};
  }
  const DesignIndex last = space.last_index();
  // All 2^64 designs of the largest space are a count that nothing can hold, and no table could.
  const bool is_inside = first <= last && (count ? *count == 0 || *count - 1 <= last - first : last - first + 1 != 0);
  if (!is_inside) {
    throw std::invalid_argument{format("a table beyond design {}, the last of the space", last)};
  }
  return evaluation_table(session.problem(), first, count.value_or(last - first + 1), per, which);
}

}  // namespace bitpareto::session
