// SPDX-License-Identifier: Apache-2.0
#include "core/problem/problem.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "core/cost/metric_column.h"
#include "core/cost/metric_value.h"
#include "core/text/format.h"

namespace bitpareto {

namespace {

bool is_perplexity(Metric metric) { return metric == Metric::perplexity || metric == Metric::perplexity_error; }
bool is_error(Metric metric) { return metric == Metric::error; }

/// Of a condition's truth: 0 where it holds, `first` where it has no value, the code behind it where it does not hold.
InfeasibleCode code_of(double truth, InfeasibleCode first) {
  if (std::isnan(truth)) return first;
  return truth == 1 ? InfeasibleCode{0} : static_cast<InfeasibleCode>(first + 1);
}

}  // namespace

Problem::Problem(const Evaluator& evaluator, std::vector<WorkloadUse> workloads, std::vector<Objective> objectives,
                 std::vector<Constraint> constraints)
    : evaluator_{&evaluator},
      workloads_{std::move(workloads)},
      objectives_{std::move(objectives)},
      constraints_{std::move(constraints)},
      same_{evaluator.same_on_all_workloads()} {
  for (const std::string& reason : evaluator_->reasons()) reasons_.push_back(reason);
  const auto next_code = [&] { return static_cast<InfeasibleCode>(reasons_.size()); };
  const auto bound_to_this = [&](const std::optional<Expression>& formula) {
    return formula ? std::optional<ProblemFormula>{std::in_place, *formula, *evaluator_, workloads_, same_} : std::nullopt;
  };
  std::vector<MetricExpression> asked;
  for (const Constraint& constraint : constraints_) {
    constraint_codes_.push_back(next_code());
    if (constraint.condition) reasons_.push_back(format("no value of {}", constraint.text));
    reasons_.push_back(format("outside {}", constraint.text));
    constraint_formulas_.push_back(bound_to_this(constraint.condition));
    for (MetricExpression& metric : constraint.metrics()) asked.push_back(std::move(metric));
  }
  for (const Objective& objective : objectives_) {
    objective_codes_.push_back(next_code());
    if (objective.formula()) reasons_.push_back(format("no value of {}", objective.text()));
    objective_formulas_.push_back(bound_to_this(objective.formula()));
    for (MetricExpression& metric : objective.metrics()) asked.push_back(std::move(metric));
  }
  for (const MetricExpression& metric : asked) {
    needs_error_ = needs_error_ || is_error(metric.metric());
    needs_perplexity_ = needs_perplexity_ || is_perplexity(metric.metric());
    columns_ = columns_ | costs_of(metric, {workloads_, same_});
    bounded_ = bounded_ | costs_of(metric, {workloads_});
  }
}

InfeasibleCode Problem::without_constraints(const CostBlock& costs, std::size_t i) const {
  if (costs.cannot_exist()[i] != 0) return costs.cannot_exist()[i];
  if (needs_error_ && costs.no_error()[i] != 0) return costs.no_error()[i];
  return needs_perplexity_ ? costs.no_perplexity()[i] : ReasonCode{0};
}

InfeasibleCode Problem::infeasible(const DesignBlock& block, const CostBlock& costs, std::size_t i) const {
  if (const InfeasibleCode code = without_constraints(costs, i); code != 0) return code;
  for (std::size_t c = 0; c < constraints_.size(); ++c) {
    const Constraint& constraint = constraints_[c];
    if (const std::optional<ProblemFormula>& formula = constraint_formulas_[c]) {
      const InfeasibleCode code = code_of(formula->value(block, costs, i, workloads_), constraint_codes_[c]);
      if (code != 0) return code;
      continue;
    }
    const double value = metric_value<double>(
        constraint.metric, workloads_, [&](std::size_t w, Cost cost) { return costs.column(w, cost)[i]; },
        constraint.divisors);
    if (!holds(value, constraint.comparison, constraint.bound)) return constraint_codes_[c];
  }
  for (std::size_t o = 0; o < objectives_.size(); ++o) {
    const std::optional<ProblemFormula>& formula = objective_formulas_[o];
    if (formula && std::isnan(formula->value(block, costs, i, workloads_))) return objective_codes_[o];
  }
  return 0;
}

void Problem::evaluate(const DesignBlock& block, ObjectiveBlock& out) const {
  evaluator_->evaluate(block, out.costs);
  const std::size_t size = block.size();
  const std::span<InfeasibleCode> codes = out.infeasible();
  const std::span<const ReasonCode> cannot_exist = std::as_const(out.costs).cannot_exist();
  const std::span<const ReasonCode> no_error = std::as_const(out.costs).no_error();
  const std::span<const ReasonCode> no_perplexity = std::as_const(out.costs).no_perplexity();
  // Without branches, and so several at a time: without_constraints() of each.
  const ReasonCode asks_error = needs_error_ ? 0xFF : 0;
  const ReasonCode asks_perplexity = needs_perplexity_ ? 0xFF : 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto error = static_cast<ReasonCode>(no_error[i] & asks_error);
    const auto perplexity = static_cast<ReasonCode>(no_perplexity[i] & asks_perplexity);
    const ReasonCode accuracy = error != 0 ? error : perplexity;
    codes[i] = cannot_exist[i] != 0 ? cannot_exist[i] : accuracy;
  }
  std::array<double, block_size> numbers;
  for (std::size_t c = 0; c < constraints_.size(); ++c) {
    const Constraint& constraint = constraints_[c];
    const InfeasibleCode code = constraint_codes_[c];
    if (const std::optional<ProblemFormula>& formula = constraint_formulas_[c]) {
      formula->values(block, out.costs, out.room, numbers);
      for (std::size_t i = 0; i < size; ++i) {
        if (codes[i] == 0) codes[i] = code_of(numbers[i], code);
      }
      continue;
    }
    put_metric(constraint.metric, {workloads_, same_}, constraint.divisors, out.costs, size, 1, numbers);
    for (std::size_t i = 0; i < size; ++i) {
      if (codes[i] == 0 && !holds(numbers[i], constraint.comparison, constraint.bound)) codes[i] = code;
    }
  }
  for (std::size_t o = 0; o < objectives_.size(); ++o) {
    const Objective& objective = objectives_[o];
    const double sign = objective.is_maximised() ? -1.0 : 1.0;
    const std::span<double> values = out.values(o);
    if (const std::optional<ProblemFormula>& formula = objective_formulas_[o]) {
      formula->values(block, out.costs, out.room, values);
      const double unit = sign / formula->column_unit();
      for (std::size_t i = 0; i < size; ++i) {
        if (codes[i] == 0 && std::isnan(values[i])) codes[i] = objective_codes_[o];
        values[i] *= unit;
      }
    } else {
      put_metric(*objective.metric(), {workloads_, same_}, {}, out.costs, size, sign, values);
    }
    if (!objective.tolerance().is_none()) objective.tolerance().round(values);
  }
}

std::optional<std::vector<double>> Problem::lower_bounds(const Box& box) const {
  CostBounds room = make_bounds();
  std::vector<double> lowest(objectives_.size());
  if (!lower_bounds(box, room, lowest)) return std::nullopt;
  return lowest;
}

bool Problem::lower_bounds(const Box& box, CostBounds& room, std::span<double> lowest) const {
  evaluator_->bound(box, room);
  const CostBounds& bounds = room;
  if (bounds.none_exists || (needs_error_ && bounds.none_has_error) ||
      (needs_perplexity_ && bounds.none_has_perplexity)) {
    return false;
  }
  const auto interval_of = [&](const MetricExpression& metric, std::span<const double> divisors) {
    return decided_bounds(metric_value<Interval>(
        metric, workloads_, [&](std::size_t w, Cost c) { return known_bounds(bounds.at(w, c)); }, divisors));
  };
  for (std::size_t c = 0; c < constraints_.size(); ++c) {
    const Constraint& constraint = constraints_[c];
    if (const std::optional<ProblemFormula>& formula = constraint_formulas_[c]) {
      if (!formula->range(box, bounds).may_hold()) return false;
      continue;
    }
    const Interval value = interval_of(constraint.metric, constraint.divisors);
    const bool wants_small = constraint.comparison == Comparison::less || constraint.comparison == Comparison::at_most;
    if (wants_small ? value.low > constraint.bound : value.high < constraint.bound) return false;
  }
  for (std::size_t o = 0; o < objectives_.size(); ++o) {
    const bool is_maximised = objectives_[o].is_maximised();
    if (const std::optional<ProblemFormula>& formula = objective_formulas_[o]) {
      const Range range = formula->range(box, bounds);
      lowest[o] = (is_maximised ? -range.high : range.low) / formula->column_unit();
    } else {
      const Interval value = interval_of(*objectives_[o].metric(), {});
      lowest[o] = is_maximised ? -value.high : value.low;
    }
    lowest[o] = objectives_[o].tolerance().rounded(lowest[o]);
  }
  return true;
}

}  // namespace bitpareto
