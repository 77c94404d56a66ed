// SPDX-License-Identifier: Apache-2.0
/// The list of explorers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/explorer.h"

namespace bitpareto::explorers {

[[nodiscard]] std::span<const ExplorerEntry* const> catalogue();
/// The entry of that name, or null.
[[nodiscard]] const ExplorerEntry* find(std::string_view name);
[[nodiscard]] std::vector<std::string> names();
/// Its options with their defaults.
[[nodiscard]] std::vector<OptionText> default_options(const ExplorerEntry& entry);

}  // namespace bitpareto::explorers
