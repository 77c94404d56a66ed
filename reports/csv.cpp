// SPDX-License-Identifier: Apache-2.0
#include "reports/csv.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "core/system/error.h"
#include "core/system/parallel.h"
#include "core/text/cell.h"

namespace bitpareto::reports {

namespace {

/// Fewer are done before the second thread has begun (measured: 4 and 16 gained nothing, 64 gained 1.3 times). Their text takes less memory than
/// the cells that it is made of.
constexpr std::size_t pieces_per_thread = 64;

}  // namespace

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

void write_csv(const Table& table, int threads, const std::function<void(std::string_view)>& write) {
  std::string text;
  append_csv_header(text, table.columns);
  write(text);
  // Pieces are made side by side and written in order, so many at a time that memory does not grow with the table.
  constexpr std::size_t rows_per_piece = 1'024;
  const std::size_t pieces = (table.rows.size() + rows_per_piece - 1) / rows_per_piece;
  std::vector<std::string> made(threads > 1 ? std::min(pieces, pieces_per_thread * static_cast<std::size_t>(threads)) : 1);
  for (std::size_t first = 0; first < pieces; first += made.size()) {
    const std::size_t count = std::min(made.size(), pieces - first);
    const auto make = [&](std::size_t p) {
      made[p].clear();
      const std::size_t begin = (first + p) * rows_per_piece;
      const std::size_t end = std::min(begin + rows_per_piece, table.rows.size());
      CsvLines lines{table.columns.size()};
      for (std::size_t r = begin; r < end; ++r) lines.append(made[p], table.rows[r]);
    };
    try {
      parallel_for(count, threads, make);
    } catch (const IoError&) {
      threads = 1;  // the machine gives no more
      parallel_for(count, threads, make);
    }
    for (std::size_t p = 0; p < count; ++p) write(made[p]);
  }
}

std::string csv(const Table& table) {
  std::string out;
  append_csv_header(out, table.columns);
  CsvLines lines{table.columns.size()};
  for (const std::vector<Cell>& row : table.rows) lines.append(out, row);
  return out;
}

}  // namespace bitpareto::reports
