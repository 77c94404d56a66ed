// SPDX-License-Identifier: Apache-2.0
#include "core/text/misread.h"

#include <charconv>
#include <cstdint>

#include "core/text/number.h"

namespace bitpareto {

namespace {

/// "32, 64" of "32,64" or "32 64"; empty if the parts are not two numbers or more.
std::string several_numbers(std::string_view text) {
  std::string list;
  std::size_t count = 0;
  while (true) {
    const std::size_t end = text.find_first_of(" ,");
    if (const std::string_view part = text.substr(0, end); !part.empty()) {
      if (!parse_number(part)) return {};
      list.append(count++ == 0 ? "" : ", ").append(part);
    }
    if (end == std::string_view::npos) return count < 2 ? "" : list;
    text.remove_prefix(end + 1);
  }
}

/// The text without a character that people put between digits, if it is a number then; empty otherwise.
std::string without(std::string_view text, char separator) {
  std::string rest{text};
  if (std::erase(rest, separator) == 0 || !parse_number(rest)) return {};
  return rest;
}

}  // namespace

std::string misread_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    std::uint64_t value = 0;
    const char* const last = text.data() + text.size();
    if (const auto [end, error] = std::from_chars(text.data() + 2, last, value, 16);
        error == std::errc{} && end == last) {
      return "is hexadecimal; write " + std::to_string(value);
    }
  }
  if (text.size() > 1 && text.starts_with('.') && parse_number("0" + std::string{text})) {
    return "begins with a point; write 0" + std::string{text};
  }
  if (text.size() > 1 && text.ends_with('.') && parse_number(text.substr(0, text.size() - 1))) {
    return "ends in a point; write " + std::string{text.substr(0, text.size() - 1)};
  }
  if (const std::string list = several_numbers(text); !list.empty()) {
    return "is several numbers; a list is written [" + list + "]";
  }
  if (const std::string number = without(text, '_'); !number.empty()) return "has '_' in it; write " + number;
  if (const std::string number = without(text, ','); !number.empty()) return "has ',' in it; write " + number;
  return {};
}

}  // namespace bitpareto
