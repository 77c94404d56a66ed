// SPDX-License-Identifier: Apache-2.0
#include "core/csv_reader.h"

#include <csv.h>

#include <algorithm>

#include "core/text/format.h"

namespace bitpareto {

namespace {

/// What libcsv's callbacks collect: the cells of the row that is being read, and a place for finished rows.
struct Rows {
  std::vector<std::string> current;
  std::vector<std::vector<std::string>> finished;
};

void take_cell(void* cell, std::size_t size, void* rows) {
  static_cast<Rows*>(rows)->current.emplace_back(static_cast<const char*>(cell), size);
}

void end_row(int /*terminator*/, void* rows_pointer) {
  auto& rows = *static_cast<Rows*>(rows_pointer);
  rows.finished.push_back(std::move(rows.current));
  rows.current.clear();
}

class Parser {
 public:
  Parser() { csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI); }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  [[nodiscard]] bool feed(std::string_view text, Rows& rows) {
    return csv_parse(&parser_, text.data(), text.size(), take_cell, end_row, &rows) == text.size();
  }
  [[nodiscard]] bool finish(Rows& rows) { return csv_fini(&parser_, take_cell, end_row, &rows) == 0; }

 private:
  csv_parser parser_{};
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto it = std::ranges::find(header_, name);
  if (it == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - header_.begin());
}

std::optional<CsvTable> read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                                 Diagnostics& diagnostics) {
  CsvTable table;
  table.file_ = file;
  Parser parser;
  Rows rows;
  bool good = true;
  int line = 0;
  int first_line_of_row = 1;
  const auto error = [&](int at, std::string message) {
    diagnostics.error({file, at, 0}, "", std::move(message));
    good = false;
  };
  // Line by line, so that a row knows where it starts even if a quoted cell before it had line breaks.
  const auto take_rows = [&] {
    for (std::vector<std::string>& row : rows.finished) {
      if (table.header_.empty()) {
        table.header_ = std::move(row);
        table.header_line_ = first_line_of_row;
        for (const std::string& name : table.header_) {
          if (std::ranges::count(table.header_, name) > 1)
            error(first_line_of_row, format("column '{}' stands twice", name));
        }
      } else if (row.size() != table.header_.size()) {
        error(first_line_of_row, format("{} cells in a table of {} columns", row.size(), table.header_.size()));
      } else {
        std::ranges::move(row, std::back_inserter(table.cells_));
        table.lines_.push_back(first_line_of_row);
      }
      first_line_of_row = line + 1;
    }
    rows.finished.clear();
  };
  while (!text.empty() && good) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(end);
    ++line;
    if (table.header_.empty() && rows.current.empty() && piece.starts_with('#')) {
      first_line_of_row = line + 1;
      continue;
    }
    if (!parser.feed(piece, rows)) error(line, "a quote that is neither doubled nor at the end of its cell");
    take_rows();
  }
  if (good && !parser.finish(rows)) error(first_line_of_row, "a quote that is not closed");
  ++line;
  take_rows();
  if (good && table.header_.empty()) error(1, "an empty table; expected a header");
  if (!good) return std::nullopt;
  return table;
}

}  // namespace bitpareto
