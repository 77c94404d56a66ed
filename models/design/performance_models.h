// SPDX-License-Identifier: Apache-2.0
/// The list of performance models.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/performance/performance_model.h"

namespace bitpareto::models {

/// Models that a space may choose, in the order in which people see them.
using PerformanceModels = std::span<const PerformanceModelEntry* const>;

/// Those that ship.
[[nodiscard]] PerformanceModels performance_models();
/// The entry of that name, or null.
[[nodiscard]] const PerformanceModelEntry* find_performance_model(PerformanceModels models, std::string_view name);
[[nodiscard]] std::vector<std::string> performance_model_names(PerformanceModels models);

}  // namespace bitpareto::models
