// SPDX-License-Identifier: Apache-2.0
/// Designs that a search is told of, and those that it tells in the end.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/search/explorer.h"

namespace bitpareto::explorers {

/// Puts designs that were found before into an archive, by the number that `number_of` gives each: their objectives come out the same again.
void insert_known(const Problem& problem, std::span<const DesignKey> designs, const std::function<std::uint64_t(const DesignKey&)>& number_of,
                  ParetoArchive& archive);

/// A front in the order of levels. `designs`: those of its numbers, in its order.
[[nodiscard]] FoundFront in_order(const Front& front, std::vector<DesignKey> designs);

}  // namespace bitpareto::explorers
