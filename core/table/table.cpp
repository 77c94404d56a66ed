// SPDX-License-Identifier: Apache-2.0
#include "core/table/table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/number.h"

namespace bitpareto {

std::size_t column_of(const Table& table, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(table.columns, name, &Column::name) - table.columns.begin());
}

Cell number_cell(double value) {
  if (std::isnan(value)) return std::monostate{};
  return value;
}

Cell index_cell(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return static_cast<std::int64_t>(value);
  return std::to_string(value);
}

Cell index_cell(const std::string& digits) {
  const auto value = parse_whole(digits);
  return value ? index_cell(*value) : Cell{digits};
}

std::string cell_text(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return shortest(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return {};
}

}  // namespace bitpareto
