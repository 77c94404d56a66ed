// SPDX-License-Identifier: Apache-2.0
/// What holds for every reader, whatever the bytes.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/system/error.h"

namespace bitpareto::fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Complaints are few, short and fit for a terminal.
inline void check(const std::vector<Diagnostic>& shown) {
  require(shown.size() <= limits::complaints + 6);
  for (const Diagnostic& d : shown) {
    const std::string text = d.text();
    require(text.size() < 10 * limits::complaint_bytes);
    for (const char c : text) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

/// A reader gives something or says why not.
inline void check(bool has_result, const Diagnostics& diagnostics) {
  require(has_result != diagnostics.has_errors());
  check(diagnostics.in_file_order());
}

/// A refusal without a place is a sentence: something, and no more than fits a screen.
inline void check(const std::exception& refusal) {
  const std::string_view text = refusal.what();
  require(!text.empty() && text.size() < 10 * limits::complaint_bytes);
}

/// A file that holds `bytes`; there is one at a time.
inline std::filesystem::path file_of(std::string_view bytes) {
  static const int file = memfd_create("input", 0);
  require(ftruncate(file, 0) == 0);
  require(pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return "/proc/self/fd/" + std::to_string(file);
}

/// A folder of this process, gone with it, for what must lie under a name: a database and the files beside it.
class Folder {
 public:
  Folder() { std::filesystem::create_directories(path_); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }
  void clear() const {
    for (const auto& entry : std::filesystem::directory_iterator{path_}) std::filesystem::remove(entry.path());
  }
  [[nodiscard]] std::ptrdiff_t files() const { return std::distance(std::filesystem::directory_iterator{path_}, {}); }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / ("bitpareto-fuzz-" + std::to_string(getpid()));
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream{path, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace bitpareto::fuzz
