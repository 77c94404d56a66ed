// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

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

[[noreturn]] void fail(const std::string& file) { throw IoError{file + " cannot be written: " + std::strerror(errno)}; }

}  // namespace

void write_result(const std::string& text, const std::string& file) {
  if (file.empty()) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
      fail("standard output");
    return;
  }
  // A device or pipe is written as it is; a file is replaced by a whole one.
  const bool replace = !std::filesystem::exists(file) || std::filesystem::is_regular_file(file);
  const std::string target = replace ? file + ".part" : file;
  std::FILE* const stream = std::fopen(target.c_str(), "wb");
  if (stream == nullptr) fail(file);
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  if (std::fclose(stream) != 0 || !written) {
    if (replace) std::remove(target.c_str());
    fail(file);
  }
  if (replace && std::rename(target.c_str(), file.c_str()) != 0) fail(file);
}

void print(const Table& table, const OutputArguments& output) {
  write_result(formatted(table, output.format), output.file);
}

void say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

void say(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& d : diagnostics) say(d.text());
}

}  // namespace bitpareto::cli
