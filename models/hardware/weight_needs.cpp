// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/weight_needs.h"

#include <algorithm>
#include <cmath>

namespace bitpareto::models {

namespace {

constexpr double decoded_bits = 8;     // of the integers that ANT, flint and OliVe turn into (Guo et al., MICRO 2022, ISCA 2023)
constexpr double piece_bits = 8;       // of an unquantised value per pass
constexpr double booth_exponents = 2;  // of a digit: one and two
constexpr double booth_shift = 2;      // places between digits
constexpr double sign_bit = 1;

/// The magnitudes of a grid but 0 and special values, which are sums of terms; both 0 if it has none.
struct Extremes {
  double least = 0, most = 0;
};
Extremes extremes_of(const Grid& grid) {
  Extremes found;
  for (const float value : grid.magnitudes) {
    if (value == 0) continue;
    const auto magnitude = static_cast<double>(std::abs(value));
    found.least = found.least == 0 ? magnitude : std::min(found.least, magnitude);
    found.most = std::max(found.most, magnitude);
  }
  return found;
}

bool is_decoded(const DatatypeEntry& datatype) {
  return datatype.family == "flint" || datatype.family == "ant" || datatype.family == "olive";
}

}  // namespace

void fit_to(std::span<const DatatypeEntry* const> datatypes, PeShape& shape) {
  if (datatypes.empty()) return;
  double integer_bits = 0;
  double fixed_point_bits = 0;
  double exponents = booth_exponents;
  double specials = 0;
  double mantissa = 0;
  bool all_floats = true;
  for (const DatatypeEntry* datatype : datatypes) {
    all_floats = all_floats && !datatype->is_unquantised() && datatype->exponent_bits > 0;
    mantissa = std::max(mantissa, datatype->element_bits - datatype->exponent_bits);
    if (datatype->is_unquantised()) {
      integer_bits = std::max(integer_bits, piece_bits);
      continue;
    }
    if (is_decoded(*datatype)) {
      integer_bits = std::max(integer_bits, decoded_bits);
      continue;
    }
    bool is_integer = true;
    for (const Grid& grid : datatype->quantisation.grids) {
      specials += static_cast<double>(grid.specials.size());
      const Extremes extremes = extremes_of(grid);
      if (extremes.most == 0) continue;
      is_integer = false;
      exponents = std::max(exponents, static_cast<double>(std::ilogb(extremes.most) - std::ilogb(extremes.least) + 1));
      fixed_point_bits = std::max(fixed_point_bits, sign_bit + bits_for(extremes.most / extremes.least + 1));
    }
    if (is_integer) integer_bits = std::max(integer_bits, datatype->element_bits);
  }
  shape.weight_bits = std::max(integer_bits, fixed_point_bits);
  shape.term_exponent = bits_for(exponents);
  shape.places = integer_bits > 0 ? booth_shift * (booth_digits(integer_bits) - 1) : 0;
  shape.special_values = specials;
  shape.weight_mantissa = all_floats ? mantissa : 0;
}

}  // namespace bitpareto::models
