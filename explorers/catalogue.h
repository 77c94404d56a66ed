// SPDX-License-Identifier: Apache-2.0
/// The explorers that ship.
#pragma once

#include <span>
#include <string_view>

#include "core/search/explorer.h"

namespace bitpareto::explorers {

[[nodiscard]] std::span<const ExplorerEntry* const> catalogue();
/// The entry of that name, or null.
[[nodiscard]] const ExplorerEntry* find(std::string_view name);

}  // namespace bitpareto::explorers
