// SPDX-License-Identifier: Apache-2.0
/// Branch and bound through the tree of one box, from any place in it to any other.
#pragma once

#include <optional>
#include <vector>

#include "core/search/explorer.h"
#include "explorers/box_tree.h"
#include "explorers/region.h"

namespace bitpareto::explorers {

/// Boxes up to this size are evaluated, not halved: to bound two halves takes about as long.
inline constexpr std::uint64_t leaf_size = 32;

/// Where a walk through a tree stands: every box before is done. The box that comes next is the one at that depth that holds that design; one
/// that begins before it is a leaf of which some designs are evaluated.
struct TreePlace {
  DesignIndex design = 0;
  std::uint64_t depth = 0;
};

/// Boxes still to be done, the next one last.
class BoxStack {
 public:
  explicit BoxStack(const BoxTree& tree) : tree_{&tree}, axes_{tree.space().axes().size()} {}
  /// What is left of a root at a place. Returns whether there is such a place.
  bool restore(std::span<const LevelRange> root, const TreePlace& place);
  [[nodiscard]] bool empty() const { return depths_.empty(); }
  [[nodiscard]] std::size_t size() const { return depths_.size(); }
  [[nodiscard]] std::span<const LevelRange> box(std::size_t i) const { return {ranges_.data() + i * axes_, axes_}; }
  [[nodiscard]] std::span<const LevelRange> top() const { return box(size() - 1); }
  /// Designs of the top box that are done.
  [[nodiscard]] std::uint64_t done() const { return done_; }
  void pop();
  /// Puts its halves in place of the top box.
  void halve();
  /// So many more designs of the top box are done.
  void advance(std::uint64_t designs) { done_ += designs; }
  /// Requires a box.
  [[nodiscard]] TreePlace place() const;
  /// Designs in all of them that are not done.
  [[nodiscard]] std::uint64_t designs() const;
  /// Whether a design is in one of them, and not done.
  [[nodiscard]] bool holds(std::span<const std::uint64_t> levels) const;

 private:
  const BoxTree* tree_;
  std::size_t axes_;
  std::vector<LevelRange> ranges_;  // [box][axis]
  std::vector<std::uint64_t> depths_;
  std::uint64_t done_ = 0;
};

/// Design `number` of a box, counted as an odometer runs.
void levels_in(std::span<const LevelRange> box, std::uint64_t number, std::span<std::uint64_t> levels);
[[nodiscard]] std::uint64_t number_in(std::span<const LevelRange> box, std::span<const std::uint64_t> levels);

/// How long one walk goes on.
struct WalkLimits {
  std::uint64_t steps;        // boxes looked at
  std::uint64_t evaluations;  // of designs: never more
};

/// Designs that were evaluated: `count` of a box from `from` on.
struct EvaluatedBoxes {
  std::vector<LevelRange> ranges;  // [box][axis]
  std::vector<std::uint64_t> from, count;
};

/// What a walk found out.
struct WalkOutcome {
  WalkOutcome(const Problem& problem, Ties ties) : front{problem.objectives().size(), ties}, infeasible(problem.reasons().size()) {}
  ParetoArchive front;
  std::vector<std::uint64_t> infeasible;  // of those evaluated, by InfeasibleCode
  std::uint64_t boxes = 0, dominated = 0, infeasible_by_bound = 0, evaluated = 0;
  EvaluatedBoxes leaves;
  std::optional<TreePlace> left;  // where it goes on; nothing: the tree is done
};

/// Goes on from `place` in the tree of `root`, a box of the region. Boxes that a design of `known` or one found on the way dominates whatever
/// they hold are dropped.
[[nodiscard]] WalkOutcome walk_boxes(const BoxTree& tree, Region& region, BoundsPool& bounds, Ties ties, const ParetoArchive& known, std::span<const LevelRange> root,
                                     const TreePlace& place, const WalkLimits& limits);

}  // namespace bitpareto::explorers
