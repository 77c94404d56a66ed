// SPDX-License-Identifier: Apache-2.0
#include "explorers/catalogue.h"

#include <algorithm>
#include <array>

namespace bitpareto::explorers {

extern const ExplorerEntry exact, exhaustive, random, sobol, nsga2, sms_emoa, annealing, tpe, ants, local;

namespace {
constexpr std::array entries{&exhaustive, &exact, &random, &sobol, &nsga2, &sms_emoa, &annealing, &tpe, &ants, &local};
}

std::span<const ExplorerEntry* const> catalogue() { return entries; }

const ExplorerEntry* find(std::string_view name) {
  const auto it = std::ranges::find(entries, name, &ExplorerEntry::name);
  return it == entries.end() ? nullptr : *it;
}

}  // namespace bitpareto::explorers
