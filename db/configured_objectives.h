// SPDX-License-Identifier: Apache-2.0
/// The objectives of a run as its configuration has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/document/node.h"
#include "core/problem/tolerance.h"

namespace bitpareto::db {

struct ConfiguredObjective {
  std::string source;  // a metric, or a formula with or without a name
  Tolerance tolerance;
};

/// Those that can be understood; `configuration` may be null.
[[nodiscard]] std::vector<ConfiguredObjective> configured_objectives(const Node* configuration);
/// The tolerance of the objective that a run calls `text`.
[[nodiscard]] Tolerance tolerance_of(std::string_view text, const std::vector<ConfiguredObjective>& objectives);

}  // namespace bitpareto::db
