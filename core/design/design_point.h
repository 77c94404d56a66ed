// SPDX-License-Identifier: Apache-2.0
/// One accelerator, as a value: a number for each leaf.
#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "core/base/limits.h"
#include "core/design/leaf.h"

namespace bitpareto {

/// What every leaf of one design is; NaN where a leaf has no value. LeafKind says how each is held.
class DesignPoint {
 public:
  DesignPoint() { values_.fill(std::numeric_limits<double>::quiet_NaN()); }

  double& operator[](Leaf leaf) { return values_[leaf.number()]; }
  double operator[](Leaf leaf) const { return values_[leaf.number()]; }
  [[nodiscard]] bool has(Leaf leaf) const { return !std::isnan((*this)[leaf]); }
  /// The value of a leaf of words as an index. Requires has(leaf).
  [[nodiscard]] std::size_t name(Leaf leaf) const { return static_cast<std::size_t>((*this)[leaf]); }

 private:
  std::array<double, limits::leaves> values_;  // by leaf::number()
};

}  // namespace bitpareto
