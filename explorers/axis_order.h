// SPDX-License-Identifier: Apache-2.0
/// The levels of axes in an order in which neighbours are alike.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/design/space.h"

namespace bitpareto::explorers {

/// What a search needs to know of an axis.
struct PlacedAxis {
  std::uint64_t size = 0;   // places, from 0
  bool is_ordered = false;  // places are numbers in ascending order; otherwise words, of which none is nearer than another
};

/// Puts levels in order: places on an axis of numbers ascend, however a file lists them; a group size of `channel` comes last. Immutable; thread-safe.
class AxisOrder {
 public:
  explicit AxisOrder(const Space& space);

  [[nodiscard]] std::span<const PlacedAxis> axes() const { return axes_; }
  /// The design of these places, and the other way round.
  [[nodiscard]] DesignKey levels(std::span<const std::uint64_t> places) const;
  [[nodiscard]] std::vector<std::uint64_t> places(std::span<const std::uint64_t> levels) const;

 private:
  std::vector<PlacedAxis> axes_;
  // [axis][place] and [axis][level]; empty where both are the same.
  std::vector<std::vector<std::uint64_t>> level_at_, place_of_;
};

}  // namespace bitpareto::explorers
