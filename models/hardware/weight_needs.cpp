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

/// Powers of two from the least to the largest magnitude of a grid, but for its special values, which are sums of terms.
double exponents_of(const Grid& grid) {
  double least = 0;
  double most = 0;
  for (const float value : grid.magnitudes) {
    if (value == 0) continue;
    const auto magnitude = static_cast<double>(std::abs(value));
    least = least == 0 ? magnitude : std::min(least, magnitude);
    most = std::max(most, magnitude);
  }
  return most == 0 ? booth_exponents : static_cast<double>(std::ilogb(most) - std::ilogb(least) + 1);
}

bool is_decoded(const DatatypeEntry& datatype) {
  return datatype.family == "flint" || datatype.family == "ant" || datatype.family == "olive";
}

}  // namespace

void fit_to(std::span<const DatatypeEntry* const> datatypes, PeShape& shape) {
  if (datatypes.empty()) return;
  double integer_bits = 0;
  double exponents = booth_exponents;
  double specials = 0;
  for (const DatatypeEntry* datatype : datatypes) {
    if (datatype->is_unquantised()) {
      integer_bits = std::max(integer_bits, piece_bits);
    } else if (is_decoded(*datatype)) {
      integer_bits = std::max(integer_bits, decoded_bits);
    } else if (datatype->quantisation.grids.empty() || datatype->quantisation.grids.front().magnitudes.empty()) {
      integer_bits = std::max(integer_bits, datatype->element_bits);
    } else {
      for (const Grid& grid : datatype->quantisation.grids) exponents = std::max(exponents, exponents_of(grid));
    }
    for (const Grid& grid : datatype->quantisation.grids) {
      if (!is_decoded(*datatype)) specials += static_cast<double>(grid.specials.size());
    }
  }
  if (integer_bits > 0) shape.weight_bits = integer_bits;
  shape.term_exponent = bits_for(exponents);
  shape.places = integer_bits > 0 ? booth_shift * (booth_digits(integer_bits) - 1) : 0;
  shape.special_values = specials;
}

}  // namespace bitpareto::models
