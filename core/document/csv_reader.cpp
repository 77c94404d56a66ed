// SPDX-License-Identifier: Apache-2.0
#include "core/document/csv_reader.h"

#include <csv.h>

#include <algorithm>
#include <unordered_set>

#include "core/base/limits.h"
#include "core/text/cell.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto {

namespace {

/// What libcsv's callbacks collect: the cells of the row that is being read, and a place for finished rows.
struct Rows {
  std::vector<std::string> current;
  std::vector<std::vector<std::string>> finished;
  bool has_long_cell = false;
};

void take_cell(void* cell, std::size_t size, void* rows) {
  auto& all = *static_cast<Rows*>(rows);
  all.has_long_cell = all.has_long_cell || size > limits::csv_cell_bytes;
  // One more than may be, so that what is too much is seen; no more, so that it costs nothing.
  if (all.has_long_cell || all.current.size() > limits::csv_columns) return;
  all.current.emplace_back(original_text({static_cast<const char*>(cell), size}));
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
        if (table.header_.size() > limits::csv_columns) {
          error(first_line_of_row, format("more than {} columns", grouped(limits::csv_columns)));
          break;
        }
        std::unordered_set<std::string_view> names;
        for (const std::string& name : table.header_) {
          if (!names.insert(name).second) error(first_line_of_row, format("column '{}' stands twice", name));
        }
      } else if (row.size() != table.header_.size()) {
        error(first_line_of_row, format("{} cell{} in a table of {} columns", row.size(), row.size() == 1 ? "" : "s", table.header_.size()));
      } else {
        std::ranges::move(row, std::back_inserter(table.cells_));
        table.lines_.push_back(first_line_of_row);
        if (table.lines_.size() > limits::csv_rows) {
          error(first_line_of_row, format("more than {} rows", grouped(limits::csv_rows)));
        } else if (table.cells_.size() > limits::csv_cells) {
          error(first_line_of_row, format("more than {} cells", grouped(limits::csv_cells)));
        }
        if (!good) break;
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
    if (rows.has_long_cell) {
      error(first_line_of_row, format("a cell of more than {} bytes", grouped(limits::csv_cell_bytes)));
      break;
    }
    take_rows();
    if (rows.current.size() > limits::csv_columns) {
      error(first_line_of_row, format("more than {} cells in one row", grouped(limits::csv_columns)));
    }
  }
  if (good && !parser.finish(rows)) error(first_line_of_row, "a quote that is not closed");
  ++line;
  take_rows();
  if (good && table.header_.empty()) error(1, "an empty table; expected a header");
  if (!good) return std::nullopt;
  return table;
}

}  // namespace bitpareto
