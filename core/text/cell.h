// SPDX-License-Identifier: Apache-2.0
/// Texts as cells of CSV files. A spreadsheet takes a cell that begins with = + - @ for a formula, in quotes or not
/// (OWASP, "CSV Injection"), so such a text gets an apostrophe in front, which spreadsheets hide and read_csv takes off.
#pragma once

#include <string>
#include <string_view>

namespace bitpareto {

/// `text` as it stands in a CSV file: made harmless, and in quotes where it must be (RFC 4180).
[[nodiscard]] std::string cell_of_text(std::string_view text);
void append_cell_of_text(std::string& out, std::string_view text);

/// The text that a cell, its quotes taken off, was made from.
[[nodiscard]] std::string_view original_text(std::string_view cell);

}  // namespace bitpareto
