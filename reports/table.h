// SPDX-License-Identifier: Apache-2.0
/// A table for people, in columns of text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/table/table.h"

namespace bitpareto::reports {

/// Numbers to four significant digits and aligned right, texts left; every line ends without spaces. Numbers with a
/// dimension are shown in the unit that fits the largest of a column, and the header names it; one without a dimension
/// names the column's own unit, if it has one.
[[nodiscard]] std::string text_table(const Table& table);

/// The same line by line, for tables that are in no memory at once: units, sides and widths are those of the first rows.
class TextColumns {
 public:
  /// Of these rows, which may be all there are.
  explicit TextColumns(const Table& first);
  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string line(std::span<const Cell> row) const;

 private:
  struct Shown {
    std::string header;
    double size = 1;     // of the unit
    std::string for_minus_one;
    bool right = false;  // where it stands
    std::size_t width = 0;
  };
  std::vector<Shown> columns_;
};

}  // namespace bitpareto::reports
