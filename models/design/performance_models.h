// SPDX-License-Identifier: Apache-2.0
/// The list of performance models.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/performance/performance_model.h"

namespace bitpareto::models {

[[nodiscard]] std::span<const PerformanceModelEntry* const> performance_models();
/// The entry of that name, or null.
[[nodiscard]] const PerformanceModelEntry* find_performance_model(std::string_view name);
[[nodiscard]] std::vector<std::string> performance_model_names();

}  // namespace bitpareto::models
