// SPDX-License-Identifier: Apache-2.0
/// The values that one leaf may take: a list, or a range that is never listed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/text/number.h"

namespace bitpareto {

/// An ordered, non-empty sequence of distinct values, numbered from 0. A plain value; thread-safe to read.
class Levels {
 public:
  [[nodiscard]] static Levels single(double value) { return list({value}); }
  /// Requires at least one value, none twice.
  [[nodiscard]] static Levels list(std::vector<double> values);
  /// from, from + step, ... as exact decimals, each then rounded once: 0.1 + 2 * 0.1 is 0.3. Requires equal exponents,
  /// step > 0 and a last value whose mantissa is below 2^63.
  [[nodiscard]] static Levels steps(Decimal from, Decimal step, std::uint64_t size);

  /// Levels first ... last of these alone. Requires first <= last < size().
  [[nodiscard]] Levels within(std::uint64_t first, std::uint64_t last) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Requires level < size().
  [[nodiscard]] double at(std::uint64_t level) const {
    return values_.empty() ? step_value(level) : values_[static_cast<std::size_t>(level)];
  }
  [[nodiscard]] bool is_steps() const { return values_.empty(); }
  /// The level of a value, by binary search in a range and a walk through a list; nothing if it is none of them.
  [[nodiscard]] std::optional<std::uint64_t> level_of(double value) const;

 private:
  [[nodiscard]] double step_value(std::uint64_t level) const;

  std::uint64_t size_ = 0;
  std::vector<double> values_;  // empty for steps
  Decimal from_, step_;
};

}  // namespace bitpareto
