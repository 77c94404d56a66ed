// SPDX-License-Identifier: Apache-2.0
/// Constants that nobody knows exactly: {low, typical, high}, and where between them a design is computed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
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

/// How likely the values between low and high are, in draws.
enum class Spreading : std::uint8_t { log_uniform, uniform };
inline constexpr std::array<std::string_view, 2> spreading_names{"log-uniform", "uniform"};
inline constexpr std::string_view spreading_key = "drawn";

/// A constant. low <= typical <= high; all alike if it is known.
struct Bounded {
  double low = 0, typical = 0, high = 0;
  Spreading spreading = Spreading::log_uniform;
  [[nodiscard]] constexpr bool is_known() const { return low == high; }
  [[nodiscard]] constexpr double at(Corner corner, Doubt doubt) const {
    if (corner == Corner::typical) return typical;
    return (corner == Corner::low) == (doubt == Doubt::more_is_better) ? high : low;
  }
  /// The value below which a share of its draws lies, 0 to 1: low at 0, high at 1. Where low is 0 all spread evenly.
  [[nodiscard]] double quantile(double share) const;
  friend constexpr bool operator==(const Bounded&, const Bounded&) = default;
};

/// Where the constants of a space are taken. A constant is known by a name of its own, "dram lpddr5-6400-x32 energy".
struct Standpoint {
  /// One draw of all constants, the same for every design: a constant is wrong for all of them alike.
  struct Draw {
    std::uint64_t seed = 0;
    std::uint64_t number = 0;
  };
  /// One constant elsewhere than the others.
  struct Moved {
    std::string name;
    double value = 0;
  };
  Corner corner = Corner::typical;
  std::optional<Draw> draw = {};  // instead of the corner
  std::optional<Moved> moved = {};

  /// The value of a constant. Draws of different names are independent; that of a name depends on nothing else.
  [[nodiscard]] double value(std::string_view name, const Bounded& constant, Doubt doubt) const;
};

}  // namespace bitpareto
