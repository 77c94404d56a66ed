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

std::string text_of(const Cell& cell, double size, const std::string& for_minus_one) {
  if (!is_number(cell)) return printable(cell_text(cell));
  if (!for_minus_one.empty() && number_of(cell) == -1) return for_minus_one;
  return rounded(number_of(cell) / size);
}

}  // namespace

TextColumns::TextColumns(const Table& first) {
  for (std::size_t c = 0; c < first.columns.size(); ++c) {
    Shown column;
    double largest = 0;
    bool any = false;
    bool only_numbers = true;
    for (const std::vector<Cell>& row : first.rows) {
      if (is_number(row[c])) {
        any = true;
        largest = std::max(largest, std::abs(number_of(row[c])));
      } else if (!std::holds_alternative<std::monostate>(row[c])) {
        only_numbers = false;
      }
    }
    column.right = only_numbers && any;
    // A column that holds a text, or nothing, keeps its name: there is no number that the unit could be of.
    const ShownUnit* const unit = column.right ? unit_of(first.columns[c].dimension, largest) : nullptr;
    column.header = printable(column.right ? header_of(first.columns[c], unit) : first.columns[c].name);
    column.size = unit == nullptr ? 1 : unit->size;
    column.for_minus_one = first.columns[c].for_minus_one;
    column.width = column.header.size();
    for (const std::vector<Cell>& row : first.rows) {
      column.width = std::max(column.width, text_of(row[c], column.size, column.for_minus_one).size());
    }
    columns_.push_back(std::move(column));
  }
}

namespace {

/// Texts side by side, two spaces between them and none at the end.
class Line {
 public:
  void add(const std::string& text, std::size_t width, bool right) {
    const std::string padding(width > text.size() ? width - text.size() : 0, ' ');
    if (!first_) line_ += "  ";
    line_ += right ? padding + text : text + padding;
    first_ = false;
  }
  [[nodiscard]] std::string take() {
    line_.erase(line_.find_last_not_of(' ') + 1);
    return std::move(line_) + "\n";
  }

 private:
  std::string line_;
  bool first_ = true;
};

}  // namespace

std::string TextColumns::header() const {
  Line names;
  Line rule;
  for (const Shown& column : columns_) {
    names.add(column.header, column.width, column.right);
    rule.add(std::string(column.width, '-'), column.width, false);
  }
  return names.take() + rule.take();
}

std::string TextColumns::line(std::span<const Cell> row) const {
  Line line;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    line.add(text_of(row[c], columns_[c].size, columns_[c].for_minus_one), columns_[c].width, columns_[c].right);
  }
  return line.take();
}

std::string text_table(const Table& table) {
  const TextColumns columns{table};
  std::string out = columns.header();
  for (const std::vector<Cell>& row : table.rows) out += columns.line(row);
  return out;
}

}  // namespace bitpareto::reports
