// SPDX-License-Identifier: Apache-2.0
/// How groups of values become codes, as data: the grids that a datatype has, and where its scale comes from.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace bitpareto::models {

/// The values that codes stand for, in units of the scale. Either the integers from -integer_limit to integer_limit, a
/// tie rounded to the even one; or magnitudes that have both signs and specials that stand as they are, a tie rounded
/// to the lower value.
struct Grid {
  int integer_limit = 0;
  std::span<const float> magnitudes = {};  // ascending from 0
  std::span<const float> specials = {};
  float anchor = 0;  // where the reference magnitude of ScaleRule falls; 0: on the largest magnitude of the grid

  [[nodiscard]] constexpr float top() const {
    auto top = static_cast<float>(integer_limit);
    if (!magnitudes.empty() && magnitudes.back() > top) top = magnitudes.back();
    for (const float s : specials) top = (s < 0 ? -s : s) > top ? (s < 0 ? -s : s) : top;
    return top;
  }
  [[nodiscard]] constexpr float anchored_at() const { return anchor > 0 ? anchor : top(); }
  /// All values, ascending, each once.
  [[nodiscard]] std::vector<float> values() const;
};

/// Where the scale of a group comes from.
enum class ScaleRule : std::uint8_t {
  none,               // no quantiser is known
  unquantised,        // values stay as they are
  largest_magnitude,  // anchor <- max|w|, the scale within scale_limits if the grid is a list
  range,              // integers 0 ... integer_limit from min to max, with a zero point
  shared_exponent,    // anchor <- 2^floor(log2 max|w|)
  e4m3,               // as largest_magnitude, the scale rounded to E4M3 under one scale of the tensor
  outlier_victim,     // OliVe: anchor <- k max|mean +- 3 sigma|, the best k, the best grid of the tensor
};

/// Bounds of the scale of a list of values, as BitMoD's quantiser has them.
struct ScaleLimits {
  float least = 1e-5F;
  float most = 1e4F;
};
inline constexpr ScaleLimits scale_limits{};

/// Of several grids each group takes the one with the least squared error, the earlier at a tie.
struct Quantisation {
  ScaleRule scale = ScaleRule::none;
  std::span<const Grid> grids = {};
};

/// The reach of normal values in OliVe's grids; beyond it a value is an outlier and costs its neighbour.
inline constexpr float olive_outlier_from = 32;

/// `length` grids, each `base` and specials[i] alone: BitMoD's special values.
template <std::size_t length>
[[nodiscard]] constexpr std::array<Grid, length> with_special(std::span<const float> base,
                                                              const std::array<float, length>& specials) {
  std::array<Grid, length> grids{};
  for (std::size_t i = 0; i < length; ++i) {
    grids[i] = {.magnitudes = base, .specials = std::span{specials.data() + i, 1}};
  }
  return grids;
}

/// 0 +-1 +-2 +-4: one bit of exponent more than a sign and a one.
inline constexpr std::array<float, 4> fp3_magnitudes{0, 1, 2, 4};
/// E2M1 of OCP Microscaling Formats v1.0, in halves.
inline constexpr std::array<float, 8> fp4_magnitudes{0, 1, 2, 3, 4, 6, 8, 12};
/// ANT's float-integer values (Guo et al., MICRO 2022).
inline constexpr std::array<float, 8> flint4_magnitudes{0, 1, 2, 3, 4, 6, 8, 16};
inline constexpr std::array<float, 16> flint5_magnitudes{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 24, 32, 64};

}  // namespace bitpareto::models
