// SPDX-License-Identifier: Apache-2.0
#include "core/design/levels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace bitpareto {

namespace {

/// 10^n for 0 <= n <= 22, the powers of ten that a double holds exactly.
constexpr std::array<double, 23> powers_of_ten = [] {
  std::array<double, 23> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

double scaled(std::int64_t mantissa, int exponent) {
  const auto size = static_cast<std::size_t>(std::abs(exponent));
  const auto value = static_cast<double>(mantissa);
  if (size < powers_of_ten.size()) return exponent < 0 ? value / powers_of_ten[size] : value * powers_of_ten[size];
  return parse_scaled(std::to_string(mantissa), exponent).value_or(std::numeric_limits<double>::infinity());
}

}  // namespace

Levels Levels::list(std::vector<double> values) {
  assert(!values.empty());
  Levels levels;
  levels.size_ = values.size();
  levels.values_ = std::move(values);
  return levels;
}

Levels Levels::steps(Decimal from, Decimal step, std::uint64_t size) {
  assert(size > 0 && from.exponent == step.exponent && step.mantissa > 0);
  Levels levels;
  levels.size_ = size;
  levels.from_ = from;
  levels.step_ = step;
  return levels;
}

Levels Levels::within(std::uint64_t first, std::uint64_t last) const {
  assert(first <= last && last < size_);
  if (!values_.empty()) return list({values_.begin() + static_cast<std::ptrdiff_t>(first), values_.begin() + static_cast<std::ptrdiff_t>(last) + 1});
  const Decimal from{from_.mantissa + static_cast<std::int64_t>(first) * step_.mantissa, from_.exponent};
  return steps(from, step_, last - first + 1);
}

double Levels::step_value(std::uint64_t level) const {
  return scaled(from_.mantissa + static_cast<std::int64_t>(level) * step_.mantissa, from_.exponent);
}

std::optional<std::uint64_t> Levels::level_of(double value) const {
  if (!values_.empty()) {
    const auto it = std::ranges::find(values_, value);
    if (it == values_.end()) return std::nullopt;
    return static_cast<std::uint64_t>(it - values_.begin());
  }
  std::uint64_t low = 0;
  std::uint64_t high = size_;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (step_value(middle) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == size_ || step_value(low) != value) return std::nullopt;
  return low;
}

}  // namespace bitpareto
