// SPDX-License-Identifier: Apache-2.0
#include "models/native/tiling.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace bitpareto::models {

namespace {

/// How often `moving` passes while `staying` stays tile by tile, in whole rows; nothing less than a row of each fits.
double passes(const OperandRows& staying, double staying_buffer, const OperandRows& moving, double moving_buffer) {
  const double rows_per_tile = std::floor(staying_buffer / staying.row_bytes);
  const double rows_held = std::floor(moving_buffer / moving.row_bytes);
  if (rows_per_tile < 1 || rows_held < 1) return std::numeric_limits<double>::infinity();
  const double tiles = std::ceil(staying.rows / rows_per_tile);
  // At each turn the last rows are still there.
  const double kept = std::min(rows_held, moving.rows);
  return 1 + (tiles - 1) * (moving.rows - kept) / moving.rows;
}

/// Outputs stay, for a given number of tiles of tokens.
Fetches with_outputs_kept(const OperandRows& stationary, const OperandRows& input, double weight_buffer, double input_buffer,
                          double token_tiles) {
  const double half = input_buffer / 2;
  const double tokens = std::ceil(input.rows / token_tiles);
  // Of an input row; of a stationary row the same share. Products of whole bytes, so that what just fits does.
  const double least_bytes = std::min(input.row_bytes, least_slice_bytes);
  const double outputs =
      std::min({stationary.rows, std::floor(half / (tokens * partial_sum_bytes)),
                std::floor(weight_buffer * input.row_bytes / (least_bytes * stationary.row_bytes))});
  const double slices = std::max(
      {1.0, std::ceil(outputs * stationary.row_bytes / weight_buffer), std::ceil(tokens * input.row_bytes / half)});
  if (outputs < 1 || half < tokens * least_bytes) {
    return {.stationary = std::numeric_limits<double>::infinity()};
  }
  return {.stationary = token_tiles,
          .input = std::ceil(stationary.rows / outputs),
          .partial_sums = 2 * (slices - 1) * stationary.rows * input.rows * partial_sum_bytes / 8};
}

}  // namespace

Fetches cheapest_fetches(const OperandRows& stationary, const OperandRows& input, double weight_buffer_bytes,
                         double input_buffer_bytes) {
  Fetches best = published_fetches(stationary.bytes(), input.bytes(), weight_buffer_bytes, input_buffer_bytes);
  if (best.stationary == 1 && best.input == 1) return best;
  const auto bytes = [&](const Fetches& f) { return f.stationary * stationary.bytes() + f.input * input.bytes(); };
  for (const Fetches& other :
       {Fetches{.input = passes(stationary, weight_buffer_bytes, input, input_buffer_bytes)},
        Fetches{.stationary = passes(input, input_buffer_bytes, stationary, weight_buffer_bytes)}}) {
    if (bytes(other) < bytes(best)) best = other;
  }
  for (double tiles = 1; tiles <= input.rows && tiles * stationary.bytes() + input.bytes() < bytes(best); ++tiles) {
    const Fetches other = with_outputs_kept(stationary, input, weight_buffer_bytes, input_buffer_bytes, tiles);
    if (bytes(other) < bytes(best)) best = other;
  }
  return best;
}

}  // namespace bitpareto::models
