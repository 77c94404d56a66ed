// SPDX-License-Identifier: Apache-2.0
/// Within which share of itself an objective counts as equal.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace bitpareto {

/// Rounds numbers towards 0 to a grid whose steps are a share of what is rounded: the largest power of two up to the tolerance of the power of two below the
/// number, so that every step is at most the tolerance of the number and more than a quarter of it. To clear the last bits of a double is all that it takes, so the result is the
/// same on every machine, and never falls where the number rises. A plain value.
class Tolerance {
 public:
  /// None: every number stays.
  constexpr Tolerance() = default;
  /// Requires 0 < share < 1.
  explicit Tolerance(double share);
  /// "0.5 %" as 0.005, more than 0 % and less than 100 %. The failure says what was found and what is expected.
  [[nodiscard]] static Result<Tolerance> parse(std::string_view text);

  [[nodiscard]] constexpr bool is_none() const { return share_ == 0; }
  [[nodiscard]] constexpr double share() const { return share_; }
  /// "0.5 %".
  [[nodiscard]] std::string text() const;

  /// No number becomes one of no value, or the other way round.
  [[nodiscard]] double rounded(double value) const { return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) & kept_); }
  void round(std::span<double> values) const {
    for (double& value : values) value = rounded(value);
  }
  friend bool operator==(const Tolerance&, const Tolerance&) = default;

 private:
  double share_ = 0;
  std::uint64_t kept_ = ~std::uint64_t{0};  // bits of a double
};

}  // namespace bitpareto
