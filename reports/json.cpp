// SPDX-License-Identifier: Apache-2.0
#include "reports/json.h"

#include <cmath>

#include "core/document/node.h"

namespace bitpareto::reports {

namespace {

std::string cell_json(const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return "null";
  if (const auto* text = std::get_if<std::string>(&cell)) return json_string(*text);
  // JSON has no infinities; a number that is none is no value.
  if (const auto* number = std::get_if<double>(&cell); number != nullptr && !std::isfinite(*number)) return "null";
  return cell_text(cell);
}

}  // namespace

std::string json_object(std::span<const Column> columns, std::span<const Cell> row) {
  std::string out = "{";
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) out += ", ";
    out += json_string(columns[c].name) + ": " + cell_json(row[c]);
  }
  return out + "}";
}

std::string json(const Table& table) {
  std::string out = "[";
  for (std::size_t r = 0; r < table.rows.size(); ++r) out += (r == 0 ? "\n" : ",\n") + json_object(table.columns, table.rows[r]);
  return out + "\n]\n";
}

std::string json_lines(const Table& table) {
  std::string out;
  for (const std::vector<Cell>& row : table.rows) out += json_object(table.columns, row) + "\n";
  return out;
}

}  // namespace bitpareto::reports
