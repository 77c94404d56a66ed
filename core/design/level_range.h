// SPDX-License-Identifier: Apache-2.0
/// Parts of a space: a range of levels for each of its axes.
#pragma once

#include <cstdint>
#include <vector>

namespace bitpareto {

/// Levels first ... last of an axis, both included.
struct LevelRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  [[nodiscard]] std::uint64_t size() const { return last - first + 1; }
  friend bool operator==(const LevelRange&, const LevelRange&) = default;
};
/// One range per axis of a space.
using Box = std::vector<LevelRange>;

}  // namespace bitpareto
