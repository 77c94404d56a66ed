// SPDX-License-Identifier: Apache-2.0
/// A file as memory, read only: parts of it are in memory only while they are looked at.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

#include "core/result.h"

namespace bitpareto {

class MappedFile {
 public:
  /// Why there is none fits behind the path.
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  /// Lets go of the memory that holds `part`, which is read again if it is looked at again.
  void release(std::span<const std::byte> part) const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_{bytes} {}
  std::span<const std::byte> bytes_;
};

}  // namespace bitpareto
