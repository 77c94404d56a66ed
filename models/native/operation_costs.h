// SPDX-License-Identifier: Apache-2.0
/// Where a native design's time and energy go, operation by operation.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/native/model.h"

namespace bitpareto::models {

/// What sets the pace of an operation.
enum class Pace : std::uint8_t { array, weight_port, input_port, dram, vector_unit };
inline constexpr std::array<std::string_view, 5> pace_names{"array", "weight port", "input port", "DRAM",
                                                            "vector unit"};

/// What a workload runs as one piece, all blocks together; decode: one step. Mostly an operation; both products of fused
/// attention if the vector unit works beside them.
struct OperationCost {
  std::string name;  // "down", "attention", "scores, window"
  double multiplicity = 1;
  std::vector<ArrayWork> works;  // of one block, each of its products
  std::vector<ArrayUse> uses;
  std::vector<Movement> movements;
  ChipWork<double> work;
  double dram_cycles = 0, vector_cycles = 0;
  Pace pace = Pace::array;
  ChipEnergy<double> energy;  // J

  /// Multiply-adds of one block.
  [[nodiscard]] double macs() const;
  /// Share of `pes` PEs that work while the operation runs.
  [[nodiscard]] double utilisation(double pes) const;
  /// Operations per byte that crosses the bus.
  [[nodiscard]] double intensity() const;
};

/// The operations of one workload, in topological order. They add up to NativeModel::evaluate(), but for the cycles of
/// changing the array's shape and what leaks and idles meanwhile. Requires a design that can exist.
[[nodiscard]] std::vector<OperationCost> operation_costs(const NativeModel& model, const DesignPoint& p,
                                                         std::size_t workload);

}  // namespace bitpareto::models
