// SPDX-License-Identifier: Apache-2.0
/// Tables of data from CSV files with a header (RFC 4180). Only user of libcsv.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/system/error.h"

namespace bitpareto {

/// A table of text. Rows are as long as the header.
class CsvTable {
 public:
  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  /// The number of the column `name`, or nothing.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  [[nodiscard]] const std::string& at(std::size_t row, std::size_t column) const {
    return cells_[row * header_.size() + column];
  }
  [[nodiscard]] Place place(std::size_t row) const { return {file_, lines_[row], 0}; }
  [[nodiscard]] Place header_place() const { return {file_, header_line_, 0}; }
  [[nodiscard]] std::span<const std::string> header() const { return header_; }

 private:
  friend std::optional<CsvTable> read_csv(std::string_view, const std::shared_ptr<const std::string>&, Diagnostics&);
  std::shared_ptr<const std::string> file_;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;
  std::vector<int> lines_;
  int header_line_ = 1;
};

/// The table in `text`. Lines that start with '#' before the header are comments. A row that has not as many cells as the
/// header, or a quote or a cell that cannot be, is complained of and left out, so that all mistakes are found at once. Nothing,
/// with diagnostics, if the header is wrong, a quote is not closed, or a limit of core/base/limits.h is passed.
[[nodiscard]] std::optional<CsvTable> read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                                               Diagnostics& diagnostics);

}  // namespace bitpareto
