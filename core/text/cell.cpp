// SPDX-License-Identifier: Apache-2.0
#include "core/text/cell.h"

namespace bitpareto {

namespace {

/// Whether `text` without the apostrophes in front of it begins as a formula does. Those that had some get one more, so
/// that taking one off gives every text back.
bool begins_a_formula(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos && std::string_view{"=+-@\t\r"}.find(text[first]) != std::string_view::npos;
}

}  // namespace

std::string cell_of_text(std::string_view text) {
  std::string cell = begins_a_formula(text) ? "'" : "";
  cell += text;
  // Readers take spaces around a cell off unless it is in quotes.
  const bool is_padded = !cell.empty() && (cell.find_first_of(" \t") == 0 || cell.find_last_of(" \t") == cell.size() - 1);
  if (!is_padded && cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string_view original_text(std::string_view cell) {
  return cell.starts_with('\'') && begins_a_formula(cell) ? cell.substr(1) : cell;
}

}  // namespace bitpareto
