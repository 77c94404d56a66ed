// SPDX-License-Identifier: Apache-2.0
/// A file as memory, read only: parts of it are in memory only while they are looked at.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "core/base/result.h"

namespace bitpareto {

/// The file may be cut short by others while it is mapped. What lies beyond its end then reads as zeros, instead of
/// ending the program by SIGBUS, and check_unchanged() says so: call it before believing what was read. Reading is
/// thread-safe; opening and closing are too.
class MappedFile {
 public:
  /// Why there is none fits behind the path.
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const;
  /// Lets go of the memory that holds `part`, which is read again if it is looked at again.
  void release(std::span<const std::byte> part) const;
  /// Throws an IoError if the file's size or time of change is not what it was when it was opened, or could not be read.
  void check_unchanged() const;

 private:
  struct Mapping;
  explicit MappedFile(std::unique_ptr<Mapping> mapping);
  std::unique_ptr<Mapping> mapping_;
};

}  // namespace bitpareto
