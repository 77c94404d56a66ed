// SPDX-License-Identifier: Apache-2.0
/// A results database that is gone with its object.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace bitpareto::bench {

/// A path of this process's own where there is no file before and after. One at a time.
class TemporaryDatabase {
 public:
  TemporaryDatabase() { remove(); }
  ~TemporaryDatabase() { remove(); }
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path_.string() + suffix);
  }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("bitpareto-bench-" + std::to_string(getpid()) + ".db");
};

}  // namespace bitpareto::bench
