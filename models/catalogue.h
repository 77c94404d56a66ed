// SPDX-License-Identifier: Apache-2.0
/// The lists of datatypes and of performance models.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/datatype.h"

namespace bitpareto::models {

[[nodiscard]] std::span<const DatatypeEntry* const> datatypes();
/// The entry of that name, or null.
[[nodiscard]] const DatatypeEntry* find_datatype(std::string_view name);
[[nodiscard]] std::vector<std::string> datatype_names();
/// Each family once, sorted.
[[nodiscard]] std::vector<std::string> datatype_families();

/// The name of the project's own performance model.
inline constexpr std::string_view native_model = "native";

/// A performance model, by the name that design spaces use.
struct PerformanceModelEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view source;
};

[[nodiscard]] std::span<const PerformanceModelEntry> performance_models();
[[nodiscard]] std::vector<std::string> performance_model_names();

}  // namespace bitpareto::models
