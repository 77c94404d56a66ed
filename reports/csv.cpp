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

void append_csv_header(std::string& out, std::span<const Column> columns) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) out += ',';
    out += cell_of_text(columns[c].name);
  }
  out += '\n';
}

void append_csv_row(std::string& out, std::span<const Cell> row) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) out += ',';
    append_cell(out, row[c]);
  }
  out += '\n';
}

std::string csv(const Table& table) {
  std::string out;
  append_csv_header(out, table.columns);
  for (const std::vector<Cell>& row : table.rows) append_csv_row(out, row);
  return out;
}

}  // namespace bitpareto::reports
