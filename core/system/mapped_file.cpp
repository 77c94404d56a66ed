// SPDX-License-Identifier: Apache-2.0
#include "core/system/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string>

#include "core/system/error.h"
#include "core/system/output_file.h"

namespace bitpareto {

namespace {

/// The ranges that are mapped now, for the handler of SIGBUS, which may read atomics and little else.
struct Range {
  std::atomic<std::uintptr_t> start = 0;  // 0: not in use
  std::atomic<std::uintptr_t> size = 0;
  std::atomic<bool> is_damaged = false;
};
constexpr std::size_t most_ranges = 4'096;  // above limits::shards
std::array<Range, most_ranges> ranges;

struct sigaction earlier_action;

/// Puts zeros where a mapped file has no bytes any more. Anything else is what it was before.
void fill_with_zeros(int number, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (Range& range : ranges) {
    const std::uintptr_t start = range.start;
    if (start == 0 || address < start || address >= start + range.size) continue;
    constexpr std::uintptr_t page = 4096;  // no page of Linux is smaller
    void* const at = reinterpret_cast<void*>(address / page * page);
    if (mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) break;
    range.is_damaged = true;
    return;
  }
  sigaction(number, &earlier_action, nullptr);  // the access is tried again, and ends the program
}

void install_handler() {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_sigaction = fill_with_zeros;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, &earlier_action) == 0;
  }();
  static_cast<void>(installed);
}

/// A place in `ranges`, taken; null if there is none.
Range* take_range(std::uintptr_t start, std::uintptr_t size) {
  for (Range& range : ranges) {
    std::uintptr_t unused = 0;
    if (!range.start.compare_exchange_strong(unused, start)) continue;
    range.is_damaged = false;
    range.size = size;
    return &range;
  }
  return nullptr;
}

bool is_same(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

}  // namespace

struct MappedFile::Mapping {
  std::string path;
  int descriptor = -1;
  struct stat status {};
  std::span<const std::byte> bytes;
  Range* range = nullptr;

  Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (!bytes.empty()) munmap(const_cast<std::byte*>(bytes.data()), bytes.size());
    if (range != nullptr) {
      range->size = 0;
      range->start = 0;
    }
    if (descriptor >= 0) ::close(descriptor);
  }
};

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  auto mapping = std::make_unique<Mapping>();
  mapping->path = path.string();
  // Without waiting: a named pipe would wait for somebody to write to it.
  mapping->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (mapping->descriptor < 0) return Failure{std::string{"cannot be read: "} + std::strerror(errno)};
  if (fstat(mapping->descriptor, &mapping->status) != 0 || !S_ISREG(mapping->status.st_mode)) {
    return Failure{S_ISDIR(mapping->status.st_mode) ? "is a directory; expected a file"
                                                    : "is not a file that can be mapped"};
  }
  note_input(path);
  const auto size = static_cast<std::size_t>(mapping->status.st_size);
  if (size == 0) return MappedFile{std::move(mapping)};
  install_handler();
  void* const start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, mapping->descriptor, 0);
  if (start == MAP_FAILED) return Failure{std::string{"cannot be mapped: "} + std::strerror(errno)};
  mapping->bytes = {static_cast<const std::byte*>(start), size};
  mapping->range = take_range(reinterpret_cast<std::uintptr_t>(start), size);
  if (mapping->range == nullptr) return Failure{"cannot be mapped: too many files are open"};
  madvise(start, size, MADV_SEQUENTIAL);
  return MappedFile{std::move(mapping)};
}

MappedFile::MappedFile(std::unique_ptr<Mapping> mapping) : mapping_{std::move(mapping)} {}
MappedFile::MappedFile(MappedFile&& other) noexcept = default;
MappedFile& MappedFile::operator=(MappedFile&& other) noexcept = default;
MappedFile::~MappedFile() = default;

std::span<const std::byte> MappedFile::bytes() const { return mapping_->bytes; }

void MappedFile::release(std::span<const std::byte> part) const {
  // Whole pages only: neighbours on the same page may be in use.
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::span<const std::byte> all = bytes();
  const auto base = reinterpret_cast<std::uintptr_t>(all.data());
  const std::uintptr_t from = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
  const std::uintptr_t to = reinterpret_cast<std::uintptr_t>(part.data() + part.size()) / page * page;
  if (to > from) madvise(const_cast<std::byte*>(all.data()) + (from - base), to - from, MADV_DONTNEED);
}

void MappedFile::check_unchanged() const {
  struct stat now {};
  const bool known = fstat(mapping_->descriptor, &now) == 0;
  const bool damaged = mapping_->range != nullptr && mapping_->range->is_damaged;
  if (known && !damaged && now.st_size == mapping_->status.st_size && is_same(now.st_mtim, mapping_->status.st_mtim))
    return;
  throw IoError{mapping_->path + " was changed while it was read"};
}

}  // namespace bitpareto
