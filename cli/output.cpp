// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

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

void Output::print(const Table& table) { print(formatted(table, format_)); }

void print(const Table& table, const OutputArguments& output) { Output{output}.print(table); }

void write_result(const std::string& text, const std::string& file) { Output{file}.print(text); }

void say(const std::string& line) { std::fprintf(stderr, "%s\n", printable_lines(line).c_str()); }

void say(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& d : diagnostics) say(d.text());
}

}  // namespace bitpareto::cli
