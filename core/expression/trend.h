// SPDX-License-Identifier: Apache-2.0
/// What becomes of a formula from a design to one that is at least as good in what is known of it.
#pragma once

#include <cstdint>
#include <functional>

#include "core/expression/expression.h"

namespace bitpareto {

/// How a number, or a truth as 0 and 1, may change. Nothing more is promised: what falls may also stay.
enum class Trend : std::uint8_t {
  same,
  falls,  // never rises
  rises,  // never falls
  unknown,
};

/// What is known of a reference.
struct ReferenceTrend {
  Trend trend = Trend::unknown;
  bool may_be_negative = true;
};

/// The trend of the whole, from those of its references. Of a condition, `same` and `rises` mean that it holds for the better design too.
/// Never promises too much, and sometimes too little: of `energy - energy` nothing.
[[nodiscard]] Trend trend_of(const Expression& expression, const std::function<ReferenceTrend(const Reference&)>& reference);

}  // namespace bitpareto
