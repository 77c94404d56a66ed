// SPDX-License-Identifier: Apache-2.0
/// The value of an expression for designs that were evaluated, and all that it may be over a box of them.
#pragma once

#include <span>
#include <vector>

#include "core/cost/evaluator.h"
#include "core/expression/operations.h"

namespace bitpareto {

/// An expression whose names are those of a space, joined with the evaluator that fills them. Requires every reference
/// to the FP16 perplexity or a baseline to be resolved (Reference::constant). Immutable; thread-safe as the evaluator
/// is, which must outlive it.
class ProblemFormula {
 public:
  /// `same`: evaluator.same_on_all_workloads().
  ProblemFormula(Expression expression, const Evaluator& evaluator, std::span<const WorkloadUse> workloads, CostSet same);

  [[nodiscard]] const Expression& expression() const { return expression_; }
  /// The value of each design of the block, in base units; of a condition 1 or 0; NaN where there is none, an infinite
  /// one included. `room` is kept from call to call.
  void values(const DesignBlock& block, const CostBlock& costs, std::vector<double>& room, std::span<double> out) const;
  /// The same for design `i` alone, with other uses of the workloads if need be.
  [[nodiscard]] double value(const DesignBlock& block, const CostBlock& costs, std::size_t i,
                             std::span<const WorkloadUse> uses) const;
  /// A range that holds the value of every design of the box.
  [[nodiscard]] Range range(const Box& box, const CostBounds& bounds) const;
  /// What a value in base units is divided by to be in the unit of its column.
  [[nodiscard]] double column_unit() const { return in_base_units(expression_.dimension()); }

 private:
  /// Where the value of a leaf comes from.
  struct LeafSource {
    enum class Kind : std::uint8_t {
      constant,  // all designs share it
      axis,      // the level of an axis says it
      seen,      // it follows from other leaves, or workloads override it: a design has it if all its workloads agree
    };
    Kind kind = Kind::constant;
    std::size_t axis = 0;
    double constant = 0;
    Leaf leaf = leaf::performance_model;
    [[nodiscard]] double value(double held) const;
  };

  [[nodiscard]] LeafSource source_of(Leaf leaf) const;
  [[nodiscard]] double leaf_value(const LeafSource& source, const DesignBlock& block, std::size_t i) const;
  void fill_reference(const Step& step, const DesignBlock& block, const CostBlock& costs, std::span<double> out) const;
  [[nodiscard]] Range reference_range(const Step& step, const Box& box, const CostBounds& bounds) const;
  void resolve_texts();

  Expression expression_;
  const Evaluator* evaluator_;
  std::vector<WorkloadUse> workloads_;
  CostSet same_;
  std::vector<LeafSource> sources_;   // of each reference; of leaves only
  std::vector<double> step_numbers_;  // of numbers, and of texts: their index among the names of their leaf
};

/// A cost as metrics take it. No cost is negative, and their formulas count on that; so what a model does not bound lies
/// between nothing and infinity.
[[nodiscard]] Interval known_bounds(const Interval& cost);
/// The bounds of a metric as numbers: where nothing is known of an end (NaN), which would compare as equal to everything,
/// it is infinite.
[[nodiscard]] Interval decided_bounds(const Interval& metric);

}  // namespace bitpareto
