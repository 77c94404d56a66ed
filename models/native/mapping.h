// SPDX-License-Identifier: Apache-2.0
/// How a matrix product runs on the PE array of the native model: what rows and columns take side by side, and what
/// that costs. docs/native.md, equations (N1) to (N6). Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "models/hardware/array.h"

namespace bitpareto::models {

/// How rows, or columns, are used: all of them for one instance of a product, or in equal parts for several.
struct Side {
  Spread takes = Spread::outputs;  // of an instance; never Spread::instances
  double parts = 1;                // instances side by side
  double width = 0;                // PEs of a part; 0: all that there are
  friend bool operator==(const Side&, const Side&) = default;
};

struct SpatialMapping {
  Side rows{.takes = Spread::outputs};
  Side columns{.takes = Spread::tokens};
  friend bool operator==(const SpatialMapping&, const SpatialMapping&) = default;
};

/// The published mapping, in which one row serves one output channel and one column one token.
inline constexpr SpatialMapping published_mapping{};

/// "outputs", or "outputs of 4 instances".
[[nodiscard]] std::string to_text(const Side& side);

/// What one kind of matrix product asks of the array. Counts; all of one instance but `instances`.
struct ArrayWork {
  double instances = 1;
  double tokens = 1;
  double outputs = 1;
  double reduction = 1;

  /// Which extent differs from token to token (causal prefill) or from step to step (decode).
  enum class Varies : std::uint8_t { nothing, outputs, reduction } varies = Varies::nothing;
  /// Causal: token j attends to floor(j / share) + 1 positions; as many query heads share a key. 0: not causal.
  double causal_share = 0;
  /// No token attends to more than these last positions. Of the extent that varies.
  double window = std::numeric_limits<double>::infinity();
  /// Decode: the extent takes this many values, its own and those that follow; costs are their mean.
  double positions = 1;

  double serial_cycles = 1;  // of a PE per slice of the reduction
  double input_cycles = 1;   // of the input port to give each of its lanes a slice; at most serial_cycles
  double group_size = 0;     // values of the reduction under one scale; 0: scales cost nothing
  double scale_cycles = 0;   // of the dequantiser per group; docs/native.md, (N2)
};

/// What the ports of the buffers feed per slice: rows of weights, columns of inputs.
struct Lanes {
  double weights = 1;
  double inputs = 1;
};

/// What a product costs in the array, all instances together; means over positions.
struct ArrayUse {
  double cycles = 0;        // (N3), those that the ports dictate included
  double port_cycles = 0;   // of the slower port alone
  double working = 0;       // PEs that work, summed over cycles
  double slices = 0;        // steps of the whole array: the tiles of equation (2)
  double weight_reads = 0;  // of Lanes::weights lanes at a time
  double input_reads = 0;   // of Lanes::inputs lanes at a time
  double partial_sums = 0;  // added across PEs
  double macs = 0;
  SpatialMapping mapping;
};

/// The cost of one mapping. Requires all counts >= 1, but for extents that vary: they may be 0.
[[nodiscard]] ArrayUse array_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes,
                                 const SpatialMapping& mapping);

/// What a design leaves open of a mapping.
struct MappingChoice {
  std::optional<Spread> rows, columns;  // nothing: whatever is cheapest
  bool side_by_side = true;             // whether instances may stand side by side where nothing is said
};

/// The mapping with the fewest cycles; among equals that which reads least, then that which adds fewest partial sums,
/// then the first: rows before columns, outputs before tokens before reduction. Instances stand side by side where the
/// choice says so, or where that takes fewer cycles than any mapping without. docs/native.md, section 2.
[[nodiscard]] ArrayUse cheapest_use(const ArrayWork& work, const ArrayShape& array, const Lanes& lanes,
                                    const MappingChoice& choice);

}  // namespace bitpareto::models
