// SPDX-License-Identifier: Apache-2.0
#include "core/document/node_changes.h"

#include <algorithm>

namespace bitpareto {

namespace {

void add_changes(const Node& from, const Node& to, const std::string& path, std::vector<std::string>& list) {
  const auto below = [&](std::string_view key) { return path.empty() ? std::string{key} : path + "." + std::string{key}; };
  if (from.kind == Node::Kind::map && to.kind == Node::Kind::map) {
    for (const Node::Entry& entry : to.entries) {
      const Node* const before = from.find(entry.key);
      add_changes(before == nullptr ? Node{} : *before, entry.value, below(entry.key), list);
    }
    for (const Node::Entry& entry : from.entries) {
      if (to.find(entry.key) == nullptr) list.push_back(below(entry.key) + "=null");
    }
    return;
  }
  if (from.kind == Node::Kind::list && to.kind == Node::Kind::list && from.items.size() == to.items.size()) {
    // Of scalars, a list is one value to whoever reads it.
    const auto is_scalar = [](const Node& item) { return item.kind == Node::Kind::scalar; };
    if (!std::ranges::all_of(to.items, is_scalar)) {
      for (std::size_t i = 0; i < to.items.size(); ++i) {
        add_changes(from.items[i], to.items[i], below(std::to_string(i)), list);
      }
      return;
    }
  }
  const std::string text = to_json(to, false);
  if (text != to_json(from, false)) list.push_back(path + "=" + text);
}

}  // namespace

std::vector<std::string> changes(const Node& from, const Node& to) {
  std::vector<std::string> list;
  add_changes(from, to, {}, list);
  return list;
}

}  // namespace bitpareto
