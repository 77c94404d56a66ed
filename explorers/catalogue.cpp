// SPDX-License-Identifier: Apache-2.0
#include "explorers/catalogue.h"

#include <algorithm>
#include <array>

namespace bitpareto::explorers {

extern const ExplorerEntry exhaustive, random;

namespace {
constexpr std::array entries{&exhaustive, &random};
}

std::span<const ExplorerEntry* const> catalogue() { return entries; }

const ExplorerEntry* find(std::string_view name) {
  const auto it = std::ranges::find(entries, name, &ExplorerEntry::name);
  return it == entries.end() ? nullptr : *it;
}

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (const ExplorerEntry* entry : entries) list.emplace_back(entry->name);
  return list;
}

std::vector<OptionText> default_options(const ExplorerEntry& entry) {
  const Node none = make::map();
  Diagnostics diagnostics;
  MapReader options{none, "explorer", diagnostics};
  return entry.make(options)->options();
}

}  // namespace bitpareto::explorers
