// SPDX-License-Identifier: Apache-2.0
/// What of a block of designs is left when infeasible ones and those that a few strong points dominate are gone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/problem/problem.h"
#include "core/search/dominance.h"

namespace bitpareto {

/// Spares an archive the designs that neighbours of theirs already lost to. It learns the points that it compares with from the archive's
/// answers; they may leave the archive meanwhile, for what dominates them dominates what they do. Which it has depends on what it
/// saw, what is left for an archive to take never does. One thread at a time.
class BlockFilter {
 public:
  explicit BlockFilter(std::size_t objectives) : objectives_{objectives}, values_(most_dominators * objectives), recent_(most_recent * objectives) {}

  /// Positions among the first `size` designs of `block` that are feasible and not dominated by a point it knows, ascending. Adds to
  /// counts[code] how many designs have that code. Valid until the next call.
  [[nodiscard]] std::span<const std::uint16_t> remaining(const ObjectiveBlock& block, std::size_t size, std::span<std::uint64_t> counts);
  /// Whether one of the points that it learnt last dominates a design that remained: those of a block are alike.
  [[nodiscard]] bool catches(std::span<const double> values);
  /// `dominator` dominates a design that remained and was not caught.
  void learn(std::span<const double> dominator);

 private:
  /// More catch hardly more: of a search's designs the first catches most, eight 99.9 %.
  static constexpr std::size_t most_dominators = 8;
  static constexpr std::size_t most_recent = 4;
  static constexpr std::size_t groups = block_size / PointRow::width;

  template <int lanes>
  void drop_dominated(const ObjectiveBlock& block);
  void promote();
  void take_recent();

  std::size_t objectives_;
  std::size_t dominators_ = 0;
  std::vector<double> values_;                          // [dominator][objective]
  std::array<std::uint32_t, most_dominators> caught_{};  // of the last block, by the dominator that did
  std::size_t recents_ = 0;
  std::vector<double> recent_;                          // [recent][objective], learnt since the last block
  std::array<std::uint32_t, most_recent> caught_since_{};
  std::array<PointSet, groups> left_{};                 // of the block, thirty-two by thirty-two
  std::size_t used_ = 0;                                // groups of the block
  std::array<std::uint16_t, block_size> positions_{};
};

/// Adds to counts[code] how many of the first `size` codes are so, and gives those that are 0: `feasible` holds as many sets as there are
/// thirty-two codes, of which the last may be padding. Requires every code to be a position in `counts`.
void count_codes(std::span<const InfeasibleCode> codes, std::size_t size, std::span<std::uint64_t> counts, std::span<PointSet> feasible);

}  // namespace bitpareto
