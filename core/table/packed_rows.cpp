// SPDX-License-Identifier: Apache-2.0
#include "core/table/packed_rows.h"

namespace bitpareto {

void PackedRows::clear(std::size_t most_text_bytes) {
  rows_ = written_ = whole_text_bytes_ = read_rows_ = read_ = read_text_bytes_ = 0;
  texts_.clear();
  if (texts_.capacity() > most_text_bytes) std::string{}.swap(texts_);
}

bool PackedRows::next(std::vector<Cell>& row) {
  if (read_rows_ == rows_) return false;
  ++read_rows_;
  row.resize(columns_);
  for (Cell& cell : row) {
    const std::uint64_t value = values_[read_];
    switch (kinds_[read_++]) {
      case Kind::nothing:
        cell = std::monostate{};
        break;
      case Kind::whole:
        cell = static_cast<std::int64_t>(value);
        break;
      case Kind::number:
        cell = std::bit_cast<double>(value);
        break;
      case Kind::text: {
        const std::string_view text = std::string_view{texts_}.substr(read_text_bytes_, value);
        read_text_bytes_ += value;
        if (auto* const old = std::get_if<std::string>(&cell)) {
          *old = text;
        } else {
          cell.emplace<std::string>(text);
        }
      }
    }
  }
  return true;
}

}  // namespace bitpareto
