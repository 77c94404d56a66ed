// SPDX-License-Identifier: Apache-2.0
/// Printing: results to standard output or a file, everything else to standard error.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "core/error.h"
#include "core/table.h"

namespace bitpareto::cli {

/// Prints a table as the command line wants it.
void print(const Table& table, const OutputArguments& output);
/// Writes results to a file that appears whole or not at all, or to standard output if `file` is empty. An IoError says
/// what failed.
void write_result(const std::string& text, const std::string& file);
/// A line to standard error.
void say(const std::string& line);
/// Every diagnostic on a line of its own to standard error.
void say(const std::vector<Diagnostic>& diagnostics);

}  // namespace bitpareto::cli
