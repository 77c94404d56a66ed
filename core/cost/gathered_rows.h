// SPDX-License-Identifier: Apache-2.0
/// Rows of designs that share nothing, brought side by side: how designs in no order are evaluated several at a time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "core/base/simd.h"
#include "core/cost/lane_terms.h"

namespace bitpareto {

/// Where in a row those numbers stand that anybody reads, most_lanes neighbours at a time.
[[nodiscard]] inline std::vector<std::size_t> places_read(const std::vector<bool>& columns) {
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (columns[k] && (places.empty() || k >= places.back() + most_lanes)) places.push_back(k);
  }
  return places;
}

/// Numbers that a tile of a term of so many has, with room for the last places_read().
[[nodiscard]] inline std::size_t tile_room(std::size_t width) { return (width + most_lanes) * tile_width; }

/// Puts numbers of the rows of `lanes` designs into a tile, [number][design]. Of designs behind the last, `count`, it takes the last again.
/// most_lanes - 1 numbers behind each row are read too.
template <int lanes>
[[gnu::always_inline]] inline void gather(const double* const* rows, std::size_t count, const std::vector<std::size_t>& places, double* tile) {
  using V = Simd<lanes>;
  std::array<const double*, V::width> row;
  for (std::size_t i = 0; i < V::width; ++i) row[i] = rows[std::min(i, count - 1)];
  for (const std::size_t place : places) {
    for (std::size_t part = place; part < place + most_lanes; part += V::width) {
      std::array<V, V::width> numbers;
      for (std::size_t i = 0; i < V::width; ++i) numbers[i] = V::load(row[i] + part);
      transpose(numbers);
      for (std::size_t k = 0; k < V::width; ++k) numbers[k].store(tile + (part + k) * tile_width);
    }
  }
}

}  // namespace bitpareto
