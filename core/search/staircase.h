// SPDX-License-Identifier: Apache-2.0
/// Points of at most two objectives that do not dominate each other: the more of the first, the less of the second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/search/placed.h"

namespace bitpareto {

/// Steps in the order of the first objective, in blocks of a hundred, so that a step is put in at the cost of a block. Where there is one
/// objective, the second is 0. Thread-safe while nobody inserts.
class Staircase {
 public:
  explicit Staircase(std::size_t objectives) : objectives_{objectives} {}

  /// Takes a point, unless one dominates or equals it; the numbers of points that it dominates go to `dropped` and are free again.
  Placed insert(const double* y, std::vector<std::uint32_t>& dropped);
  /// The values of a point that dominates y, or null. Valid until the next insert.
  [[nodiscard]] const double* dominator_of(const double* y) const;
  /// Whether a point dominates or equals y.
  [[nodiscard]] bool covers(const double* y) const;

  /// Calls visit(values, point) for each.
  template <class Visitor>
  void visit(const Visitor& visit) const {
    for (const std::vector<Step>& steps : blocks_) {
      for (const Step& step : steps) visit(step.at, step.point);
    }
  }

 private:
  static constexpr std::size_t most_in_block = 128;
  struct Step {
    double at[2];
    std::uint32_t point;
  };
  /// A step, by its block and where it stands there.
  struct Place {
    std::size_t block;
    std::size_t step;
  };

  [[nodiscard]] double second_of(const double* y) const { return objectives_ > 1 ? y[1] : 0; }
  /// How many blocks begin with at most `first`.
  [[nodiscard]] std::size_t blocks_from(double first) const;
  /// The first step behind all whose first objective is at most `first`.
  [[nodiscard]] Place behind(double first) const;
  [[nodiscard]] const Step* before(Place place) const;
  void erase(Place begin, double second, std::vector<std::uint32_t>& dropped);
  void put(Place place, const Step& step);

  std::size_t objectives_;
  std::vector<std::vector<Step>> blocks_;     // none is empty
  std::vector<std::array<double, 2>> heads_;  // the first step of each: enough for most points that are not near the front
  std::vector<std::uint32_t> free_points_;
  std::uint32_t points_ = 0;  // numbers that were given
};

}  // namespace bitpareto
