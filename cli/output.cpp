// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/read_ahead.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/printable.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/table.h"

namespace bitpareto::cli {

namespace {

std::string formatted(const Table& table, Format format) {
  switch (format) {
    case Format::table:
      return reports::text_table(table);
    case Format::csv:
      return reports::csv(table);
    case Format::json:
      return reports::json(table);
    case Format::jsonl:
      return reports::json_lines(table);
  }
  return {};
}

}  // namespace

Output::Output(const OutputArguments& arguments) : format_{arguments.format} {
  if (!arguments.file.empty()) file_.emplace(arguments.file);
}

void Output::write(std::string_view text) {
  if (file_) {
    file_->write(text);
  } else if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw IoError{format("standard output cannot be written: {}", std::strerror(errno))};
  }
}

void Output::finish() {
  if (file_) {
    file_->commit();
  } else if (std::fflush(stdout) != 0) {
    throw IoError{format("standard output cannot be written: {}", std::strerror(errno))};
  }
}

void Output::print(const std::string& text) {
  write(text);
  finish();
}

void Output::print(const std::vector<Column>& columns, const std::function<bool(PackedRows&)>& next) {
  constexpr std::size_t written_at_once = 1 << 16;
  ReadAhead rows{next};
  std::string text;
  const auto for_each_row = [&](const auto& append) {
    while (const std::vector<Cell>* row = rows.next()) {
      append(*row);
      if (text.size() < written_at_once) continue;
      write(text);
      text.clear();
    }
  };
  switch (format_) {
    case Format::table: {
      // Columns are as wide as the first rows need, which are more than anybody reads.
      constexpr std::size_t measured_rows = 10'000;
      Table first{.columns = columns, .rows = {}};
      while (first.rows.size() < measured_rows) {
        const std::vector<Cell>* row = rows.next();
        if (row == nullptr) break;
        first.rows.push_back(*row);
      }
      const reports::TextColumns layout{first};
      text = layout.header();
      for (const std::vector<Cell>& row : first.rows) text += layout.line(row);
      if (first.rows.size() == measured_rows) for_each_row([&](const auto& row) { text += layout.line(row); });
      break;
    }
    case Format::csv: {
      reports::append_csv_header(text, columns);
      reports::CsvLines lines{columns.size()};
      for_each_row([&](const auto& row) { lines.append(text, row); });
      break;
    }
    case Format::json: {
      const char* before = "[\n";
      for_each_row([&](const auto& row) {
        text += before + reports::json_object(columns, row);
        before = ",\n";
      });
      text += before[0] == '[' ? "[\n]\n" : "\n]\n";
      break;
    }
    case Format::jsonl:
      for_each_row([&](const auto& row) { text += reports::json_object(columns, row) + "\n"; });
      break;
  }
  write(text);
  finish();
}

void Output::print(const Table& table) {
  if (format_ != Format::csv) return print(formatted(table, format_));
  reports::write_csv(table, hardware_threads(), [&](std::string_view text) { write(text); });
  finish();
}

void print(const Table& table, const OutputArguments& output) { Output{output}.print(table); }

void write_result(const std::string& text, const std::string& file) { Output{file}.print(text); }

void say(const std::string& line) { std::fprintf(stderr, "%s\n", printable_lines(line).c_str()); }

void say(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& d : diagnostics) say(d.text());
}

}  // namespace bitpareto::cli
