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
  Parser() { csv_init(&parser_, options); }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  [[nodiscard]] bool feed(std::string_view text, Rows& rows) {
    return csv_parse(&parser_, text.data(), text.size(), take_cell, end_row, &rows) == text.size();
  }
  [[nodiscard]] bool finish(Rows& rows) { return csv_fini(&parser_, take_cell, end_row, &rows) == 0; }
  /// Forgets the row that was begun.
  void restart() {
    csv_free(&parser_);
    csv_init(&parser_, options);
  }

 private:
  static constexpr unsigned char options = CSV_STRICT | CSV_STRICT_FINI;
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
  std::size_t row_count = 0;  // wrong ones included
  std::size_t cell_count = 0;
  bool goes_on = true;
  int line = 0;
  int first_line_of_row = 1;
  const auto error = [&](int at, auto make) { diagnostics.error({file, at, 0}, "", make); };
  // A wrong row is no reason not to look at the others; a wrong header is, and so is a limit.
  const auto stop = [&](int at, auto make) {
    error(at, make);
    goes_on = false;
  };
  const auto take_header = [&](std::vector<std::string> header) {
    table.header_ = std::move(header);
    table.header_line_ = first_line_of_row;
    if (table.header_.size() > limits::csv_columns) {
      return stop(first_line_of_row, [] { return format("more than {} columns", grouped(limits::csv_columns)); });
    }
    std::unordered_set<std::string_view> names;
    for (const std::string& name : table.header_) {
      if (!names.insert(name).second) {
        stop(first_line_of_row, [&] { return format("column '{}' stands twice", name); });
      }
    }
  };
  const auto take_row = [&](std::vector<std::string> row) {
    cell_count += row.size();
    if (++row_count > limits::csv_rows) {
      stop(first_line_of_row, [] { return format("more than {} rows", grouped(limits::csv_rows)); });
    } else if (cell_count > limits::csv_cells) {
      stop(first_line_of_row, [] { return format("more than {} cells", grouped(limits::csv_cells)); });
    } else if (row.size() > limits::csv_columns) {
      error(first_line_of_row, [] { return format("more than {} cells in one row", grouped(limits::csv_columns)); });
    } else if (row.size() != table.header_.size()) {
      error(first_line_of_row, [&] {
        return format("{} cell{} in a table of {} columns", row.size(), row.size() == 1 ? "" : "s", table.header_.size());
      });
    } else {
      std::ranges::move(row, std::back_inserter(table.cells_));
      table.lines_.push_back(first_line_of_row);
    }
  };
  // Line by line, so that a row knows where it starts even if a quoted cell before it had line breaks.
  const auto take_rows = [&] {
    for (std::vector<std::string>& row : rows.finished) {
      if (!goes_on) break;
      table.header_.empty() ? take_header(std::move(row)) : take_row(std::move(row));
      first_line_of_row = line + 1;
    }
    rows.finished.clear();
  };
  const auto forget_row = [&] {
    parser.restart();
    rows = {};
    first_line_of_row = line + 1;
  };
  while (!text.empty() && goes_on) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(end);
    ++line;
    if (table.header_.empty() && rows.current.empty() && piece.starts_with('#')) {
      first_line_of_row = line + 1;
      continue;
    }
    const bool is_fed = parser.feed(piece, rows);
    if (rows.has_long_cell) {
      error(first_line_of_row, [] { return format("a cell of more than {} bytes", grouped(limits::csv_cell_bytes)); });
      // One that runs over lines is a quote that nobody closed, and what follows it means nothing.
      if (table.header_.empty() || first_line_of_row != line) goes_on = false;
      forget_row();
      continue;
    }
    take_rows();
    if (!is_fed) {
      error(line, [] { return std::string{"a quote that is neither doubled nor at the end of its cell"}; });
      if (table.header_.empty()) goes_on = false;
      forget_row();
    } else if (rows.current.size() > limits::csv_columns) {
      stop(first_line_of_row, [] { return format("more than {} cells in one row", grouped(limits::csv_columns)); });
    }
  }
  if (goes_on) {
    if (!parser.finish(rows)) stop(first_line_of_row, [] { return std::string{"a quote that is not closed"}; });
    ++line;
    take_rows();
    if (goes_on && table.header_.empty()) stop(1, [] { return std::string{"an empty table; expected a header"}; });
  }
  if (table.header_.empty() || !goes_on) return std::nullopt;
  return table;
}

}  // namespace bitpareto
