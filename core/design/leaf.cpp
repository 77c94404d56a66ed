// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf.h"

#include <algorithm>

#include "core/base/limits.h"

namespace bitpareto {

constinit Numbering Leaf::numbering{0, limits::leaves, "too many leaves of designs"};

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
