// SPDX-License-Identifier: Apache-2.0
#include "core/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/text/output_file.h"

namespace bitpareto {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Failure{std::string{"cannot be read: "} + std::strerror(errno)};
  struct stat status {};
  const bool known = fstat(descriptor, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return Failure{S_ISDIR(status.st_mode) ? "is a directory; expected a file" : "is not a file that can be mapped"};
  }
  note_input(path);
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const start = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int problem = errno;
  ::close(descriptor);
  if (start == MAP_FAILED) return Failure{std::string{"cannot be mapped: "} + std::strerror(problem)};
  if (size > 0) madvise(start, size, MADV_SEQUENTIAL);
  return MappedFile{{static_cast<const std::byte*>(start), size}};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

void MappedFile::release(std::span<const std::byte> part) const {
  // Whole pages only: neighbours on the same page may be in use.
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto base = reinterpret_cast<std::uintptr_t>(bytes_.data());
  const std::uintptr_t from = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
  const std::uintptr_t to = reinterpret_cast<std::uintptr_t>(part.data() + part.size()) / page * page;
  if (to > from) madvise(const_cast<std::byte*>(bytes_.data()) + (from - base), to - from, MADV_DONTNEED);
}

}  // namespace bitpareto
