// SPDX-License-Identifier: Apache-2.0
#include "core/system/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/limits.h"
#include "core/system/output_file.h"
#include "core/text/number.h"

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

std::string cannot_be_read() { return std::string{"cannot be read: "} + std::strerror(errno); }

/// A file that is open for reading. Opening never waits: a named pipe would, for somebody to write to it.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)} {
    struct stat status {};
    if (descriptor_ >= 0 && fstat(descriptor_, &status) == 0) mode_ = status.st_mode;
    if (descriptor_ >= 0 && !S_ISFIFO(mode_)) fcntl(descriptor_, F_SETFL, 0);  // a terminal is waited for
  }
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] bool is_folder() const { return S_ISDIR(mode_); }
  [[nodiscard]] bool is_pipe() const { return S_ISFIFO(mode_); }

  /// The next bytes; none at the end. Of a pipe that somebody holds open they are waited for, for a while.
  [[nodiscard]] Result<std::size_t> read(char* to, std::size_t most) {
    while (true) {
      const ssize_t got = ::read(descriptor_, to, most);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return Failure{cannot_be_read()};
      pollfd wait{descriptor_, POLLIN, 0};
      if (::poll(&wait, 1, limits::pipe_milliseconds) == 0) {
        return Failure{"is a pipe from which nothing has come for " + std::to_string(limits::pipe_milliseconds / 1000) +
                       " s"};
      }
    }
  }

 private:
  int descriptor_;
  mode_t mode_ = 0;
};

Result<std::string> read_whole(const std::filesystem::path& path, std::size_t most_bytes, bool is_input) {
  OpenFile file{path};
  if (!file.is_open()) return Failure{cannot_be_read()};
  if (file.is_folder()) return Failure{"is a directory; expected a file"};
  if (is_input) note_input(path);
  std::string text;
  char buffer[65536];
  while (true) {
    const Result<std::size_t> got = file.read(buffer, sizeof buffer);
    if (!got) return Failure{got.error()};
    if (*got == 0) break;
    text.append(buffer, *got);
    if (text.size() > most_bytes) {
      return Failure{"is larger than " + grouped(most_bytes) + " bytes, the most that such a file may have"};
    }
  }
  if (text.empty() && file.is_pipe()) return Failure{"is a pipe that nobody writes to"};
  if (const std::size_t bad = first_bad_byte(text); bad != std::string::npos) {
    return Failure{"is not text: byte " + grouped(bad + 1) + " is not UTF-8 or is a control character"};
  }
  return text;
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& path, std::size_t most_bytes) {
  return read_whole(path, most_bytes, true);
}

Result<std::string> read_rewritable_text(const std::filesystem::path& path, std::size_t most_bytes) {
  return read_whole(path, most_bytes, false);
}

}  // namespace bitpareto
