// SPDX-License-Identifier: Apache-2.0
/// Random points that benchmarks of fronts measure.
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace bitpareto::bench {

/// Numbers in [0, 1).
class Numbers {
 public:
  double next() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }

 private:
  std::mt19937_64 engine_{1};
};

/// Points that do not dominate each other: where the positive part of a sphere around 1 is nearest to 0. `further` moves each coordinate away from
/// 0 by up to so much.
inline std::vector<double> on_a_sphere(std::size_t count, std::size_t objectives, double further) {
  std::vector<double> values;
  Numbers numbers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t start = values.size();
    double squares = 0;
    for (std::size_t o = 0; o < objectives; ++o) {
      values.push_back(std::sqrt(-2 * std::log(1 - numbers.next())) * std::abs(std::cos(6.283185307179586 * numbers.next())));
      squares += values.back() * values.back();
    }
    for (std::size_t o = 0; o < objectives; ++o) values[start + o] = 1 - values[start + o] / std::sqrt(squares) + further * numbers.next();
  }
  return values;
}

inline std::vector<double> in_a_cube(std::size_t count, std::size_t objectives) {
  std::vector<double> values(count * objectives);
  Numbers numbers;
  for (double& value : values) value = numbers.next();
  return values;
}

}  // namespace bitpareto::bench
