// SPDX-License-Identifier: Apache-2.0
/// What becomes of a point that is to join others of which none dominates another.
#pragma once

#include <cstdint>

namespace bitpareto {

/// The number of no point.
inline constexpr std::uint32_t no_member = ~std::uint32_t{0};

struct Placed {
  enum class As : std::uint8_t {
    dominated,  // it does not join
    equal,      // it does not either: `point` is the one that it equals
    member,     // it is `point` from now on
  };
  As as;
  std::uint32_t point = no_member;
};

}  // namespace bitpareto
