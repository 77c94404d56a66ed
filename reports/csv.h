// SPDX-License-Identifier: Apache-2.0
/// A table as comma-separated values.
#pragma once

#include <span>
#include <string>

#include "core/table/table.h"

namespace bitpareto::reports {

/// A header and a line per row (RFC 4180, but lines end in \n as command-line tools expect). A cell is quoted only
/// where it must be; numbers read back to the same double; a text that a spreadsheet would take for a formula has an
/// apostrophe in front (core/text/cell.h).
[[nodiscard]] std::string csv(const Table& table);
/// The same line by line, for tables that are in no memory at once.
void append_csv_header(std::string& out, std::span<const Column> columns);
void append_csv_row(std::string& out, std::span<const Cell> row);

}  // namespace bitpareto::reports
