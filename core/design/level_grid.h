// SPDX-License-Identifier: Apache-2.0
/// Combinations of the levels of some axes, numbered as an odometer runs: the last axis turns fastest.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/design/design_point.h"
#include "core/design/levels.h"

namespace bitpareto {

/// Thread-safe while no axis is added. What the levels point to must outlive it.
class LevelGrid {
 public:
  struct Axis {
    Leaf leaf;
    const Levels* levels;
    std::size_t place = 0;   // where its level stands in a list of levels
    std::size_t stride = 0;  // how far apart the rows of neighbouring levels lie in a table
  };
  void add(const Axis& axis) {
    axes_.push_back(axis);
    size_ *= static_cast<std::size_t>(axis.levels->size());
  }
  /// Combinations; 1 without axes.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Gives a point the leaves of a combination.
  void set(std::size_t number, DesignPoint& point) const {
    each_level(number, [&](const Axis& axis, std::size_t level) { point[axis.leaf] = axis.levels->at(level); });
  }
  /// The sum of level times stride.
  [[nodiscard]] std::size_t offset(std::size_t number) const {
    std::size_t sum = 0;
    each_level(number, [&](const Axis& axis, std::size_t level) { sum += level * axis.stride; });
    return sum;
  }
  /// The combination of the levels that stand at the axes' places.
  [[nodiscard]] std::size_t number_of(std::span<const std::uint64_t> levels) const {
    std::size_t number = 0;
    for (const Axis& axis : axes_) number = number * static_cast<std::size_t>(axis.levels->size()) + static_cast<std::size_t>(levels[axis.place]);
    return number;
  }

 private:
  template <class Take>
  void each_level(std::size_t number, const Take& take) const {
    for (std::size_t k = axes_.size(); k-- > 0;) {
      const auto size = static_cast<std::size_t>(axes_[k].levels->size());
      take(axes_[k], number % size);
      number /= size;
    }
  }

  std::vector<Axis> axes_;
  std::size_t size_ = 1;
};

}  // namespace bitpareto
