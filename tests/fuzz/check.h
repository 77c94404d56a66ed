// SPDX-License-Identifier: Apache-2.0
/// What holds for every reader, whatever the bytes.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/system/error.h"

namespace bitpareto::fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// A reader gives something or says why not; complaints are few, short and fit for a terminal.
inline void check(bool has_result, const Diagnostics& diagnostics) {
  require(has_result != diagnostics.has_errors());
  const std::vector<Diagnostic> shown = diagnostics.in_file_order();
  require(shown.size() <= limits::complaints + 6);
  for (const Diagnostic& d : shown) {
    const std::string text = d.text();
    require(text.size() < 10 * limits::complaint_bytes);
    for (const char c : text) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

/// A file that holds `bytes`; there is one at a time.
inline std::filesystem::path file_of(std::string_view bytes) {
  static const int file = memfd_create("input", 0);
  require(ftruncate(file, 0) == 0);
  require(pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace bitpareto::fuzz
