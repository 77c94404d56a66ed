// SPDX-License-Identifier: Apache-2.0
/// The hot interface between a search and a cost model: a block of designs in, columns of costs out; a box of designs
/// in, intervals of costs out. Structure of arrays throughout.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/aligned_vector.h"
#include "core/base/number_kinds.h"
#include "core/cost/evaluation.h"
#include "core/cost/term_bounds.h"
#include "core/design/space.h"

namespace bitpareto {

/// Designs of a block that is evaluated at once: large enough to hide the cost of one virtual call, small enough that
/// its columns stay in the second-level cache.
inline constexpr std::size_t block_size = 1'024;

/// How far apart columns of a block lie: a cache line more than they are long, so that equal places of neighbouring
/// columns do not compete for the same lines of the first-level cache.
inline constexpr std::size_t column_stride = block_size + 8;

/// Up to block_size designs, as one column of levels per axis. One thread at a time.
class DesignBlock {
 public:
  explicit DesignBlock(const Space& space);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<const std::uint64_t> levels(std::size_t axis) const {
    if (is_range() && !has_levels_) fill_levels();
    return {levels_.data() + axis * column_stride, size_};
  }
  /// first, first + 1, ... std::out_of_range unless the space has indices and all these, and 1 <= size <= block_size.
  void set_range(DesignIndex first, std::size_t size);
  /// These designs and no others, at most block_size; as push().
  void set(std::span<const DesignKey> designs) {
    clear();
    for (const DesignKey& design : designs) push(design);
  }
  /// One design more. Requires a level per axis; std::out_of_range if the block is full.
  void push(std::span<const std::uint64_t> levels);
  void clear() {
    size_ = 0;
    first_.reset();
  }
  /// Whether its designs are neighbours by index; then the first of them.
  [[nodiscard]] bool is_range() const { return first_.has_value(); }
  [[nodiscard]] DesignIndex first() const { return first_.value(); }

 private:
  const Space* space_;
  std::size_t size_ = 0;
  void fill_levels() const;
  std::optional<DesignIndex> first_;
  // Of a range they are written when somebody asks for them.
  mutable bool has_levels_ = false;
  mutable std::vector<std::uint64_t> levels_;  // [axis][design]
};

/// Why a design is infeasible or lacks a value: a position in Evaluator::reasons(); 0 means that nothing is wrong.
using ReasonCode = std::uint8_t;

/// The costs of a block: a column per workload and cost, and the reasons. Between begin() and end(), which
/// Evaluator::evaluate() calls, a model fills columns; those that it leaves out are NaN. One thread at a time.
class CostBlock {
 public:
  explicit CostBlock(std::size_t workloads)
      : costs_(lead + (workloads * count_ + 1) * column_stride, std::numeric_limits<double>::quiet_NaN()),
        set_(workloads),
        set_before_(workloads),
        cannot_exist_(block_size),
        no_error_(block_size),
        no_perplexity_(block_size) {}

  /// Nothing is set, and nothing is wrong with any design.
  void begin();
  /// What was set before begin() and not since is NaN again.
  void end();

  /// A column to fill: every design of the block.
  [[nodiscard]] std::span<double> column(std::size_t workload, Cost cost) {
    set_[workload].insert(cost);
    return {costs_.data() + lead + (workload * count_ + static_cast<std::size_t>(cost)) * column_stride, block_size};
  }
  [[nodiscard]] std::span<const double> column(std::size_t workload, Cost cost) const {
    return {costs_.data() + lead + (workload * count_ + static_cast<std::size_t>(cost)) * column_stride, block_size};
  }
  /// How many costs there are, those of models' own included.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Where costs go, most_costs of each workload by their enumerators: to their columns, which count as filled, or where nobody
  /// reads them.
  [[nodiscard]] std::span<double* const> targets();
  /// Those of targets() that somebody reads, as of its last call.
  [[nodiscard]] std::span<double* const> read_targets() const { return read_targets_; }
  /// Why a design cannot exist; its costs are then NaN.
  [[nodiscard]] std::span<ReasonCode> cannot_exist() {
    may_refuse_ = true;
    return cannot_exist_;
  }
  [[nodiscard]] std::span<const ReasonCode> cannot_exist() const { return cannot_exist_; }
  /// Design `i` of the block cannot exist: why, and no number for anything that somebody reads.
  void refuse(std::size_t i, ReasonCode reason);
  /// Whether any of them may be set: nobody has asked for a place to do so otherwise.
  [[nodiscard]] bool may_refuse() const { return may_refuse_; }
  /// Why the error of its weights is not known; a design may lack it and exist.
  [[nodiscard]] std::span<ReasonCode> no_error() { return no_error_; }
  [[nodiscard]] std::span<const ReasonCode> no_error() const { return no_error_; }
  /// Why it has no perplexity; a design may lack one and exist.
  [[nodiscard]] std::span<ReasonCode> no_perplexity() { return no_perplexity_; }
  [[nodiscard]] std::span<const ReasonCode> no_perplexity() const { return no_perplexity_; }

  /// Room that an evaluator may use as it likes, kept from call to call: numbered vectors, and places for rows.
  [[nodiscard]] std::vector<double>& scratch(std::size_t number) {
    if (number >= scratch_.size()) scratch_.resize(number + 1);
    return scratch_[number];
  }
  std::vector<const double*> rows;
  AlignedVector<double> tiles;
  /// The same, of whatever kind an evaluator knows again.
  struct Kept {
    Kept() = default;
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    virtual ~Kept() = default;
  };
  std::unique_ptr<Kept> kept;
  /// What the caller will read. An evaluator may leave out the other costs.
  CostSet wanted = CostSet::all();

 private:
  // Room before the first column; those behind it have the one before: tiles of designs may reach over both ends of a column by less.
  static constexpr std::size_t lead = column_stride - block_size;  // at least most_lanes
  std::size_t count_ = known_costs();
  AlignedVector<double> costs_;            // [workload][cost][design], and what is discarded
  std::vector<CostSet> set_, set_before_;  // [workload]
  std::vector<double*> targets_;           // [workload][cost]
  std::vector<double*> read_targets_;
  CostSet targeted_;                       // that do not go where nobody reads them
  bool may_refuse_ = false;
  std::vector<ReasonCode> cannot_exist_, no_error_, no_perplexity_;
  std::vector<std::vector<double>> scratch_;
};

[[nodiscard]] Box whole_box(const Space& space);

/// Intervals that hold the costs of every design of a box that exists. What a model does not set may be anything. What is kept serves evaluators
/// with the same costs, one after the other. One thread at a time.
class CostBounds {
 public:
  explicit CostBounds(std::size_t workloads) : costs_(workloads * count_, unset) {}
  /// Nothing is known, for the next box of the same evaluator; what is wanted stays.
  void begin() {
    std::fill(costs_.begin(), costs_.end(), unset);
    none_exists = none_has_error = none_has_perplexity = false;
  }
  static constexpr Interval unset{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Interval& at(std::size_t workload, Cost cost) {
    return costs_[workload * count_ + static_cast<std::size_t>(cost)];
  }
  [[nodiscard]] const Interval& at(std::size_t workload, Cost cost) const {
    return costs_[workload * count_ + static_cast<std::size_t>(cost)];
  }
  /// What another says of the same box.
  void take(const CostBounds& other) {
    costs_ = other.costs_;
    none_exists = other.none_exists;
    none_has_error = other.none_has_error;
    none_has_perplexity = other.none_has_perplexity;
  }
  CostSet wanted = CostSet::all();   // of which intervals are asked for
  bool none_exists = false;          // no design of the box can exist
  bool none_has_error = false;       // nor has one a known error
  bool none_has_perplexity = false;  // nor a perplexity
  /// How many costs there are, those of models' own included.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// What is kept of a term from box to box: with the table that it has, if it has one, which other evaluators may share.
  [[nodiscard]] TermBounds& kept(const void* term, const std::shared_ptr<const Tabulated>& table, std::size_t width);

 private:
  std::size_t count_ = known_costs();
  std::vector<Interval> costs_;
  /// Of whom, and what keeps an address from coming again.
  struct Kept {
    const void* of;
    std::shared_ptr<const Tabulated> table;
    std::unique_ptr<TermBounds> rows;
  };
  /// Assumed: what a core's share of a machine's memory leaves for it.
  static constexpr std::size_t most_kept_bytes = std::size_t{1} << 28U;
  std::vector<Kept> kept_;  // roughly the last one asked for first
};

}  // namespace bitpareto
