// SPDX-License-Identifier: Apache-2.0
/// A table as comma-separated values.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/table.h"
#include "core/text/number.h"

namespace bitpareto::reports {

/// A header and a line per row (RFC 4180, but lines end in \n as command-line tools expect). A cell is quoted only
/// where it must be; numbers read back to the same double; a text that a spreadsheet would take for a formula has an
/// apostrophe in front (core/text/cell.h).
[[nodiscard]] std::string csv(const Table& table);
/// The same handed to `write` piece by piece, made on at most `threads` threads (at least 1).
void write_csv(const Table& table, int threads, const std::function<void(std::string_view)>& write);
/// The same line by line, for tables that are in no memory at once.
void append_csv_header(std::string& out, std::span<const Column> columns);
class CsvLines {
 public:
  explicit CsvLines(std::size_t columns);
  /// Requires a row of so many columns.
  void append(std::string& out, std::span<const Cell> row);

 private:
  /// The number that stood in a column before: neighbouring designs share most of their numbers, and finding the digits of
  /// one takes ten times as long as copying them.
  struct Written {
    std::uint64_t bits = 0;
    std::size_t size = 0;
    std::array<char, most_number_bytes> text{};
  };
  std::vector<Written> last_;
  std::vector<char> line_;
};

}  // namespace bitpareto::reports
