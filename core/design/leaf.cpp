// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "core/base/limits.h"

namespace bitpareto {

std::size_t Leaf::numbered(const LeafEntry& entry) {
  static std::mutex mutex;
  static std::size_t count = 0;
  const std::lock_guard lock{mutex};
  if (entry.number == 0) {
    if (count == limits::leaves) throw std::length_error{"too many leaves of designs"};
    entry.number = ++count;
  }
  return entry.number - 1;
}

std::string_view section_of(Leaf leaf) {
  const std::size_t dot = leaf->path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : leaf->path.substr(0, dot);
}

std::string_view key_of(Leaf leaf) {
  return leaf->path.substr(leaf->path.find('.') + 1);  // npos + 1 is 0
}

std::string column_name(Leaf leaf) {
  std::string name{leaf->path};
  std::ranges::replace(name, '.', '_');
  return name.append(column_suffix(leaf->dimension));
}

}  // namespace bitpareto
