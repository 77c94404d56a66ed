// SPDX-License-Identifier: Apache-2.0
#include "core/problem.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/metric_value.h"
#include "core/text/format.h"

namespace bitpareto {

namespace {

bool is_perplexity(Metric metric) { return metric == Metric::perplexity || metric == Metric::perplexity_error; }
bool is_error(Metric metric) { return metric == Metric::error; }

/// A metric of the designs i, i + 1, ... of a block.
Pack pack_of(const MetricExpression& metric, std::span<const WorkloadUse> workloads, const CostBlock& costs,
             std::size_t i, std::span<const double> divisors = {}) {
  return metric_value<Pack>(
      metric, workloads, [&](std::size_t w, Cost c) { return Pack::load(costs.column(w, c).data() + i); }, divisors);
}
static_assert(block_size % Pack::width == 0);

}  // namespace

Problem::Problem(const Evaluator& evaluator, std::vector<WorkloadUse> workloads,
                 std::vector<MetricExpression> objectives, std::vector<Constraint> constraints)
    : evaluator_{&evaluator},
      workloads_{std::move(workloads)},
      objectives_{std::move(objectives)},
      constraints_{std::move(constraints)} {
  for (const std::string& reason : evaluator_->reasons()) reasons_.push_back(reason);
  for (const Constraint& constraint : constraints_) reasons_.push_back(format("outside {}", constraint.text));
  const auto asks_for = [&](bool (*kind)(Metric)) {
    return std::ranges::any_of(objectives_, [&](const MetricExpression& m) { return kind(m.metric()); }) ||
           std::ranges::any_of(constraints_, [&](const Constraint& c) { return kind(c.metric.metric()); });
  };
  const auto note = [&](std::size_t, Cost cost) {
    needed_.insert(cost);
    return 1.0;
  };
  for (const MetricExpression& m : objectives_) static_cast<void>(metric_value<double>(m, workloads_, note));
  for (const Constraint& c : constraints_) static_cast<void>(metric_value<double>(c.metric, workloads_, note));
  needs_error_ = asks_for(is_error);
  needs_perplexity_ = asks_for(is_perplexity);
}

InfeasibleCode Problem::without_constraints(const CostBlock& costs, std::size_t i) const {
  if (costs.cannot_exist()[i] != 0) return costs.cannot_exist()[i];
  if (needs_error_ && costs.no_error()[i] != 0) return costs.no_error()[i];
  return needs_perplexity_ ? costs.no_perplexity()[i] : ReasonCode{0};
}

InfeasibleCode Problem::infeasible(const CostBlock& costs, std::size_t i) const {
  if (const InfeasibleCode code = without_constraints(costs, i); code != 0) return code;
  for (std::size_t c = 0; c < constraints_.size(); ++c) {
    const Constraint& constraint = constraints_[c];
    const double value = metric_value<double>(
        constraint.metric, workloads_, [&](std::size_t w, Cost cost) { return costs.column(w, cost)[i]; },
        constraint.divisors);
    if (!holds(value, constraint.comparison, constraint.bound)) {
      return static_cast<InfeasibleCode>(evaluator_->reasons().size() + c);
    }
  }
  return 0;
}

void Problem::evaluate(const DesignBlock& block, ObjectiveBlock& out) const {
  evaluator_->evaluate(block, out.costs);
  const std::size_t size = block.size();
  const std::span<InfeasibleCode> codes = out.infeasible();
  for (std::size_t i = 0; i < size; ++i) codes[i] = without_constraints(out.costs, i);
  for (std::size_t c = 0; c < constraints_.size(); ++c) {
    const Constraint& constraint = constraints_[c];
    const auto code = static_cast<InfeasibleCode>(evaluator_->reasons().size() + c);
    for (std::size_t i = 0; i < size; i += Pack::width) {
      const Pack values = pack_of(constraint.metric, workloads_, out.costs, i, constraint.divisors);
      for (std::size_t l = 0; l < Pack::width && i + l < size; ++l) {
        if (codes[i + l] == 0 && !holds(values.lanes[l], constraint.comparison, constraint.bound)) codes[i + l] = code;
      }
    }
  }
  for (std::size_t o = 0; o < objectives_.size(); ++o) {
    const MetricExpression& objective = objectives_[o];
    const Pack sign{entry_of(objective.metric()).maximised ? -1.0 : 1.0};
    for (std::size_t i = 0; i < size; i += Pack::width) {
      (sign * pack_of(objective, workloads_, out.costs, i)).store(out.values(o).data() + i);
    }
  }
}

namespace {

/// A cost as metrics take it. No cost is negative, and their formulas count on that; so what a model does not bound lies
/// between nothing and infinity.
Interval known(const Interval& cost) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {cost.low >= 0 ? cost.low : 0, cost.high <= infinity ? cost.high : infinity};
}

/// The same of a metric: infinity over infinity is NaN, which would compare as equal to everything.
Interval decided(const Interval& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {std::isnan(value.low) ? -infinity : value.low, std::isnan(value.high) ? infinity : value.high};
}

}  // namespace

std::optional<std::vector<double>> Problem::lower_bounds(const Box& box) const {
  const CostBounds bounds = evaluator_->bounds(box);
  if (bounds.none_exists || (needs_error_ && bounds.none_has_error) ||
      (needs_perplexity_ && bounds.none_has_perplexity)) {
    return std::nullopt;
  }
  const auto interval_of = [&](const MetricExpression& metric, std::span<const double> divisors) {
    return decided(metric_value<Interval>(
        metric, workloads_, [&](std::size_t w, Cost c) { return known(bounds.at(w, c)); }, divisors));
  };
  for (const Constraint& constraint : constraints_) {
    const Interval value = interval_of(constraint.metric, constraint.divisors);
    const bool wants_small = constraint.comparison == Comparison::less || constraint.comparison == Comparison::at_most;
    if (wants_small ? value.low > constraint.bound : value.high < constraint.bound) return std::nullopt;
  }
  std::vector<double> lowest;
  for (const MetricExpression& objective : objectives_) {
    const Interval value = interval_of(objective, {});
    lowest.push_back(entry_of(objective.metric()).maximised ? -value.high : value.low);
  }
  return lowest;
}

}  // namespace bitpareto
