// SPDX-License-Identifier: Apache-2.0
#include "reports/csv.h"

#include <bit>
#include <charconv>
#include <cstring>

#include "core/text/cell.h"

namespace bitpareto::reports {

void append_csv_header(std::string& out, std::span<const Column> columns) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) out += ',';
    out += cell_of_text(columns[c].name);
  }
  out += '\n';
}

CsvLines::CsvLines(std::size_t columns) : last_(columns), line_(columns * (number_room + 1) + 1) {}

void CsvLines::append(std::string& out, std::span<const Cell> row) {
  char* at = line_.data();
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) *at++ = ',';
    if (const auto* number = std::get_if<double>(&row[c])) {
      Written& last = last_[c];
      const auto bits = std::bit_cast<std::uint64_t>(*number);
      if (last.bits == bits && last.size > 0) {
        std::memcpy(at, last.text.data(), last.text.size());
        at += last.size;
      } else {
        char* const end = write_number(at, *number);
        last.bits = bits;
        last.size = static_cast<std::size_t>(end - at);
        std::memcpy(last.text.data(), at, last.text.size());
        at = end;
      }
    } else if (const auto* whole = std::get_if<std::int64_t>(&row[c])) {
      at = std::to_chars(at, at + number_room, *whole).ptr;
    } else if (const auto* text = std::get_if<std::string>(&row[c])) {
      out.append(line_.data(), at);
      at = line_.data();
      append_cell_of_text(out, *text);
    }
  }
  *at++ = '\n';
  out.append(line_.data(), at);
}

std::string csv(const Table& table) {
  std::string out;
  append_csv_header(out, table.columns);
  CsvLines lines{table.columns.size()};
  for (const std::vector<Cell>& row : table.rows) lines.append(out, row);
  return out;
}

}  // namespace bitpareto::reports
