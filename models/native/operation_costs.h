// SPDX-License-Identifier: Apache-2.0
/// Where a native design's time and energy go, operation by operation.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "models/native/model.h"

namespace bitpareto::models {

/// What sets the pace of an operation.
enum class Pace : std::uint8_t { array, weight_port, input_port, dram, vector_unit };
inline constexpr std::array<std::string_view, 5> pace_names{"array", "weight port", "input port", "DRAM",
                                                            "vector unit"};

/// An operation of a workload, all blocks together; decode: one step.
struct OperationCost {
  BlockOperation operation;
  ArrayWork work;
  ArrayUse use;       // of one block
  Movement movement;  // of one block
  double compute_cycles = 0, dram_cycles = 0, vector_cycles = 0;
  double cycles = 0;  // the most of these
  Pace pace = Pace::array;
  std::array<double, energy_parts.size()> energy{};  // J, in the order of energy_parts

  [[nodiscard]] double all_energy() const;
  /// Share of the chip's PEs that work while the operation runs.
  [[nodiscard]] double utilisation(double pes) const;
  /// Operations per byte that crosses the bus.
  [[nodiscard]] double intensity() const;
};

/// The operations of one workload, in topological order. They add up to NativeModel::evaluate(), but for the cycles of
/// changing the array's shape and what leaks and idles meanwhile. Requires a design that can exist.
[[nodiscard]] std::vector<OperationCost> operation_costs(const NativeModel& model, const DesignPoint& p,
                                                         std::size_t workload);

}  // namespace bitpareto::models
