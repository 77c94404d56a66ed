// SPDX-License-Identifier: Apache-2.0
/// Rows to be stored, column by column: searches make them so, and SQLite takes them so twice as fast as cell by cell.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bitpareto::db {

/// Rows of equally many cells. A plain value; its memory is used again by who fills it anew.
struct RowColumns {
  struct Column {
    enum class Kind : std::uint8_t {
      number,  // `numbers`; NaN is nothing
      whole,   // `numbers` that are whole; NaN is nothing
      index,   // `wholes`; -1 - p stands for words[p], of a number beyond 63 bits
      word,    // `numbers` are positions in `words`; NaN is nothing
    };
    Kind kind = Kind::number;
    std::vector<double> numbers;
    std::vector<std::int64_t> wholes;
    std::shared_ptr<const std::vector<std::string>> words;  // columns of many blocks may share them
  };
  std::size_t size = 0;         // rows
  std::vector<Column> columns;  // each has at least as many places as there are rows; those behind the last mean nothing
};

}  // namespace bitpareto::db
