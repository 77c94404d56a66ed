// SPDX-License-Identifier: Apache-2.0
/// What can go wrong for a whole run: mistakes in the input, each with its place, and failures of the machine.
#pragma once

#include <concepts>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bitpareto {

/// Where in the input something stands. Lines and columns count from 1; 0 means that there is none to name.
struct Place {
  std::shared_ptr<const std::string> file;  // as the user wrote it, or "--set N"; null: no file
  int line = 0;
  int column = 0;
};

/// `FILE:LINE:COLUMN`, without the parts that are unknown.
[[nodiscard]] std::string to_text(const Place& place);

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string path;     // "explorer.crossover_rate"; empty for the file as a whole
  std::string message;  // what was found, what was expected, a suggestion
  std::size_t stands_for = 1;  // complaints: more than one where the others are only counted

  /// One line, fit for a terminal: `FILE:LINE:COLUMN: PATH: MESSAGE`.
  [[nodiscard]] std::string text() const;
};

/// How many errors a list of diagnostics stands for.
[[nodiscard]] std::size_t error_count(const std::vector<Diagnostic>& diagnostics);

/// Collects every mistake of the input, so that the user sees all of them at once. The one place that limits
/// complaints: those of one kind (equal but for numbers and what is in quotes) at one place are one, and of all no more
/// than limits::complaints are shown, followed by counts of the others. Not thread-safe.
class Diagnostics {
 public:
  void error(const Place& place, std::string_view path, std::string message);
  void warning(const Place& place, std::string_view path, std::string message);
  /// The same with a message that is made only if it can be shown: for complaints in a loop whose words are costly.
  template <std::invocable Make>
  void error(const Place& place, std::string_view path, Make make) {
    if (is_full(Severity::error)) return count_only(Severity::error, place);
    error(place, path, std::string{make()});
  }
  /// Everything that `other` holds.
  void append(const Diagnostics& other);

  [[nodiscard]] bool has_errors() const { return error_count_ > 0; }
  /// All of them, shown or not.
  [[nodiscard]] std::size_t error_count() const { return error_count_; }
  /// What is shown, in the order in which they stand: files in the order of their first mention, `--set N` last. Where
  /// there are errors, warnings fill what room they leave. Files whose complaints are not all shown end in a count.
  [[nodiscard]] std::vector<Diagnostic> in_file_order() const;
  /// Throws ConfigError if there is any error.
  void throw_if_errors() const;

 private:
  [[nodiscard]] bool is_full(Severity severity) const;
  void count_only(Severity severity, const Place& place, std::size_t count = 1);
  void add(Severity severity, const Place& place, std::string_view path, std::string message);

  std::vector<Diagnostic> list_;
  std::size_t kept_errors_ = 0, kept_warnings_ = 0;
  std::set<std::string> kinds_;                 // place and kind of each of list_
  std::map<std::string, std::size_t> unkept_;   // errors that were only counted, by file
  std::size_t error_count_ = 0;
};

/// The input is wrong; nothing was run. Exit status 2.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<Diagnostic> diagnostics);
  /// One mistake that has no place in a file: a command line, a query.
  explicit ConfigError(const std::string& message);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// The machine failed: disk, permissions, memory. What was committed is kept. Exit status 3.
class IoError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The database failed: locked, damaged, full. What was committed is kept. Exit status 3.
class DbError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bitpareto
