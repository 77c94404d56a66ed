// SPDX-License-Identifier: Apache-2.0
#include "core/text/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/text/number.h"
#include "core/text/output_file.h"

namespace bitpareto {

namespace {

/// Index of the first byte that is not valid UTF-8 (RFC 3629), or that is a control character no text has; npos if
/// none.
std::size_t first_bad_byte(const std::string& text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    std::size_t length = 1;
    if (c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c == 0x7f) return i;
    if (c >= 0x80) {
      length = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
      if (length == 0 || i + length > text.size()) return i;
      for (std::size_t k = 1; k < length; ++k) {
        if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
      }
      const auto second = static_cast<unsigned char>(text[i + 1]);
      const bool overlong = (c == 0xe0 && second < 0xa0) || (c == 0xf0 && second < 0x90);
      const bool outside = (c == 0xed && second >= 0xa0) || (c == 0xf4 && second >= 0x90);
      if (overlong || outside) return i;
    }
    i += length;
  }
  return std::string::npos;
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& path, std::size_t most_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return Failure{"is a directory; expected a file"};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"), std::fclose};
  if (!file) return Failure{std::string{"cannot be read: "} + std::strerror(errno)};
  note_input(path);
  std::string text;
  char buffer[65536];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) {
    text.append(buffer, got);
    if (text.size() > most_bytes) {
      return Failure{"is larger than " + grouped(most_bytes) + " bytes, the most that such a file may have"};
    }
  }
  if (std::ferror(file.get()) != 0) return Failure{std::string{"cannot be read: "} + std::strerror(errno)};
  if (const std::size_t bad = first_bad_byte(text); bad != std::string::npos) {
    return Failure{"is not text: byte " + grouped(bad + 1) + " is not UTF-8 or is a control character"};
  }
  return text;
}

}  // namespace bitpareto
