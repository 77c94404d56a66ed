// SPDX-License-Identifier: Apache-2.0
/// A search as an explorer sees it: blocks and boxes of designs in, objectives to be minimised and feasibility out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/aligned_vector.h"
#include "core/cost/evaluator.h"
#include "core/cost/metric.h"
#include "core/problem/constraint.h"
#include "core/problem/objective.h"
#include "core/problem/problem_formula.h"

namespace bitpareto {

/// Why a design is infeasible: a position in Problem::reasons(); 0: it is feasible.
using InfeasibleCode = std::uint16_t;

/// What Problem::evaluate fills. One thread at a time.
class ObjectiveBlock {
 public:
  ObjectiveBlock(std::size_t workloads, std::size_t objectives)
      : costs{workloads}, values_(objectives * column_stride), infeasible_(block_size) {}
  /// Objective `o` of each design, minimised: what is maximised stands with its sign changed; rounded by its tolerance.
  /// Meaningless if infeasible.
  [[nodiscard]] std::span<double> values(std::size_t o) { return {values_.data() + o * column_stride, block_size}; }
  [[nodiscard]] std::span<const double> values(std::size_t o) const {
    return {values_.data() + o * column_stride, block_size};
  }
  [[nodiscard]] std::span<InfeasibleCode> infeasible() { return infeasible_; }
  [[nodiscard]] std::span<const InfeasibleCode> infeasible() const { return infeasible_; }
  CostBlock costs;
  std::vector<double> room;  // for formulas, kept from call to call

 private:
  AlignedVector<double> values_;  // [objective][design]
  std::vector<InfeasibleCode> infeasible_;
};

/// An evaluator with objectives and constraints. Immutable; thread-safe as its evaluator is, which must outlive it.
class Problem {
 public:
  Problem(const Evaluator& evaluator, std::vector<WorkloadUse> workloads, std::vector<Objective> objectives,
          std::vector<Constraint> constraints);

  [[nodiscard]] const Space& space() const { return evaluator_->space(); }
  [[nodiscard]] const Evaluator& evaluator() const { return *evaluator_; }
  [[nodiscard]] std::span<const WorkloadUse> workloads() const { return workloads_; }
  [[nodiscard]] std::span<const Objective> objectives() const { return objectives_; }
  [[nodiscard]] std::span<const Constraint> constraints() const { return constraints_; }
  /// What each InfeasibleCode means, in the order of checking: what cannot exist, what has no accuracy, constraints as
  /// listed (of a formula: that it has no value, then that it does not hold), objectives without a value.
  [[nodiscard]] std::span<const std::string> reasons() const { return reasons_; }

  /// A block for evaluate(): of its costs, only those that objectives and constraints need are filled for certain.
  [[nodiscard]] ObjectiveBlock make_block() const {
    ObjectiveBlock block{workloads_.size(), objectives_.size()};
    block.costs.wanted = columns_;
    return block;
  }
  void evaluate(const DesignBlock& block, ObjectiveBlock& out) const;
  /// Why design `i` of a block is infeasible, of which all costs were evaluated.
  [[nodiscard]] InfeasibleCode infeasible(const DesignBlock& block, const CostBlock& costs, std::size_t i) const;
  /// The formula of an objective that is no metric, or null.
  [[nodiscard]] const ProblemFormula* formula(std::size_t objective) const {
    return objective_formulas_[objective] ? &*objective_formulas_[objective] : nullptr;
  }
  /// For each objective a number that no feasible design of the box undercuts, rounded as theirs are; nothing if none is feasible for certain.
  [[nodiscard]] std::optional<std::vector<double>> lower_bounds(const Box& box) const;
  /// The same for many boxes one after the other, into `lowest`; false if no design is feasible for certain. `room` as make_bounds() gives it.
  [[nodiscard]] bool lower_bounds(const Box& box, CostBounds& room, std::span<double> lowest) const;
  [[nodiscard]] CostBounds make_bounds() const {
    CostBounds bounds{workloads_.size()};
    bounds.wanted = bounded_;
    return bounds;
  }

 private:
  [[nodiscard]] InfeasibleCode without_constraints(const CostBlock& costs, std::size_t i) const;

  const Evaluator* evaluator_;
  std::vector<WorkloadUse> workloads_;
  std::vector<Objective> objectives_;
  std::vector<Constraint> constraints_;
  std::vector<std::optional<ProblemFormula>> objective_formulas_, constraint_formulas_;  // where they are formulas
  std::vector<InfeasibleCode> objective_codes_, constraint_codes_;  // the first reason of each
  std::vector<std::string> reasons_;
  CostSet same_;     // on all workloads, for every design
  CostSet columns_;  // of which evaluate() needs the columns
  CostSet bounded_;  // of which lower_bounds() needs intervals
  bool needs_error_ = false;
  bool needs_perplexity_ = false;
};

}  // namespace bitpareto
