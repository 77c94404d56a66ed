// SPDX-License-Identifier: Apache-2.0
/// Parts of a cost model that depend on few leaves, tabulated over the levels of those leaves.
#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "core/base/simd.h"
#include "core/cost/plan.h"
#include "core/cost/staged_rows.h"

namespace bitpareto {

/// A function from some leaves of a design, or from the rows of other terms, to a row of numbers. Where the space has room for a table over the levels of
/// those leaves, it is computed once for each combination and looked up; otherwise it is computed for each design, which gives the same bits. Of a
/// space for a few designs it is computed once for each combination that these have.
/// Immutable; thread-safe.
class Term {
 public:
  /// Computes the row of a point, whose leaves other than the term's are those of no design in particular.
  using Function = std::function<void(const DesignPoint& point, std::span<double> row)>;

  /// The first number of a row is why such designs cannot exist, a ReasonCode; the others mean nothing unless it is 0. `stages`: another way to the
  /// same rows, for its table, or without one where so many evaluations are to come that it pays; may be null.
  Term(const Space& space, std::span<const Leaf> leaves, std::size_t width, Function function, const RowStages* stages = nullptr);
  Term(const Space& space, std::initializer_list<Leaf> leaves, std::size_t width, Function function, const RowStages* stages = nullptr)
      : Term{space, std::span{leaves.begin(), leaves.size()}, width, std::move(function), stages} {}

  /// Computes a row from the rows of other terms, in their order.
  using Join = std::function<void(std::span<const double* const> rows, std::span<double> row)>;
  /// A term that reads what `terms` read, by way of their rows. They must outlive it, where they are. `in_parts`: whether it has tables in parts of
  /// spaces too; one that is brought together fast and asked for few of many rows does without.
  Term(const Space& space, std::vector<const Term*> terms, std::size_t width, Join join, bool in_parts = true);

  [[nodiscard]] std::size_t width() const { return width_; }
  /// Whether its rows were computed beforehand, for all combinations of levels. A design has combination number sum of level times
  /// stride(axis), and with it a row; equal rows are kept once.
  [[nodiscard]] bool has_table() const { return has_table_; }
  /// How many different rows there are. Requires a table, as do the next three.
  [[nodiscard]] std::size_t row_count() const { return table_->row_count; }
  [[nodiscard]] const double* row(std::size_t number) const { return table_->row(number); }
  [[nodiscard]] std::size_t row_number(std::size_t combination) const { return table_->row_number(combination); }
  /// What keeps them; null without a table.
  [[nodiscard]] const std::shared_ptr<const Tabulated>& tabulated() const { return tabulated_; }
  /// Combinations per level of an axis; 0: it does not read the axis. Requires a table.
  [[nodiscard]] std::size_t stride(std::size_t axis) const;
  /// For each number of a row the first that is the same in the rows of all designs that exist. Requires a table.
  [[nodiscard]] const std::vector<std::size_t>& equal_columns() const;
  /// Whether it has a table in which a number of the row is `value` for every design that exists.
  [[nodiscard]] bool is_always(std::size_t number, double value) const;
  /// The row of each design of the block, with room for most_lanes numbers from each of them on. They stay valid until `scratch`, of which each
  /// term needs its own, is used again.
  void rows(const DesignBlock& block, std::span<const double*> rows, std::vector<double>& scratch) const;
  /// The same for neighbours by index, run by run: calls `run(first, count, row)` for designs of the block that share a row. Requires a table.
  template <class Run>
  void runs(const DesignBlock& block, const Run& run) const {
    for (std::size_t at = 0; at < block.size();) {
      const DesignIndex index = block.first() + at;
      std::size_t combination = 0;
      for (const Input& input : inputs_) combination += static_cast<std::size_t>(index / input.designs % input.levels->size()) * input.stride;
      const auto count = static_cast<std::size_t>(std::min<DesignIndex>(together_ - index % together_, block.size() - at));
      run(at, count, row(row_number(combination)));
      at += count;
    }
  }
  /// Intervals of every number over the designs of a box that exist; false if none does. Over more than a few thousand
  /// combinations they are those of the whole space; without a table, over more than a few dozen, from 0 to infinity.
  [[nodiscard]] bool bound(const Box& box, std::span<Interval> row) const;
  /// The same as a row that stays valid until `bounds` is used again, which keeps what comes again; null if no design exists. With a table they
  /// are the least and greatest numbers of the box, however many combinations it has.
  [[nodiscard]] const Interval* bound(const Box& box, CostBounds& bounds) const { return bound(box, bounds, width_); }
  /// The same of the first `width` numbers of the row only; always of as many with the same `bounds`.
  [[nodiscard]] const Interval* bound(const Box& box, CostBounds& bounds, std::size_t width) const;
  /// Whether boxes have the same ranges on every axis that it reads: then it has the same bounds for both.
  [[nodiscard]] bool reads_same(const Box& box, const Box& other) const {
    return std::ranges::all_of(inputs_, [&](const Input& input) { return box[input.axis] == other[input.axis]; });
  }
  /// What a table for the levels of a box takes.
  [[nodiscard]] double table_bytes(const Box& box) const;

 private:
  struct Input {
    std::size_t axis;
    Leaf leaf;
    const Levels* levels;
    std::size_t stride;  // combinations per level; of a term with a table only
    DesignIndex designs;  // per level; of an indexable space only
    /// What stands for a range of its levels: first * of_first + last * of_last, added up over inputs, is another number for every box.
    std::uint64_t of_first = 0, of_last = 0;
  };
  [[nodiscard]] static Input input_of(const Space& space, std::size_t axis);
  /// Adds the row of kept.ranges, for which `key` stands and which is not kept.
  const Interval* add_bounds(TermBounds& kept, std::uint64_t key) const;
  void hull_of(std::span<const LevelRange> ranges, std::size_t width, Interval* row) const;
  void tabulate(const Space& space, const RowStages* stages, bool in_parts);
  [[nodiscard]] std::vector<std::size_t> find_equal_columns() const;
  [[nodiscard]] std::vector<LevelGrid::Axis> staged_inputs() const;
  [[nodiscard]] Tabulated tabulated_rows(const StagedRows* staged, bool may_share, int threads) const;
  void compute(std::span<const std::uint64_t> levels, std::span<double> row) const;
  void tabulate_for(std::span<const DesignKey> designs);
  /// rows(), each computed once for designs that share it.
  void compute_rows(const DesignBlock& block, std::span<const double*> rows, std::vector<double>& scratch) const;
  /// The row for levels of its own inputs: in a table, or computed in `room`.
  [[nodiscard]] const double* row_of(std::span<const std::uint64_t> levels, std::vector<double>& room) const;

  std::size_t width_;
  Function function_;
  std::vector<const Term*> terms_;  // that it joins; then there is a join and no function
  Join join_;
  std::vector<std::size_t> join_strides_;  // combinations of each of them per level of each input; empty: one has no table
  DesignPoint shared_;
  std::vector<Input> inputs_;
  DesignIndex together_ = std::numeric_limits<DesignIndex>::max();  // neighbours that share a row
  std::shared_ptr<StagedRows> staged_;  // null: rows that are in no table are computed from the point
  bool has_table_ = false;
  std::shared_ptr<const Tabulated> tabulated_;
  const Tabulated* table_ = nullptr;  // the same
  bool is_sparse_ = false;
  std::vector<double> sparse_;       // rows of a few combinations
  std::map<std::vector<std::uint64_t>, std::size_t> offsets_;  // in the table, by the levels of the inputs; of a sparse one
};

}  // namespace bitpareto
