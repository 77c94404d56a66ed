// SPDX-License-Identifier: Apache-2.0
/// What a search needs of a cost model. One virtual call serves a block of designs; everything per design is inside.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/cost/plan.h"

namespace bitpareto {

/// Costs of designs of one space. Immutable once made: any number of threads may call it at once, each with blocks of
/// its own; the same block gives the same bits whatever was evaluated before.
class Evaluator {
 public:
  Evaluator() = default;
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  virtual ~Evaluator() = default;

  [[nodiscard]] virtual const Space& space() const = 0;
  [[nodiscard]] virtual std::size_t workload_count() const = 0;

  /// The costs of every design of the block; NaN where the model knows none.
  void evaluate(const DesignBlock& block, CostBlock& costs) const {
    costs.begin();
    fill(block, costs);
    costs.end();
  }
  /// Intervals that hold what evaluate() gives for every design of the box, of the wanted costs at least. Not always tight.
  [[nodiscard]] virtual CostBounds bounds(const Box& box, CostSet wanted = CostSet::all()) const = 0;
  /// The same in place of what `bounds` holds, which tells what is wanted and keeps from box to box what comes again: of this evaluator alone.
  virtual void bound(const Box& box, CostBounds& bounds) const { bounds = this->bounds(box, bounds.wanted); }
  /// Whether all that it tabulates over the levels of its space stands in tables, and bytes of such tables for a box of it, about.
  [[nodiscard]] virtual bool is_tabulated() const { return true; }
  [[nodiscard]] virtual double table_bytes(const Box& /*box*/) const { return 0; }
  /// An evaluator of the designs of a box, with tables of their own, those shared that `cache` (may be null) has of other boxes: the same costs
  /// and reasons of designs, bit by bit. Its space has the same axes with the levels of the box. Null: there is none. This evaluator must outlive it.
  [[nodiscard]] virtual std::unique_ptr<const Evaluator> within(const Box& /*box*/, const TableLimits& /*tables*/,
                                                                const std::shared_ptr<TableCache>& /*cache*/) const {
    return nullptr;
  }
  /// Costs that every design has the same of on all workloads, as far as the evaluator knows; Cost::area only if it is
  /// the sum of its parts in their order.
  [[nodiscard]] virtual CostSet same_on_all_workloads() const { return {}; }
  /// Designs after which most numbers come again that are behind the costs of a block: to evaluate blocks so far apart one after the other finds
  /// them in a cache. 0: it makes no difference.
  [[nodiscard]] virtual DesignIndex repetition() const { return 0; }
  /// What each ReasonCode means, as words behind a count: "input port wider than 512 bits per bank". The order is that
  /// in which reasons are checked: a design has the first that holds.
  [[nodiscard]] virtual std::span<const std::string> reasons() const = 0;
  /// `point` as a workload sees it: with its overrides, and with every leaf that follows from others filled in: the dot
  /// size of the PE, the group size of the datatype.
  [[nodiscard]] virtual DesignPoint seen_by(std::size_t workload, const DesignPoint& point) const = 0;

 private:
  /// Fills the columns and reasons of every design of the block.
  virtual void fill(const DesignBlock& block, CostBlock& costs) const = 0;
};

/// One design of an indexable space on each workload.
[[nodiscard]] std::vector<Evaluation> evaluate_design(const Evaluator& evaluator, DesignIndex design);

}  // namespace bitpareto
