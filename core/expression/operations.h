// SPDX-License-Identifier: Apache-2.0
/// What the steps of an expression do to values: to one design's, and to all that a box of designs may have.
#pragma once

#include <limits>
#include <span>

#include "core/expression/expression.h"

namespace bitpareto {

/// Truth as a number: 1, 0, or NaN where it cannot be told because a value is missing. NaN means in the same way that a
/// number has no value; nothing can be told of it but what holds whatever it is. What is not an operation gives NaN.
/// A quotient by zero has no value.
[[nodiscard]] double apply(Step::Op op, std::span<const double> operands);

/// All that the value of a step may be over a box of designs.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool may_lack_value = true;  // of some designs it may have none

  [[nodiscard]] static constexpr Range only(double value) { return {value, value, false}; }
  /// Of a condition: whether it may hold.
  [[nodiscard]] constexpr bool may_hold() const { return low <= 1 && high >= 1; }
};

/// A range that holds apply() of every choice of one value from each operand's; rounded as apply() rounds.
[[nodiscard]] Range apply(Step::Op op, std::span<const Range> operands);

}  // namespace bitpareto
