// SPDX-License-Identifier: Apache-2.0
/// What is wrong with a command line, in words as good as those for files: what was found, what is expected, a
/// suggestion. The parser says only that something is wrong.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bitpareto::cli {

/// An option or argument of a command, as its parser has it.
struct KnownOption {
  std::vector<std::string> names;  // "--output", "-o"; of an argument: "SPACE"
  std::string value;               // "FILE"; empty: a flag
  std::string meaning;
  bool required = false;
  bool repeatable = false;
  bool is_argument = false;  // known by its place, not by a name
};

struct KnownCommand {
  std::string name;
  std::vector<KnownOption> options;
};

/// The first mistake among `words`, a command line without the program's name; nothing if none is found. Values are
/// checked against what their options take, whose meaning is the same in every command.
[[nodiscard]] std::optional<std::string> argument_error(std::span<const std::string> words,
                                                        std::span<const KnownCommand> commands);

}  // namespace bitpareto::cli
