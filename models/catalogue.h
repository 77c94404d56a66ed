// SPDX-License-Identifier: Apache-2.0
/// The lists of datatypes and of performance models.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/datatype.h"
#include "models/performance_model.h"

namespace bitpareto::models {

[[nodiscard]] std::span<const DatatypeEntry* const> datatypes();
/// The entry of that name, or null.
[[nodiscard]] const DatatypeEntry* find_datatype(std::string_view name);
[[nodiscard]] std::vector<std::string> datatype_names();
/// Each family once, sorted.
[[nodiscard]] std::vector<std::string> datatype_families();

/// The project's own performance model.
extern const PerformanceModelEntry native_model;

[[nodiscard]] std::span<const PerformanceModelEntry* const> performance_models();
/// The entry of that name, or null.
[[nodiscard]] const PerformanceModelEntry* find_performance_model(std::string_view name);
[[nodiscard]] std::vector<std::string> performance_model_names();

}  // namespace bitpareto::models
