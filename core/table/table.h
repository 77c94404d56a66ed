// SPDX-License-Identifier: Apache-2.0
/// Results as a table of cells: what models and the database give and reports print.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/better.h"
#include "core/text/quantity.h"

namespace bitpareto {

/// Nothing, a whole number, a number, or a text.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A column of a table: what its numbers mean. Only people are told of it; its name ends in its unit already.
struct Column {
  enum class Kind : std::uint8_t { other, leaf, value };

  std::string name;
  Dimension dimension = Dimension::none;
  std::string unit;  // of a number that has no dimension of the program's: "TOPS/W"; or empty
  std::string for_minus_one = {};  // the word that people read instead of -1: "channel"; or empty
  Kind kind = Kind::other;
  Better better = Better::unknown;

  Column() = default;
  template <std::convertible_to<std::string_view> Text>
  Column(const Text& text, Dimension of = Dimension::none)  // NOLINT(google-explicit-constructor): a name is one
      : name{std::string_view{text}}, dimension{of} {}
  friend bool operator==(const Column&, const Column&) = default;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each as long as columns

  friend bool operator==(const Table&, const Table&) = default;
};

/// The position of the column of that name; the number of columns if there is none.
[[nodiscard]] std::size_t column_of(const Table& table, std::string_view name);
[[nodiscard]] inline bool has_column(const Table& table, std::string_view name) {
  return column_of(table, name) < table.columns.size();
}

/// A number as a cell: nothing for NaN.
[[nodiscard]] Cell number_cell(double value);

/// A count or an index as a cell: a whole number, or its digits as text where it does not fit in 63 bits.
[[nodiscard]] Cell index_cell(std::uint64_t value);
/// The same for a number of any size by its digits.
[[nodiscard]] Cell index_cell(const std::string& digits);

/// A cell as text that reads back to the same value; empty for nothing.
[[nodiscard]] std::string cell_text(const Cell& cell);

}  // namespace bitpareto
