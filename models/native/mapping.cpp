// SPDX-License-Identifier: Apache-2.0
#include "models/native/mapping.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/text/format.h"
#include "models/native/causal_tiles.h"
#include "models/native/sums.h"

namespace bitpareto::models {

namespace {

/// PEs side by side along each extent of a product.
struct Widths {
  double tokens = 1, outputs = 1, reduction = 1;
};

Widths widths_of(const ArrayShape& array, const SpatialMapping& mapping) {
  Widths w;
  const auto take = [&](const Side& side, double pes) {
    const double width = side.width > 0 ? side.width : pes;
    (side.takes == Spread::tokens ? w.tokens : side.takes == Spread::outputs ? w.outputs : w.reduction) *= width;
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

/// (N5): the mean over positions, none of which sees more than the window. Where the reduction grows, its slices are not
/// grouped: the scales of values belong to tokens, and are multiplied into the probabilities.
Extents decoding_extents(const ArrayWork& w, double dot_size, const Widths& widths) {
  const double n = w.positions;
  const double token_tiles = std::ceil(w.tokens / widths.tokens);
  const auto mean_of_ceilings = [&](double first, double divisor) {
    return sum_of_ceilings(first, first + n - 1, divisor, w.window) / n;
  };
  if (w.varies == ArrayWork::Varies::outputs) {
    const double outputs = mean_of_ceilings(w.outputs, 1);
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
          .macs = w.tokens * w.outputs * mean_of_ceilings(w.reduction, 1)};
}

/// (N6), for a number of tiles of tokens.
Extents causal_extents(const ArrayWork& w, double dot_size, const Widths& widths, double token_tiles) {
  // Evened out: 33 tokens in 2 tiles are 17 and 16, not 32 and 1.
  const CausalTiles tiles{{.tokens = w.tokens, .per_tile = std::ceil(w.tokens / token_tiles), .share = w.causal_share, .window = w.window}};
  const double share = w.causal_share;
  const double positions = std::ceil(w.tokens / share);
  // Over all tokens; a token is not sent to outputs that it does not see.
  const auto seen_pairs = [&](double divisor) { return share * sum_of_ceilings(1, positions, divisor, w.window); };
  if (w.varies == ArrayWork::Varies::outputs) {
    const Reduction r = reduce(w, dot_size, widths.reduction);
    return {.tiles = tiles.sum(widths.outputs),
            .per_tile = r,
            .weight_slices = tiles.sum(1) * r.slices,
            .input_slices = seen_pairs(widths.outputs) * r.slices,
            .pairs = seen_pairs(1) * r.slices,
            .results = seen_pairs(1),
            .macs = seen_pairs(1) * w.reduction};
  }
  const double output_tiles = std::ceil(w.outputs / widths.outputs);
  const double steps = tiles.sum(dot_size * widths.reduction);
  const double slices = tiles.sum(dot_size);
  return {.tiles = output_tiles,
          .per_tile = {.cycles = steps * w.serial_cycles, .steps = steps, .slices = slices},
          .weight_slices = w.outputs * slices,
          .input_slices = output_tiles * seen_pairs(dot_size),
          .pairs = w.outputs * seen_pairs(dot_size),
          .results = w.tokens * w.outputs,
          .macs = seen_pairs(1) * w.outputs};
}

/// What one mapping costs for given extents.
ArrayUse use_of(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes, const SpatialMapping& mapping,
                const Widths& widths, const Extents& e) {
  const double turns = std::ceil(work.instances / (mapping.rows.parts * mapping.columns.parts));
  const double weight_reads = work.instances * e.weight_slices / lanes.weights;
  const double input_reads = work.instances * e.input_slices / lanes.inputs;
  const double port_cycles = std::max(weight_reads * work.serial_cycles, input_reads * work.input_cycles);
  // As many as the longest reduction has slices for.
  const bool grows = work.varies == ArrayWork::Varies::reduction;
  const double longest = grows ? std::min(work.reduction + work.positions - 1, work.window) : work.reduction;
  const double side_by_side = std::min(widths.reduction, std::ceil(longest / array.dot_size));
  return {.cycles = std::max(turns * (e.tiles * e.per_tile.cycles), port_cycles),
          .port_cycles = port_cycles,
          .working = work.instances * e.pairs * work.serial_cycles,
          .slices = turns * (e.tiles * e.per_tile.steps),
          .weight_reads = weight_reads,
          .input_reads = input_reads,
          .partial_sums = std::max(0.0, side_by_side - 1) * work.instances * e.results,
          .macs = work.instances * e.macs,
          .mapping = mapping};
}

/// Tiles of tokens as few as the array allows, or more where a window makes them cheaper.
ArrayUse causal_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes, const SpatialMapping& mapping,
                    const Widths& widths) {
  const auto with_tiles = [&](double tiles) {
    return use_of(work, array, lanes, mapping, widths, causal_extents(work, array.dot_size, widths, tiles));
  };
  const double fewest = std::ceil(work.tokens / widths.tokens);
  ArrayUse best = with_tiles(fewest);
  const double positions = std::ceil(work.tokens / work.causal_share);
  if (work.window >= positions) return best;
  // No tiling into t tiles takes less than t times the mean of min(position, window), cut into whole PEs or not.
  const double mean = work.window * (1 - work.window / (2 * positions));
  const bool outputs = work.varies == ArrayWork::Varies::outputs;
  const double of_position =
      outputs ? reduce(work, array.dot_size, widths.reduction).cycles / widths.outputs
              : std::ceil(work.outputs / widths.outputs) * work.serial_cycles / (array.dot_size * widths.reduction);
  const double turns = std::ceil(work.instances / (mapping.rows.parts * mapping.columns.parts));
  const double least_of_tile = turns * mean * of_position;
  const double last = std::min(work.tokens, fewest + most_tiles_tried);
  for (double tiles = fewest + 1; tiles <= last && tiles * least_of_tile < best.cycles; ++tiles) {
    const ArrayUse other = with_tiles(tiles);
    if (other.cycles < best.cycles) best = other;
  }
  return best;
}

}  // namespace

std::string to_text(const Side& side) {
  std::string text{spread_names[static_cast<std::size_t>(side.takes)]};
  return side.parts > 1 ? text + format(" of {} instances", side.parts) : text;
}

ArrayUse array_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes, const SpatialMapping& mapping) {
  const Widths widths = widths_of(array, mapping);
  if (work.causal_share > 0) return causal_use(work, array, lanes, mapping, widths);
  const Extents extents = work.varies == ArrayWork::Varies::nothing ? fixed_extents(work, array.dot_size, widths)
                                                                    : decoding_extents(work, array.dot_size, widths);
  return use_of(work, array, lanes, mapping, widths, extents);
}

namespace {

constexpr std::array whole_sides{Spread::outputs, Spread::tokens, Spread::reduction};

/// Parts of a side are as wide as what an instance has, or half of it, or one PE.
constexpr std::array parts_of_extent{1.0, 2.0};

/// The ways to use a side of `pes` PEs for several instances.
std::vector<Side> divided_sides(const ArrayWork& work, double dot_size, double pes) {
  std::vector<Side> list;
  const auto add = [&](Spread takes, double width) {
    const double parts = std::min(work.instances, std::floor(pes / width));
    if (parts > 1) list.push_back({takes, parts, width});
  };
  for (const Spread takes : whole_sides) {
    const auto longest = [&](double extent, ArrayWork::Varies varies) {
      return work.varies == varies ? std::min(extent + work.positions - 1, work.window) : extent;
    };
    const double extent = takes == Spread::tokens    ? work.tokens
                          : takes == Spread::outputs ? longest(work.outputs, ArrayWork::Varies::outputs)
                                                     : std::ceil(longest(work.reduction, ArrayWork::Varies::reduction) /
                                                                 dot_size);
    for (const double passes : parts_of_extent) {
      const double width = std::ceil(extent / passes);
      if (width > 1) add(takes, width);
    }
  }
  add(Spread::outputs, 1);
  return list;
}

/// Every way to use a side that a choice leaves open: for one instance, and for several.
struct SideChoices {
  std::vector<Side> whole, divided;
};

SideChoices choices_of(const ArrayWork& work, double dot_size, double pes, const std::optional<Spread>& fixed,
                       bool side_by_side) {
  SideChoices choices;
  for (const Spread takes : whole_sides) {
    if (!fixed || *fixed == takes || *fixed == Spread::instances) choices.whole.push_back({.takes = takes});
  }
  const bool wanted = fixed ? *fixed == Spread::instances : side_by_side;
  if (wanted && work.instances > 1) choices.divided = divided_sides(work, dot_size, pes);
  // A side that is told to take instances does not take one alone, unless there is no room for two.
  if (fixed == Spread::instances && !choices.divided.empty()) choices.whole = std::exchange(choices.divided, {});
  return choices;
}

/// What no mapping of this work undercuts: all PEs at work, ports that send nothing twice.
double fewest_cycles(const ArrayUse& any, const ArrayWork& work, const ArrayShape& array, const Lanes& lanes) {
  const double outputs = work.outputs + (work.varies == ArrayWork::Varies::outputs ? work.positions - 1 : 0);
  return std::max({any.working / (array.rows * array.columns), any.working / (work.tokens * lanes.weights),
                   any.working / work.serial_cycles * work.input_cycles / (outputs * lanes.inputs)});
}

}  // namespace

ArrayUse cheapest_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes,
                      const MappingChoice& choice) {
  const SideChoices rows = choices_of(work, array.dot_size, array.rows, choice.rows, choice.side_by_side);
  const SideChoices columns = choices_of(work, array.dot_size, array.columns, choice.columns, choice.side_by_side);
  const auto price = [](const ArrayUse& u) {
    return std::tuple{u.cycles, u.weight_reads + u.input_reads, u.partial_sums};
  };
  const auto cheapest = [&](std::span<const Side> of_rows, std::span<const Side> of_columns,
                            std::optional<ArrayUse> best) {
    for (const Side& r : of_rows) {
      for (const Side& c : of_columns) {
        const ArrayUse use = array_use(work, array, lanes, {r, c});
        if (!best || price(use) < price(*best)) best = use;
      }
    }
    return best;
  };
  const ArrayUse alone = *cheapest(rows.whole, columns.whole, {});
  if (rows.divided.empty() && columns.divided.empty()) return alone;
  if (alone.cycles <= fewest_cycles(alone, work, array, lanes)) return alone;
  std::optional<ArrayUse> together = cheapest(rows.divided, columns.whole, {});
  together = cheapest(rows.whole, columns.divided, together);
  together = cheapest(rows.divided, columns.divided, together);
  return together && together->cycles < alone.cycles ? *together : alone;
}

}  // namespace bitpareto::models
