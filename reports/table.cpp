// SPDX-License-Identifier: Apache-2.0
#include "reports/table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text/number.h"
#include "core/text/printable.h"

namespace bitpareto::reports {

namespace {

/// A unit in which numbers of a dimension may be shown; of one dimension the smallest first.
struct ShownUnit {
  Dimension dimension;
  std::string_view header;
  double size;
};
constexpr std::array shown_units{
    ShownUnit{Dimension::energy_per_bit, "pJ/bit", 1e-12},
    ShownUnit{Dimension::energy_delay, "nJs", 1e-9},
    ShownUnit{Dimension::energy_delay, "uJs", 1e-6},
    ShownUnit{Dimension::energy_delay, "mJs", 1e-3},
    ShownUnit{Dimension::energy_delay, "Js", 1},
    ShownUnit{Dimension::time, "ns", 1e-9},
    ShownUnit{Dimension::time, "us", 1e-6},
    ShownUnit{Dimension::time, "ms", 1e-3},
    ShownUnit{Dimension::time, "s", 1},
    ShownUnit{Dimension::energy, "pJ", 1e-12},
    ShownUnit{Dimension::energy, "uJ", 1e-6},
    ShownUnit{Dimension::energy, "mJ", 1e-3},
    ShownUnit{Dimension::energy, "J", 1},
    ShownUnit{Dimension::power, "mW", 1e-3},
    ShownUnit{Dimension::power, "W", 1},
    ShownUnit{Dimension::area, "mm2", 1},
    ShownUnit{Dimension::frequency, "MHz", 1e6},
    ShownUnit{Dimension::frequency, "GHz", 1e9},
    ShownUnit{Dimension::transfer_rate, "MT/s", 1e6},
    ShownUnit{Dimension::transfer_rate, "GT/s", 1e9},
    ShownUnit{Dimension::storage, "B", 1},
    ShownUnit{Dimension::storage, "KiB", 1024},
    ShownUnit{Dimension::storage, "MiB", 1024.0 * 1024},
    ShownUnit{Dimension::storage, "GiB", 1024.0 * 1024 * 1024},
    ShownUnit{Dimension::width, "bit", 1},
};

double number_of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return std::nan("");
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

/// The unit for a column: the largest of which its largest number has at least one. Null: it has no dimension.
const ShownUnit* unit_of(Dimension dimension, double largest) {
  const ShownUnit* best = nullptr;
  for (const ShownUnit& unit : shown_units) {
    if (unit.dimension == dimension && (best == nullptr || largest >= unit.size)) best = &unit;
  }
  return best;
}

/// "latency (ms)", "tops_per_w (TOPS/W)": a name that ends in its unit says it once.
std::string header_of(const Column& column, const ShownUnit* unit) {
  if (unit == nullptr) return column.unit.empty() ? column.name : column.name + " (" + column.unit + ")";
  const std::string_view suffix = column_suffix(column.dimension);
  std::string name = column.name;
  if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  return name + " (" + std::string{unit->header} + ")";
}

struct Shown {
  std::vector<std::string> cells;  // the header first
  bool right = false;
};

Shown shown_of(const Table& table, std::size_t c) {
  Shown column;
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
  // A column that holds a text, or nothing, keeps its name: there is no number that the unit could be of.
  const ShownUnit* const unit = column.right ? unit_of(table.columns[c].dimension, largest) : nullptr;
  column.cells.push_back(printable(column.right ? header_of(table.columns[c], unit) : table.columns[c].name));
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
  std::vector<Shown> columns;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    columns.push_back(shown_of(table, c));
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
