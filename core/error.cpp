// SPDX-License-Identifier: Apache-2.0
#include "core/error.h"

#include <algorithm>

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
  return line + message;
}

void Diagnostics::error(const Place& place, std::string_view path, std::string message) {
  list_.push_back({Severity::error, place, std::string{path}, std::move(message)});
  ++error_count_;
}

void Diagnostics::warning(const Place& place, std::string_view path, std::string message) {
  list_.push_back({Severity::warning, place, std::string{path}, std::move(message)});
}

std::vector<Diagnostic> Diagnostics::in_file_order() const {
  std::vector<std::string> files;
  const auto rank = [&](const Diagnostic& d) {
    const std::string name = d.place.file ? *d.place.file : std::string{};
    if (name.starts_with("--set "))
      return files.size() + 1'000'000 + static_cast<std::size_t>(std::stoi(name.substr(6)));
    return static_cast<std::size_t>(std::find(files.begin(), files.end(), name) - files.begin());
  };
  for (const Diagnostic& d : list_) {
    const std::string name = d.place.file ? *d.place.file : std::string{};
    if (std::find(files.begin(), files.end(), name) == files.end()) files.push_back(name);
  }
  std::vector<Diagnostic> sorted = list_;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const std::size_t ra = rank(a);
    const std::size_t rb = rank(b);
    if (ra != rb) return ra < rb;
    if (a.place.line != b.place.line) return a.place.line < b.place.line;
    return a.place.column < b.place.column;
  });
  return sorted;
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
