// SPDX-License-Identifier: Apache-2.0
#include "models/native/movement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/native/causal_tiles.h"

namespace bitpareto::models {

Movement movement_of(const MovementOutline& outline, const Fetches& fetches, const Travel& travel) {
  return {.stationary_bytes = outline.stored_bytes * fetches.stationary,
          .input_bytes = outline.input_bytes * fetches.input,
          .output_bytes = travel.output ? outline.output_bytes : 0,
          .stored_bytes = outline.stored_bytes,
          .fetches = fetches,
          .weight_buffer_writes = outline.weight_writes * fetches.stationary,
          .input_buffer_writes = outline.input_writes * fetches.input + outline.output_writes + fetches.partial_sums * outline.instances,
          .travel = travel};
}

std::array<double, FetchQuestion::count> FetchQuestion::numbers() const {
  return {static_cast<double>(rule),
          stationary.rows,
          stationary.row_bytes,
          input.rows,
          input.row_bytes,
          stationary_bytes,
          input_bytes,
          tile_share,
          kept_weights,
          query_bytes,
          keys_bytes,
          tokens,
          last,
          share,
          window};
}

namespace {

/// (N9): queries stay in the input buffer, as many as fit with their results and a tile of scores; keys and values pass
/// once for all that stay, or once at all if those that a query sees fit.
double passes(const FetchQuestion& question, const BufferSizes& tiles) {
  const double queries_that_fit = std::floor(tiles.inputs / question.query_bytes);
  if (queries_that_fit < 1) return std::numeric_limits<double>::infinity();
  const double blocks = std::ceil(question.tokens / queries_that_fit);
  if (blocks <= 1 || question.keys_bytes <= tiles.weights) return 1;
  if (question.share == 0) return blocks;
  const CausalTokens queries{.tokens = question.tokens, .share = question.share, .window = question.window};
  return std::max(1.0, fewest_positions(queries, blocks) / question.last);
}

}  // namespace

Fetches fetches(const FetchQuestion& question, const BufferSizes& buffers) {
  const BufferSizes tiles{.weights = (buffers.weights - question.kept_weights) * question.tile_share, .inputs = buffers.inputs * question.tile_share};
  switch (question.rule) {
    case FetchQuestion::Rule::published:
      return published_fetches(question.stationary_bytes, question.input_bytes, tiles.weights, tiles.inputs);
    case FetchQuestion::Rule::tiled:
      return cheapest_fetches(question.stationary, question.input, tiles.weights, tiles.inputs);
    case FetchQuestion::Rule::fused:
      break;
  }
  return {.stationary = passes(question, tiles)};
}

namespace {

/// Whether `a` takes no longer than `b` whatever the array and DRAM: it moves no more in anything that runs as one piece, and
/// does not give up the overlap that fused attention brings.
bool never_slower(std::span<const BlockOperation> operations, bool overlaps, const PlanBits& a, const PlanBits& b) {
  const bool a_overlaps = a.fused && overlaps;
  if (b.fused && !a_overlaps && overlaps) return false;
  for (std::size_t k = 0; k < operations.size(); ++k) {
    double more = a.bits[k] - b.bits[k];
    // Both products at once never take longer than one after the other.
    if (a_overlaps && operations[k].role == Role::scores) {
      ++k;
      more += a.bits[k] - b.bits[k];
    }
    if (more > 0) return false;
  }
  return true;
}

}  // namespace

ChosenPlans possibly_fastest(std::span<const BlockOperation> operations, bool overlaps, std::span<const PlanBits> plans) {
  ChosenPlans chosen;
  for (std::size_t next = 0; next < plans.size(); ++next) {
    const auto beats_next = [&](std::size_t earlier) { return never_slower(operations, overlaps, plans[earlier], plans[next]); };
    if (std::any_of(chosen.begin(), chosen.end(), beats_next)) continue;
    ChosenPlans with_next;
    for (const std::size_t earlier : chosen) {
      if (!never_slower(operations, overlaps, plans[next], plans[earlier])) with_next.numbers[with_next.count++] = earlier;
    }
    with_next.numbers[with_next.count++] = next;
    chosen = with_next;
  }
  return chosen;
}

}  // namespace bitpareto::models
