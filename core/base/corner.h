// SPDX-License-Identifier: Apache-2.0
/// Constants that nobody knows exactly: {low, typical, high}, and at which of them a design is computed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bitpareto {

/// low: every constant is the end at which a design takes less time, energy, power and area; high: the other end.
enum class Corner : std::uint8_t { low, typical, high };
inline constexpr std::array<std::string_view, 3> corner_names{"low", "typical", "high"};

/// Whether a number may be a range of what is possible, and which end of it is the cheaper one.
enum class Doubt : std::uint8_t {
  none,            // it is chosen, not known
  less_is_better,  // an energy, an area, a latency
  more_is_better,  // an efficiency, a data rate
};

/// A constant. low <= typical <= high; all alike if it is known.
struct Bounded {
  double low = 0, typical = 0, high = 0;
  [[nodiscard]] constexpr double at(Corner corner, Doubt doubt) const {
    if (corner == Corner::typical) return typical;
    return (corner == Corner::low) == (doubt == Doubt::more_is_better) ? high : low;
  }
  friend constexpr bool operator==(const Bounded&, const Bounded&) = default;
};

}  // namespace bitpareto
