// SPDX-License-Identifier: Apache-2.0
/// Rows of cells in as few bytes as can be, for passing a million of them from one thread to another: a Cell has 40 bytes,
/// and moving those between the caches of two cores takes longer than making them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/table.h"

namespace bitpareto {

/// Rows of equally many cells, written and read from the first to the last. One thread at a time.
class PackedRows {
 public:
  [[nodiscard]] std::size_t size() const { return rows_; }
  /// Bytes of all texts.
  [[nodiscard]] std::size_t text_bytes() const { return texts_.size(); }

  /// Begins a row, of which so many cells must be added. Until end_row() it is none: what fails in between leaves no half.
  void begin_row(std::size_t columns) {
    columns_ = columns;
    written_ = rows_ * columns;
    texts_.resize(whole_text_bytes_);
    kinds_.resize(written_ + columns);
    values_.resize(written_ + columns);
  }
  void end_row() {
    ++rows_;
    whole_text_bytes_ = texts_.size();
  }
  void add_nothing() { add(Kind::nothing, 0); }
  void add(std::int64_t whole) { add(Kind::whole, static_cast<std::uint64_t>(whole)); }
  void add(double number) { add(Kind::number, std::bit_cast<std::uint64_t>(number)); }
  void add(std::string_view text) {
    add(Kind::text, text.size());
    texts_ += text;
  }
  /// Forgets all rows; memory for texts beyond `most_text_bytes` is given back.
  void clear(std::size_t most_text_bytes);

  /// Puts the next row into `row`, whose memory is used again; false after the last.
  bool next(std::vector<Cell>& row);

 private:
  enum class Kind : std::uint8_t { nothing, whole, number, text };
  void add(Kind kind, std::uint64_t value) {
    kinds_[written_] = kind;
    values_[written_++] = value;
  }

  std::size_t columns_ = 0, rows_ = 0;
  std::vector<Kind> kinds_;
  std::vector<std::uint64_t> values_;  // bits of a number, size of a text
  std::string texts_;                  // one behind the other
  std::size_t written_ = 0;            // cells
  std::size_t whole_text_bytes_ = 0;   // of rows that have ended
  std::size_t read_rows_ = 0, read_ = 0, read_text_bytes_ = 0;
};

}  // namespace bitpareto
