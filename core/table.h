// SPDX-License-Identifier: Apache-2.0
/// Results as a table of cells: what models and the database give and reports print.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace bitpareto {

/// Nothing, a whole number, a number, or a text.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;  // each as long as columns

  friend bool operator==(const Table&, const Table&) = default;
};

/// A number as a cell: nothing for NaN.
[[nodiscard]] Cell number_cell(double value);

/// A count or an index as a cell: a whole number, or its digits as text where it does not fit in 63 bits.
[[nodiscard]] Cell index_cell(std::uint64_t value);

/// A cell as text that reads back to the same value; empty for nothing.
[[nodiscard]] std::string cell_text(const Cell& cell);

}  // namespace bitpareto
