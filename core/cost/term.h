// SPDX-License-Identifier: Apache-2.0
/// Parts of a cost model that depend on few leaves, tabulated over the levels of those leaves.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <vector>

#include "core/cost/plan.h"

namespace bitpareto {

/// A function from some leaves of a design to a row of numbers. Where the levels of those leaves have few combinations
/// it is computed once for each and looked up; otherwise it is computed for each design, which gives the same bits. Of a
/// space for a few designs it is computed once for each combination that these have.
/// Immutable; thread-safe.
class Term {
 public:
  /// Computes the row of a point, whose leaves other than the term's are those of no design in particular.
  using Function = std::function<void(const DesignPoint& point, std::span<double> row)>;

  /// A table is made up to this size; beyond it a term is computed design by design. 32 MiB: what a dozen terms may take
  /// of a small machine's memory.
  static constexpr std::size_t most_table_bytes = std::size_t{32} << 20;

  /// The first number of a row is why such designs cannot exist, a ReasonCode; the others mean nothing unless it is 0.
  Term(const Space& space, std::span<const Leaf> leaves, std::size_t width, Function function);
  Term(const Space& space, std::initializer_list<Leaf> leaves, std::size_t width, Function function)
      : Term{space, std::span{leaves.begin(), leaves.size()}, width, std::move(function)} {}

  [[nodiscard]] std::size_t width() const { return width_; }
  /// The row of each design of the block. They stay valid until `scratch`, of which each term needs its own, is used
  /// again.
  void rows(const DesignBlock& block, std::span<const double*> rows, std::vector<double>& scratch) const;
  /// Intervals of every number over the designs of a box that exist; false if none does. Over more than a few thousand
  /// combinations they are those of the whole space; without a table, over more than a few dozen, from 0 to infinity.
  [[nodiscard]] bool bound(const Box& box, std::span<Interval> row) const;

 private:
  struct Input {
    std::size_t axis;
    Leaf leaf;
    const Levels* levels;
    std::size_t stride;  // numbers of the table per level; of a term with a table only
  };
  void compute(std::span<const std::uint64_t> levels, std::span<double> row) const;
  void tabulate_for(std::span<const DesignKey> designs);

  std::size_t width_;
  Function function_;
  DesignPoint shared_;
  std::vector<Input> inputs_;
  bool has_table_ = false;
  std::vector<double> table_;    // [combination of levels][width]
  std::vector<Interval> whole_;  // intervals over the table
  bool has_nan_ = false;         // some number of a design that exists is none
  bool any_exists_ = true;
  bool is_sparse_ = false;
  std::map<std::vector<std::uint64_t>, std::size_t> offsets_;  // in the table, by the levels of the inputs; of a sparse one
};

}  // namespace bitpareto
