// SPDX-License-Identifier: Apache-2.0
/// What a component is wide: the numbers that decide what it costs, under the names that grids of synthesis results use.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace bitpareto::models {

// NOLINTBEGIN(readability-identifier-naming): the names of the grids' columns
enum class Width : std::uint8_t {
  N,   // lanes
  EA,  // exponent bits of an activation
  EW,  // exponent bits of a term of a weight
  EO,  // exponent bits of what comes out: max(EA, EW) + 1
  E,   // exponent bits
  M,   // mantissa bits of an activation, the hidden one included; bits of an integer
  G,   // guard bits
  B,   // bits of the weight per term
  S,   // places by which a value is shifted, at most
  I,   // bits of what is added
  AM,  // mantissa bits of a floating-point accumulator
  AW,  // bits of an integer accumulator
  IM,  // bits into a dequantiser
  OM,  // bits out of it
  A,   // bits of the other factor of an integer product (B is the one)
  M1,  // mantissa bits of the accumulator of a floating-point addition
  M2,  // mantissa bits of what is added to it
  MI,  // bits to be normalised
  MO,  // bits that are left of them
  W,   // bits of a word
  SV,  // special values
};
// NOLINTEND(readability-identifier-naming)
inline constexpr std::array<std::string_view, 21> width_names{"N",  "EA", "EW", "EO", "E",  "M",  "G",  "B", "S",  "I", "AM",
                                                              "AW", "IM", "OM", "A",  "M1", "M2", "MI", "MO", "W", "SV"};

/// Those that nobody sets are 0.
class Widths {
 public:
  struct Is {
    Width width;
    double value;
  };
  Widths(std::initializer_list<Is> given = {}) {
    for (const Is& is : given) (*this)[is.width] = is.value;
  }
  double& operator[](Width w) { return values_[static_cast<std::size_t>(w)]; }
  double operator[](Width w) const { return values_[static_cast<std::size_t>(w)]; }

 private:
  std::array<double, width_names.size()> values_{};
};

/// ceil(log2(x)), what x choices need; 0 below 1. Exact for whole numbers.
[[nodiscard]] inline double bits_for(double x) {
  int bits = 0;
  while (std::ldexp(1.0, bits) < x) ++bits;
  return bits;
}

/// The summed widths of the nodes of a balanced adder tree over `lanes` values of `width` bits, of which each node is
/// `more` bits wider than the level requires.
[[nodiscard]] inline double tree_width(double lanes, double width, double more) {
  double sum = 0;
  for (double level = 1; lanes > 1; ++level) {
    const double nodes = std::floor(lanes / 2);
    sum += nodes * (width + level + more);
    lanes -= nodes;
  }
  return sum;
}

}  // namespace bitpareto::models
