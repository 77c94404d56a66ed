// SPDX-License-Identifier: Apache-2.0
#include "models/tiling.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace bitpareto::models {

namespace {

/// How often `moving` passes while `staying` stays tile by tile, in whole rows; nothing less than a row of each fits.
double passes(const Stream& staying, double staying_buffer, const Stream& moving, double moving_buffer) {
  const double rows_per_tile = std::floor(staying_buffer / staying.row_bytes);
  const double rows_held = std::floor(moving_buffer / moving.row_bytes);
  if (rows_per_tile < 1 || rows_held < 1) return std::numeric_limits<double>::infinity();
  const double tiles = std::ceil(staying.rows / rows_per_tile);
  // At each turn the last rows are still there.
  const double kept = std::min(rows_held, moving.rows);
  return 1 + (tiles - 1) * (moving.rows - kept) / moving.rows;
}

}  // namespace

Fetches cheapest_fetches(const Stream& stationary, const Stream& input, double weight_buffer_bytes,
                         double input_buffer_bytes) {
  Fetches best = published_fetches(stationary.bytes(), input.bytes(), weight_buffer_bytes, input_buffer_bytes);
  if (best.stationary == 1 && best.input == 1) return best;
  const auto bytes = [&](const Fetches& f) { return f.stationary * stationary.bytes() + f.input * input.bytes(); };
  for (const Fetches& other :
       {Fetches{.input = passes(stationary, weight_buffer_bytes, input, input_buffer_bytes)},
        Fetches{.stationary = passes(input, input_buffer_bytes, stationary, weight_buffer_bytes)}}) {
    if (bytes(other) < bytes(best)) best = other;
  }
  return best;
}

}  // namespace bitpareto::models
