// SPDX-License-Identifier: Apache-2.0
/// One design explained: where its time, energy and area go, what would change them, and where the numbers come from.
#pragma once

#include <string>
#include <vector>

#include "core/cost/metric.h"
#include "core/table/table.h"
#include "models/design/design_model.h"

namespace bitpareto::models {

struct Explanation {
  std::vector<std::string> sentences;  // what sets the pace, a sentence per workload
  Table operations;  // a row per workload and operation: cycles, utilisation, traffic, energy by part, roofline, pace
  Table metrics;     // every standard metric of the design, on chip and with DRAM
  Table area;        // a row per part
  Table effects;     // what each addition to the published model is worth here, and on what condition it holds
  Table steps;       // what one step along each axis, or twice and half of a number, would change
  Table origins;     // the constants behind it all, each with its origin and source
};

/// The parts of an explanation by name.
inline constexpr std::array<std::string_view, 6> explanation_parts{"operations", "metrics", "area",
                                                                   "effects",    "steps",   "origins"};
[[nodiscard]] const Table& part_of(const Explanation& explanation, std::string_view name);

/// Why designs of that model are not explained, in words for a message; empty if they are.
[[nodiscard]] std::string refusal_to_explain(const PerformanceModelEntry& model);
/// Explains a design of the space by its levels; or why it cannot exist. Designs of July 2025 are explained as native
/// with everything off, which they equal. Requires one whose model is not refused.
[[nodiscard]] Result<Explanation> explain(const DesignModel& model, std::span<const WorkloadUse> uses,
                                          std::span<const std::uint64_t> levels);

}  // namespace bitpareto::models
