// SPDX-License-Identifier: Apache-2.0
#include "models/native/mapping.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "models/native/sums.h"

namespace bitpareto::models {

namespace {

/// PEs side by side along each extent of a product.
struct Widths {
  double tokens = 1, outputs = 1, reduction = 1;
};

Widths widths_of(const ArrayShape& array, const SpatialMapping& mapping) {
  Widths w;
  const auto take = [&](Spread spread, double pes) {
    (spread == Spread::tokens ? w.tokens : spread == Spread::outputs ? w.outputs : w.reduction) *= pes;
  };
  take(mapping.rows, array.rows);
  take(mapping.columns, array.columns);
  return w;
}

/// The reduction of one tile of outputs: cycles, and slices of dot_size elements for each of them.
struct Reduction {
  double cycles = 0;
  double steps = 0;   // slices one after the other
  double slices = 0;  // slices in all
};

/// (N2): groups one after the other, each its slices or its scale, whichever takes longer. Side by side, PEs take whole
/// groups, or equal parts of one where there are more PEs than groups.
Reduction reduce(const ArrayWork& work, double dot_size, double width) {
  const double s = work.serial_cycles;
  const double kappa = work.reduction;
  if (work.group_size == 0) {
    const double steps = std::ceil(kappa / (dot_size * width));
    return {.cycles = steps * s, .steps = steps, .slices = std::ceil(kappa / dot_size)};
  }
  const double whole = std::floor(kappa / work.group_size);
  const double rest = kappa - whole * work.group_size;
  const double of_group = std::ceil(work.group_size / dot_size);
  const double of_rest = std::ceil(rest / dot_size);
  const double slices = whole * of_group + of_rest;
  if (width == 1) {
    const double last = rest > 0 ? std::max(s * of_rest, work.scale_cycles) : 0;
    return {.cycles = whole * std::max(s * of_group, work.scale_cycles) + last, .steps = slices, .slices = slices};
  }
  const double groups = whole + (rest > 0 ? 1 : 0);
  const double longest = whole > 0 ? of_group : of_rest;
  const double in_turn = std::ceil(groups / width);
  const double parts = std::max(1.0, std::floor(width / groups));
  const double steps = std::ceil(longest / parts);
  return {.cycles = in_turn * std::max(s * steps, work.scale_cycles), .steps = in_turn * steps, .slices = slices};
}

/// Products of counts along two extents, one of which may depend on the other or on the position.
struct Extents {
  double tiles = 0;          // of tokens and outputs together, each with `per_tile`
  Reduction per_tile;        // of the whole sum where the reduction varies; `tiles` is then 1
  double weight_slices = 0;  // lanes read: outputs and slices for every tile of tokens
  double input_slices = 0;   // likewise tokens and slices for every tile of outputs
  double pairs = 0;          // slices of all tokens and outputs: what PEs work on
  double results = 0;        // of tokens and outputs together
  double macs = 0;
};

Extents fixed_extents(const ArrayWork& w, double dot_size, const Widths& widths) {
  const double token_tiles = std::ceil(w.tokens / widths.tokens);
  const double output_tiles = std::ceil(w.outputs / widths.outputs);
  const Reduction r = reduce(w, dot_size, widths.reduction);
  return {.tiles = token_tiles * output_tiles,
          .per_tile = r,
          .weight_slices = token_tiles * w.outputs * r.slices,
          .input_slices = output_tiles * w.tokens * r.slices,
          .pairs = w.tokens * w.outputs * r.slices,
          .results = w.tokens * w.outputs,
          .macs = w.tokens * w.outputs * w.reduction};
}

/// (N5): the mean over positions. Where the reduction grows, its slices are not grouped: the scales of values belong to
/// tokens, and are multiplied into the probabilities.
Extents decoding_extents(const ArrayWork& w, double dot_size, const Widths& widths) {
  const double n = w.positions;
  const double token_tiles = std::ceil(w.tokens / widths.tokens);
  const auto mean_of_ceilings = [&](double first, double divisor) {
    return sum_of_ceilings(first, first + n - 1, divisor) / n;
  };
  if (w.varies == ArrayWork::Varies::outputs) {
    const double outputs = w.outputs + (n - 1) / 2;
    const double output_tiles = mean_of_ceilings(w.outputs, widths.outputs);
    const Reduction r = reduce(w, dot_size, widths.reduction);
    return {.tiles = token_tiles * output_tiles,
            .per_tile = r,
            .weight_slices = token_tiles * outputs * r.slices,
            .input_slices = output_tiles * w.tokens * r.slices,
            .pairs = w.tokens * outputs * r.slices,
            .results = w.tokens * outputs,
            .macs = w.tokens * outputs * w.reduction};
  }
  const double output_tiles = std::ceil(w.outputs / widths.outputs);
  const double steps = mean_of_ceilings(w.reduction, dot_size * widths.reduction);
  const double slices = mean_of_ceilings(w.reduction, dot_size);
  return {.tiles = token_tiles * output_tiles,
          .per_tile = {.cycles = steps * w.serial_cycles, .steps = steps, .slices = slices},
          .weight_slices = token_tiles * w.outputs * slices,
          .input_slices = output_tiles * w.tokens * slices,
          .pairs = w.tokens * w.outputs * slices,
          .results = w.tokens * w.outputs,
          .macs = w.tokens * w.outputs * (w.reduction + (n - 1) / 2)};
}

/// (N6): a tile of tokens stops at the last position that its last token sees. Tiles are evened out first: 33 tokens on
/// 32 columns run as 17 and 16, not as 32 and 1.
Extents causal_extents(const ArrayWork& w, double dot_size, const Widths& widths) {
  const double share = w.causal_share;
  const double even = std::ceil(w.tokens / std::ceil(w.tokens / widths.tokens));
  const double tiles = std::ceil(w.tokens / even);
  const double positions = std::ceil(w.tokens / share);
  // Sums over tiles of ceil(tokens up to its end / divisor).
  const auto up_to_end = [&](double divisor) {
    return sum_of_stairs(tiles - 1, even, divisor) + std::ceil(w.tokens / divisor);
  };
  // The same, weighted by the tokens of each tile: the last may be smaller.
  const auto of_tokens = [&](double divisor) {
    return even * sum_of_stairs(tiles - 1, even, divisor) +
           (w.tokens - (tiles - 1) * even) * std::ceil(w.tokens / divisor);
  };
  const double seen_pairs = share * positions * (positions + 1) / 2;
  if (w.varies == ArrayWork::Varies::outputs) {
    const Reduction r = reduce(w, dot_size, widths.reduction);
    const double both = up_to_end(share * widths.outputs);
    return {.tiles = both,
            .per_tile = r,
            .weight_slices = up_to_end(share) * r.slices,
            .input_slices = of_tokens(share * widths.outputs) * r.slices,
            .pairs = seen_pairs * r.slices,
            .results = seen_pairs,
            .macs = seen_pairs * w.reduction};
  }
  const double output_tiles = std::ceil(w.outputs / widths.outputs);
  const double steps = up_to_end(share * dot_size * widths.reduction);
  const double slices = up_to_end(share * dot_size);
  return {.tiles = output_tiles,
          .per_tile = {.cycles = steps * w.serial_cycles, .steps = steps, .slices = slices},
          .weight_slices = w.outputs * slices,
          .input_slices = output_tiles * of_tokens(share * dot_size),
          .pairs = w.outputs * share * sum_of_ceilings(1, positions, dot_size),
          .results = w.tokens * w.outputs,
          .macs = seen_pairs * w.outputs};
}

Extents extents_of(const ArrayWork& work, double dot_size, const Widths& widths) {
  if (work.varies == ArrayWork::Varies::nothing) return fixed_extents(work, dot_size, widths);
  return work.causal_share > 0 ? causal_extents(work, dot_size, widths) : decoding_extents(work, dot_size, widths);
}

}  // namespace

ArrayUse array_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes, const SpatialMapping& mapping) {
  const Widths widths = widths_of(array, mapping);
  const Extents e = extents_of(work, array.dot_size, widths);
  const double weight_reads = work.instances * e.weight_slices / lanes.weights;
  const double input_reads = work.instances * e.input_slices / lanes.inputs;
  const double port_cycles = std::max(weight_reads, input_reads) * work.serial_cycles;
  // As many as the longest reduction has slices for.
  const double longest = work.reduction + (work.varies == ArrayWork::Varies::reduction ? work.positions - 1 : 0);
  const double side_by_side = std::min(widths.reduction, std::ceil(longest / array.dot_size));
  return {.cycles = std::max(work.instances * (e.tiles * e.per_tile.cycles), port_cycles),
          .port_cycles = port_cycles,
          .working = work.instances * e.pairs * work.serial_cycles,
          .slices = work.instances * (e.tiles * e.per_tile.steps),
          .weight_reads = weight_reads,
          .input_reads = input_reads,
          .partial_sums = (side_by_side - 1) * work.instances * e.results,
          .macs = work.instances * e.macs,
          .mapping = mapping};
}

ArrayUse cheapest_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes, std::optional<Spread> rows,
                      std::optional<Spread> columns) {
  static constexpr std::array all{Spread::outputs, Spread::tokens, Spread::reduction};
  const std::span<const Spread> row_choices = rows ? std::span<const Spread>{&*rows, 1} : std::span<const Spread>{all};
  const std::span<const Spread> column_choices =
      columns ? std::span<const Spread>{&*columns, 1} : std::span<const Spread>{all};
  std::optional<ArrayUse> best;
  const auto price = [](const ArrayUse& u) {
    return std::tuple{u.cycles, u.weight_reads + u.input_reads, u.partial_sums};
  };
  for (const Spread r : row_choices) {
    for (const Spread c : column_choices) {
      const ArrayUse use = array_use(work, array, lanes, {r, c});
      if (!best || price(use) < price(*best)) best = use;
    }
  }
  return *best;
}

}  // namespace bitpareto::models
