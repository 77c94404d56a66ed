// SPDX-License-Identifier: Apache-2.0
/// The list of datatypes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/datatypes/datatype.h"

namespace bitpareto::models {

[[nodiscard]] std::span<const DatatypeEntry* const> datatypes();
/// The entry of that name, or null.
[[nodiscard]] const DatatypeEntry* find_datatype(std::string_view name);
[[nodiscard]] std::vector<std::string> datatype_names();
/// Each family once, sorted.
[[nodiscard]] std::vector<std::string> datatype_families();

}  // namespace bitpareto::models
