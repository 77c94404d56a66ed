// SPDX-License-Identifier: Apache-2.0
/// A row of a shipped table of numbers by the names of its columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/document/csv_reader.h"
#include "core/text/number.h"

namespace bitpareto::models {

/// Requires that the table has the columns that are asked for. The table must outlive it.
class DataRow {
 public:
  DataRow(const CsvTable& table, std::size_t row) : table_{&table}, row_{row} {}
  [[nodiscard]] const std::string& text(std::string_view column) const { return table_->at(row_, table_->column(column).value()); }
  [[nodiscard]] std::optional<double> number(std::string_view column) const { return parse_number(text(column)); }

 private:
  const CsvTable* table_;
  std::size_t row_;
};

}  // namespace bitpareto::models
