// SPDX-License-Identifier: Apache-2.0
#include "core/text/printable.h"

#include <cstdint>

#include "core/text/format.h"

namespace bitpareto {

namespace {

/// Bytes of the well-formed UTF-8 character at the start of `text` (RFC 3629) and the character; 0 bytes if there is
/// none.
struct Decoded {
  std::size_t bytes = 0;
  std::uint32_t character = 0;
};

Decoded decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {1, first};
  const std::size_t bytes = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (bytes == 0 || bytes > text.size()) return {};
  std::uint32_t character = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return {};
    character = character << 6U | (next & 0x3fU);
  }
  const bool overlong = (bytes == 3 && character < 0x800) || (bytes == 4 && character < 0x10000);
  if (overlong || (character >= 0xd800 && character < 0xe000) || character > 0x10ffff) return {};
  return {bytes, character};
}

bool is_control(std::uint32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

/// Line and paragraph separators, marks and overrides of direction (UAX #9), the byte order mark.
bool is_deceptive(std::uint32_t c) {
  return c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [bytes, character] = decode(text);
    if (bytes == 0) {
      out += format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(text[0])));
      text.remove_prefix(1);
      continue;
    }
    if (is_control(character)) {
      out += format("\\x{:02x}", character);
    } else if (is_deceptive(character)) {
      out += format("\\u{:04x}", character);
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80; };
  std::size_t head = (most - 5) / 2;
  std::size_t tail = text.size() - head;
  while (head > 0 && continues(head)) --head;
  while (tail < text.size() && continues(tail)) ++tail;
  return std::string{text.substr(0, head)} + " ... " + std::string{text.substr(tail)};
}

}  // namespace bitpareto
