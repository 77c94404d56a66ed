// SPDX-License-Identifier: Apache-2.0
/// What an operation moves between DRAM and the chip: what there is to move, how often buffers make it move, and whether it travels at all.
#pragma once

#include <array>
#include <limits>
#include <span>
#include <vector>

#include "models/native/on_chip.h"
#include "models/native/tiling.h"
#include "models/published/latency.h"

namespace bitpareto::models {

/// Memory that a workload may use. Bytes.
struct BufferSizes {
  double weights = 0;
  double inputs = 0;
};

/// What one run of an operation, all instances, has to move; means over positions. Hinges on no buffer.
struct MovementOutline {
  double stored_bytes = 0;   // of the stationary operand, once
  double input_bytes = 0;    // once
  double output_bytes = 0;   // if it travels
  double weight_writes = 0;  // of 64 bits, to the weight buffer: the stationary operand once
  double input_writes = 0;   // to the input buffer: the input once
  double output_writes = 0;  // to the input buffer: the output
  double instances = 1;      // that each write the partial sums of Fetches
};

/// What one run of an operation, all instances, moves between DRAM and the chip; means over positions.
struct Movement {
  double stationary_bytes = 0;  // all three as moved: zero if the operand stays, more than once if it is sent again
  double input_bytes = 0;
  double output_bytes = 0;
  double stored_bytes = 0;  // of the stationary operand, once
  Fetches fetches;
  double weight_buffer_writes = 0;  // of 64 bits
  double input_buffer_writes = 0;
  Travel travel;
  [[nodiscard]] double bits() const { return 8 * stationary_bytes + 8 * output_bytes + 8 * input_bytes; }
};
[[nodiscard]] Movement movement_of(const MovementOutline& outline, const Fetches& fetches, const Travel& travel);

/// All that decides how often operands are sent but the sizes of the buffers: many designs ask the same.
struct FetchQuestion {
  enum class Rule { published, tiled, fused } rule = Rule::tiled;
  OperandRows stationary, input;                  // as tiles cut them
  double stationary_bytes = 0, input_bytes = 0;  // as the published rule takes them
  double tile_share = 1;                          // of a buffer that an operation works on
  double kept_weights = 0;                        // bytes of the weight buffer that are taken
  // (N9), of fused attention:
  double query_bytes = 0;       // that a query takes in the input buffer
  double keys_bytes = 0;        // of the keys and values that one sees
  double tokens = 0;
  double last = 0;              // position
  double share = 0;             // query heads to a position of a causal prefill; 0: it is none
  double window = std::numeric_limits<double>::infinity();

  static constexpr std::size_t count = 15;
  /// The same as numbers: equal ones, equal answers.
  [[nodiscard]] std::array<double, count> numbers() const;
};
/// How often operands are sent whose input travels. Fused: of the stationary operand alone; infinity if no query fits.
[[nodiscard]] Fetches fetches(const FetchQuestion& question, const BufferSizes& buffers);

/// A way to use the buffers, for a whole workload, as far as a choice between some of them needs to know.
struct PlanBits {
  bool fused = false;
  std::span<const double> bits;  // that each operation moves in one run
};
/// How many plans there are at most: weights kept or not, attention fused or not.
inline constexpr std::size_t most_memory_plans = 4;

/// Some of several plans, by their numbers.
struct ChosenPlans {
  std::array<std::size_t, most_memory_plans> numbers{};
  std::size_t count = 0;
  [[nodiscard]] const std::size_t* begin() const { return numbers.data(); }
  [[nodiscard]] const std::size_t* end() const { return numbers.data() + count; }
};

/// Which plans, of most_memory_plans at most, may be the fastest for some array and DRAM, in their order: the preferred one of equals first. `overlaps`:
/// fused attention lets the softmax run beside the products.
[[nodiscard]] ChosenPlans possibly_fastest(std::span<const BlockOperation> operations, bool overlaps, std::span<const PlanBits> plans);

}  // namespace bitpareto::models
