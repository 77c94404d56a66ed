// SPDX-License-Identifier: Apache-2.0
/// Some of the columns of a table.
#pragma once

#include <span>

#include "core/table/table.h"

namespace bitpareto {

/// These columns by their positions, in that order.
[[nodiscard]] Table columns_of(const Table& table, std::span<const std::size_t> columns);

/// Those for which `is_wanted` holds.
template <class Is>
[[nodiscard]] Table columns_where(const Table& table, const Is& is_wanted) {
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (is_wanted(table.columns[c])) columns.push_back(c);
  }
  return columns_of(table, columns);
}

}  // namespace bitpareto
