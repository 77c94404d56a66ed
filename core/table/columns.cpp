// SPDX-License-Identifier: Apache-2.0
#include "core/table/columns.h"

namespace bitpareto {

Table columns_of(const Table& table, std::span<const std::size_t> columns) {
  Table part;
  for (const std::size_t c : columns) part.columns.push_back(table.columns[c]);
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<Cell>& cells = part.rows.emplace_back();
    cells.reserve(columns.size());
    for (const std::size_t c : columns) cells.push_back(row[c]);
  }
  return part;
}

}  // namespace bitpareto
