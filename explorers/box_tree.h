// SPDX-License-Identifier: Apache-2.0
/// Boxes of a space and how they fall into halves: the same way always, so that a place in the tree is told by a design and a depth.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/design/level_range.h"
#include "core/design/space.h"

namespace bitpareto::explorers {

/// Which axis of a box is halved: categories first, then the one whose values lie farthest apart by their ratio. Immutable; thread-safe.
class BoxTree {
 public:
  /// The space must have indices, and outlive it.
  explicit BoxTree(const Space& space);
  [[nodiscard]] const Space& space() const { return *space_; }
  /// Whether the order of an axis' levels says nothing: names, and numbers that do not rise.
  [[nodiscard]] bool is_category(std::size_t axis) const { return ratios_[axis].is_category; }
  /// Requires more than one design.
  [[nodiscard]] std::size_t axis_to_halve(std::span<const LevelRange> box) const;

  /// Designs of a box; of the whole of 2^64, 0.
  [[nodiscard]] static std::uint64_t size_of(std::span<const LevelRange> box);
  /// The last level of the lower half.
  [[nodiscard]] static std::uint64_t middle_of(const LevelRange& range) { return range.first + (range.last - range.first) / 2; }
  /// The index of the design at the lowest levels.
  [[nodiscard]] DesignIndex first_of(std::span<const LevelRange> box) const;

 private:
  struct Ratios {
    bool is_category = false;
    std::vector<double> values;  // of levels; empty: there are too many to list
  };
  [[nodiscard]] double ratio(std::size_t axis, const LevelRange& range) const;
  const Space* space_;
  std::vector<Ratios> ratios_;
};

/// Boxes without a design in common that together hold the designs first, ..., last.
[[nodiscard]] std::vector<Box> boxes_between(const Space& space, DesignIndex first, DesignIndex last);

}  // namespace bitpareto::explorers
