// SPDX-License-Identifier: Apache-2.0
/// The shortest digits that read back to a double, for the magnitudes that designs and their costs have: tables of a
/// million designs spend their time here. core/text/number.h is for everybody else.
#pragma once

#include <cstdint>

namespace bitpareto {

/// digits * 10^exponent.
struct ShortestDecimal {
  std::uint64_t digits = 0;  // no trailing zero
  int exponent = 0;
};

inline constexpr double least_shortest = 1e-30;
inline constexpr double most_shortest = 1e15;

/// Of all decimals that read back to `value` those with the fewest digits, and of them the one nearest to it; what
/// std::to_chars gives, in a third of the time. Schubfach: R. Giulietti, "The Schubfach way to render doubles", 2020,
/// sections 8 to 10. Requires least_shortest <= value < most_shortest, and no whole number.
[[nodiscard]] ShortestDecimal shortest_decimal(double value);

/// Writes what std::to_chars does, and returns its end; what follows it, up to `shortest_room` bytes, is overwritten.
/// Requires what shortest_decimal() does, of -value or value.
inline constexpr int shortest_room = 40;
char* write_shortest(char* out, double value);

}  // namespace bitpareto
