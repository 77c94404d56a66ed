// SPDX-License-Identifier: Apache-2.0
/// Printing: results to standard output or a file, everything else to standard error.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "core/system/error.h"
#include "core/system/output_file.h"
#include "core/table/packed_rows.h"
#include "core/table/table.h"

namespace bitpareto::cli {

/// Where the results of a command go. Made once its inputs are open and before anything is computed, so that an output
/// that would replace an input, or cannot be written, is refused at once.
class Output {
 public:
  /// Standard output if the file's name is empty. Throws as OutputFile does.
  explicit Output(const OutputArguments& arguments);
  explicit Output(const std::string& file) : Output{OutputArguments{.format = Format::table, .file = file}} {}

  /// All of the results, as a table in the form that was asked for. Call once, or write() and finish().
  void print(const Table& table);
  /// The same for rows that come one after the other: `next` adds one to its argument, or returns that there is none; a thread of
  /// its own calls it. What is in memory does not grow with their number.
  void print(const std::vector<Column>& columns, const std::function<bool(PackedRows&)>& next);
  /// All of the results, as text.
  void print(const std::string& text);
  /// A part of the results. An IoError says what failed.
  void write(std::string_view text);
  /// Nothing more comes: a file appears under its name.
  void finish();

 private:
  Format format_;
  std::optional<OutputFile> file_;  // none: standard output
};

/// All results of a command that computes nothing.
void print(const Table& table, const OutputArguments& output);
void write_result(const std::string& text, const std::string& file);
/// A line to standard error.
void say(const std::string& line);
/// Every diagnostic on a line of its own to standard error.
void say(const std::vector<Diagnostic>& diagnostics);

}  // namespace bitpareto::cli
