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

void append_cell_of_text(std::string& out, std::string_view text) {
  const std::size_t begin = out.size();
  if (begins_a_formula(text)) out += '\'';
  out += text;
  const std::string_view cell = std::string_view{out}.substr(begin);
  // Readers take spaces around a cell off unless it is in quotes.
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  const bool is_padded = !cell.empty() && (is_space(cell.front()) || is_space(cell.back()));
  if (!is_padded && cell.find_first_of(",\"\n\r") == std::string_view::npos) return;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  out.replace(begin, std::string::npos, quoted);
}

std::string cell_of_text(std::string_view text) {
  std::string cell;
  append_cell_of_text(cell, text);
  return cell;
}

std::string_view original_text(std::string_view cell) {
  return cell.starts_with('\'') && begins_a_formula(cell) ? cell.substr(1) : cell;
}

}  // namespace bitpareto
