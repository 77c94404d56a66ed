// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf_table.h"

#include <algorithm>
#include <cassert>

namespace bitpareto {

namespace {

constexpr std::string_view design_prefix = "design.";

template <class Is>
const KnownLeaf* find_if(const std::vector<KnownLeaf>& leaves, Is is) {
  const auto it = std::ranges::find_if(leaves, is);
  return it == leaves.end() ? nullptr : &*it;
}

}  // namespace

LeafTable::LeafTable(std::vector<KnownLeaf> leaves)
    : leaves_{std::make_shared<const std::vector<KnownLeaf>>(std::move(leaves))} {
  assert(std::ranges::all_of(*leaves_, [&](const KnownLeaf& known) { return find(known.leaf->path) == &known; }));
}

const KnownLeaf* LeafTable::find(std::string_view path) const {
  if (path.starts_with(design_prefix)) path.remove_prefix(design_prefix.size());
  return find_if(*leaves_, [&](const KnownLeaf& known) { return known.leaf->path == path; });
}

const KnownLeaf* LeafTable::find_column(std::string_view column) const {
  return find_if(*leaves_, [&](const KnownLeaf& known) { return column_name(known.leaf) == column; });
}

const KnownLeaf* LeafTable::find(Leaf leaf) const {
  return find_if(*leaves_, [&](const KnownLeaf& known) { return known.leaf == leaf; });
}

const NameList& LeafTable::words(Leaf leaf) const {
  static const NameList none;
  const KnownLeaf* const known = find(leaf);
  return known == nullptr ? none : known->words;
}

bool any_chosen(std::span<const std::string> knowing, std::span<const std::string> chosen) {
  return std::ranges::any_of(
      knowing, [&](const std::string& name) { return std::ranges::find(chosen, name) != chosen.end(); });
}

bool has_default(const KnownLeaf& known, std::span<const std::string> performance_models) {
  return !known.leaf->default_value.empty() && any_chosen(known.readers, performance_models);
}

std::vector<Leaf> merged(std::span<const std::span<const Leaf>> lists) {
  std::vector<Leaf> all;
  for (const std::span<const Leaf> list : lists) {
    auto next = all.begin();  // where a leaf would come that is not there yet
    for (const Leaf leaf : list) {
      const auto there = std::ranges::find(all, leaf);
      next = there != all.end() ? there + 1 : all.insert(next, leaf) + 1;
    }
  }
  return all;
}

}  // namespace bitpareto
