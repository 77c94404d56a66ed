// SPDX-License-Identifier: Apache-2.0
#include "reports/csv.h"

#include "core/text/number.h"

namespace bitpareto::reports {

namespace {

void append_text(std::string& out, const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_cell(std::string& out, const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) {
    append_shortest(out, *number);
  } else {
    append_text(out, cell_text(cell));
  }
}

}  // namespace

std::string csv(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_text(out, table.columns[c]);
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
