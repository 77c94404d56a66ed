// SPDX-License-Identifier: Apache-2.0
#include "core/system/error.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/text/number.h"
#include "core/text/printable.h"

namespace bitpareto {

std::string to_text(const Place& place) {
  if (!place.file) return {};
  std::string text = *place.file;
  if (place.line > 0) text += ":" + std::to_string(place.line);
  if (place.column > 0) text += ":" + std::to_string(place.column);
  return text;
}

std::string Diagnostic::text() const {
  std::string line = to_text(place);
  if (!line.empty()) line += ": ";
  if (severity == Severity::warning) line += "warning: ";
  if (!path.empty()) line += path + ": ";
  // A query is shown with its mistake marked below it; what stands in a file has a place instead, and is one line.
  return place.file ? printable(line + message) : printable_lines(line + message);
}

std::size_t error_count(const std::vector<Diagnostic>& diagnostics) {
  std::size_t count = 0;
  for (const Diagnostic& d : diagnostics) count += d.severity == Severity::error ? d.stands_for : 0;
  return count;
}

namespace {

constexpr std::string_view setting_prefix = "--set ";

std::string name_of(const Place& place) { return place.file ? *place.file : std::string{}; }

/// A message without its numbers and what stands in quotes.
void append_kind(std::string& out, std::string_view message) {
  bool quoted = false;
  for (const char c : message) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (!quoted && !(c >= '0' && c <= '9')) {
      out += c;
    }
  }
}

/// Complaints of one kind at one place are one. Where only the file is known, the path and the whole message tell them
/// apart.
std::string kind_of(Severity severity, const Place& place, std::string_view path, std::string_view message) {
  std::string kind{severity == Severity::error ? 'e' : 'w'};
  kind += to_text(place) + '\n';
  if (place.line == 0 && place.column == 0) {
    kind.append(path).append("\n").append(message);
  } else {
    append_kind(kind, path);
    kind += '\n';
    append_kind(kind, message);
  }
  return kind;
}

std::string count_text(std::size_t count, bool alone) {
  return (alone ? "" : "and ") + grouped(count) + (alone ? "" : " more") + (count == 1 ? " problem" : " problems") +
         (alone ? ", not shown" : "");
}

}  // namespace

bool Diagnostics::is_full(Severity severity) const {
  return (severity == Severity::error ? kept_errors_ : kept_warnings_) >= limits::complaints_kept;
}

void Diagnostics::count_only(Severity severity, const Place& place, std::size_t count) {
  if (severity == Severity::warning) return;
  error_count_ += count;
  // Names of files are input as well: beyond so many the count goes without a name.
  const std::string name = unkept_.size() < limits::complaints_kept ? name_of(place) : std::string{};
  unkept_[name] += count;
}

void Diagnostics::add(Severity severity, const Place& place, std::string_view path, std::string message) {
  if (is_full(severity)) return count_only(severity, place);
  if (!kinds_.insert(kind_of(severity, place, path, message)).second) return;
  list_.push_back({severity, place, shortened(path, limits::complaint_bytes),
                   shortened(message, limits::complaint_bytes)});
  ++(severity == Severity::error ? kept_errors_ : kept_warnings_);
  error_count_ += severity == Severity::error ? 1 : 0;
}

void Diagnostics::error(const Place& place, std::string_view path, std::string message) {
  add(Severity::error, place, path, std::move(message));
}

void Diagnostics::warning(const Place& place, std::string_view path, std::string message) {
  add(Severity::warning, place, path, std::move(message));
}

void Diagnostics::append(const Diagnostics& other) {
  for (const Diagnostic& d : other.list_) add(d.severity, d.place, d.path, d.message);
  for (const auto& [file, count] : other.unkept_) {
    count_only(Severity::error, {std::make_shared<const std::string>(file), 0, 0}, count);
  }
}

std::vector<Diagnostic> Diagnostics::in_file_order() const {
  std::map<std::string, std::size_t> files;  // by their first mention
  for (const Diagnostic& d : list_) files.emplace(name_of(d.place), files.size());
  const auto rank = [&](const Diagnostic& d) {
    const std::string name = name_of(d.place);
    if (name.starts_with(setting_prefix)) {
      if (const auto number = parse_whole(std::string_view{name}.substr(setting_prefix.size())))
        return files.size() + *number;
    }
    return files.at(name);
  };
  struct Ranked {
    std::size_t file;
    const Diagnostic* diagnostic;
  };
  std::vector<Ranked> sorted;
  for (const Diagnostic& d : list_) sorted.push_back({rank(d), &d});
  std::stable_sort(sorted.begin(), sorted.end(), [](const Ranked& a, const Ranked& b) {
    if (a.file != b.file) return a.file < b.file;
    if (a.diagnostic->place.line != b.diagnostic->place.line)
      return a.diagnostic->place.line < b.diagnostic->place.line;
    return a.diagnostic->place.column < b.diagnostic->place.column;
  });
  // Errors first come, first shown; then warnings while there is room.
  std::size_t errors_left = limits::complaints;
  std::size_t warnings_left = limits::complaints - std::min(limits::complaints, kept_errors_);
  std::vector<Diagnostic> shown;
  std::map<std::string, std::size_t> more = unkept_;
  std::map<std::string, bool> mentioned;
  for (const Ranked& r : sorted) {
    const bool is_error = r.diagnostic->severity == Severity::error;
    std::size_t& left = is_error ? errors_left : warnings_left;
    if (left > 0) {
      --left;
      mentioned[name_of(r.diagnostic->place)] = true;
      shown.push_back(*r.diagnostic);
    } else if (is_error) {
      more[name_of(r.diagnostic->place)] += 1;
    }
  }
  constexpr std::size_t most_counts = 5;  // files whose counts are named; the others' are one
  std::size_t others = 0;
  std::size_t counted = 0;
  for (const auto& [file, count] : more) {
    if (counted++ >= most_counts) {
      others += count;
      continue;
    }
    shown.push_back({Severity::error, {std::make_shared<const std::string>(file), 0, 0}, "",
                     count_text(count, !mentioned.contains(file)), count});
    if (file.empty()) shown.back().place.file = nullptr;
  }
  if (others > 0) shown.push_back({Severity::error, {}, "", count_text(others, false) + " in other files", others});
  return shown;
}

void Diagnostics::throw_if_errors() const {
  if (has_errors()) throw ConfigError{in_file_order()};
}

namespace {
std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics) text += (text.empty() ? "" : "\n") + d.text();
  return text;
}
}  // namespace

ConfigError::ConfigError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error{joined(diagnostics)}, diagnostics_{std::move(diagnostics)} {}

ConfigError::ConfigError(const std::string& message)
    : std::runtime_error{message}, diagnostics_{Diagnostic{Severity::error, {}, {}, message}} {}

}  // namespace bitpareto
