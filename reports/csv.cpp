// SPDX-License-Identifier: Apache-2.0
#include "reports/csv.h"

#include "core/text/cell.h"
#include "core/text/number.h"

namespace bitpareto::reports {

namespace {

void append_cell(std::string& out, const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) {
    append_shortest(out, *number);
  } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    out += std::to_string(*whole);
  } else {
    out += cell_of_text(cell_text(cell));
  }
}

}  // namespace

std::string csv(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    out += cell_of_text(table.columns[c].name);
  }
  out += '\n';
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ',';
      append_cell(out, row[c]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace bitpareto::reports
