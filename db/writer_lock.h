// SPDX-License-Identifier: Apache-2.0
/// One writer per database: a file beside it that a living process holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bitpareto::db {

/// Who writes to a database now.
struct Writer {
  std::int64_t process = 0;
  std::int64_t run = 0;  // 0: none yet
};

/// The right to write to a database, for as long as the object lives. The kernel takes it back from a process that ends,
/// however it ends, so a lock that is held means that its holder lives.
class WriterLock {
 public:
  /// Takes it. A DbError names the process that has it, or says why there is none: the folder may not be written, or lies
  /// on another machine.
  explicit WriterLock(const std::filesystem::path& database);
  /// Gives it back and takes the file away.
  ~WriterLock();
  /// Says which run is written.
  void writes(std::int64_t run);
  WriterLock(const WriterLock&) = delete;  // the lock is this object's
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Who writes to the database now; nobody if there is no lock or its holder is gone.
[[nodiscard]] std::optional<Writer> writer_of(const std::filesystem::path& database);

}  // namespace bitpareto::db
