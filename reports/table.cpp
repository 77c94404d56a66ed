// SPDX-License-Identifier: Apache-2.0
#include "reports/table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text/number.h"
#include "core/text/printable.h"

namespace bitpareto::reports {

namespace {

/// A unit that column names end in, and smaller or larger ones in which its numbers may be shown.
struct ShownUnit {
  std::string_view suffix;
  std::string_view header;
  double size;
};
constexpr std::array shown_units{
    ShownUnit{"_j_per_bit", "pJ/bit", 1e-12},
    ShownUnit{"_js", "nJs", 1e-9},
    ShownUnit{"_js", "uJs", 1e-6},
    ShownUnit{"_js", "mJs", 1e-3},
    ShownUnit{"_js", "Js", 1},
    ShownUnit{"_s", "ns", 1e-9},
    ShownUnit{"_s", "us", 1e-6},
    ShownUnit{"_s", "ms", 1e-3},
    ShownUnit{"_s", "s", 1},
    ShownUnit{"_j", "pJ", 1e-12},
    ShownUnit{"_j", "uJ", 1e-6},
    ShownUnit{"_j", "mJ", 1e-3},
    ShownUnit{"_j", "J", 1},
    ShownUnit{"_w", "mW", 1e-3},
    ShownUnit{"_w", "W", 1},
    ShownUnit{"_mm2", "mm2", 1},
    ShownUnit{"_hz", "MHz", 1e6},
    ShownUnit{"_hz", "GHz", 1e9},
    ShownUnit{"_bytes", "B", 1},
    ShownUnit{"_bytes", "KiB", 1024},
    ShownUnit{"_bytes", "MiB", 1024.0 * 1024},
    ShownUnit{"_bytes", "GiB", 1024.0 * 1024 * 1024},
};
// A rate's name ends in "_s" too, but its unit is not a second.
constexpr std::string_view rate_suffix = "_per_s";

double number_of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return std::nan("");
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

/// The unit for a column: the largest of which its largest number has at least one.
const ShownUnit* unit_of(const std::string& name, double largest) {
  const ShownUnit* best = nullptr;
  std::string_view suffix;
  for (const ShownUnit& unit : shown_units) {
    if (!suffix.empty() && unit.suffix != suffix) continue;
    if (suffix.empty() && (!name.ends_with(unit.suffix) || name.ends_with(rate_suffix))) continue;
    suffix = unit.suffix;
    if (best == nullptr || largest >= unit.size) best = &unit;
  }
  return best;
}

struct Column {
  std::vector<std::string> cells;  // the header first
  bool right = false;
};

Column column_of(const Table& table, std::size_t c) {
  Column column;
  double largest = 0;
  bool any = false;
  column.right = true;
  for (const std::vector<Cell>& row : table.rows) {
    if (is_number(row[c])) {
      any = true;
      largest = std::max(largest, std::abs(number_of(row[c])));
    } else if (!std::holds_alternative<std::monostate>(row[c])) {
      column.right = false;
    }
  }
  column.right = column.right && any;
  const ShownUnit* const unit = column.right ? unit_of(table.columns[c], largest) : nullptr;
  std::string header = table.columns[c];
  if (unit != nullptr) {
    header = header.substr(0, header.size() - unit->suffix.size()) + " (" + std::string{unit->header} + ")";
  }
  column.cells.push_back(printable(header));
  for (const std::vector<Cell>& row : table.rows) {
    const Cell& cell = row[c];
    if (is_number(cell)) {
      const double value = number_of(cell) / (unit == nullptr ? 1 : unit->size);
      column.cells.push_back(rounded(value));
    } else {
      column.cells.push_back(printable(cell_text(cell)));
    }
  }
  return column;
}

}  // namespace

std::string text_table(const Table& table) {
  std::vector<Column> columns;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    columns.push_back(column_of(table, c));
    std::size_t width = 0;
    for (const std::string& cell : columns.back().cells) width = std::max(width, cell.size());
    widths.push_back(width);
  }
  std::string out;
  const auto append_line = [&](std::size_t line) {
    std::string text;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string& cell = columns[c].cells[line];
      const std::string padding(widths[c] - cell.size(), ' ');
      text += (c == 0 ? "" : "  ") + (columns[c].right ? padding + cell : cell + padding);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  append_line(0);
  std::string rule;
  for (const std::size_t width : widths) rule += (rule.empty() ? "" : "  ") + std::string(width, '-');
  out += rule + "\n";
  for (std::size_t line = 1; line <= table.rows.size(); ++line) append_line(line);
  return out;
}

}  // namespace bitpareto::reports
