// SPDX-License-Identifier: Apache-2.0
#include "db/writer_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/system/error.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::db {

namespace {

std::filesystem::path lock_of(const std::filesystem::path& database) {
  // Two names of one file are one database.
  std::error_code unknown;
  const std::filesystem::path file = std::filesystem::weakly_canonical(database, unknown);
  return (unknown ? database : file).string() + "-lock";
}

/// A lock on the open file, not on the process: closing another descriptor of the file does not lose it.
bool lock(int descriptor, int command, short type, struct flock& range) {
  range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  return ::fcntl(descriptor, command, &range) == 0;
}

/// What the holder wrote: its process and its run, a line each.
Writer holder(int descriptor) {
  char text[64] = {};
  const ssize_t read = ::pread(descriptor, text, sizeof text - 1, 0);
  std::string_view rest{text, read > 0 ? static_cast<std::size_t>(read) : 0};
  const auto line = [&] {
    const std::string_view digits = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), digits.size() + 1));
    return static_cast<std::int64_t>(parse_whole(digits).value_or(0));
  };
  const std::int64_t process = line();
  return {process, line()};
}

bool write_holder(int descriptor, std::int64_t run) {
  const std::string text = format("{}\n{}\n", ::getpid(), run);
  return ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

bool is_path_of(int descriptor, const std::filesystem::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

/// File systems of other machines, where SQLite's log and its locks do not hold: statfs(2).
bool is_remote(const std::filesystem::path& folder) {
  struct statfs status {};
  if (::statfs(folder.c_str(), &status) != 0) return false;
  constexpr unsigned long nfs = 0x6969, smb = 0x517B, cifs = 0xFF534D42, smb2 = 0xFE534D42, coda = 0x73757245,
                          afs = 0x5346414F, ceph = 0x00C36400, lustre = 0x0BD00BD0, gpfs = 0x47504653;
  const auto type = static_cast<unsigned long>(status.f_type) & 0xFFFFFFFFUL;
  for (const unsigned long remote : {nfs, smb, cifs, smb2, coda, afs, ceph, lustre, gpfs}) {
    if (type == remote) return true;
  }
  return false;
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& database) : path_{lock_of(database)} {
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path{"."};
  if (is_remote(folder)) {
    throw DbError{format("{}: lies on a network file system, where SQLite cannot keep a database that is written and read at "
                         "once; name a file on a disk of this machine",
                         database.string())};
  }
  // Whoever had the lock takes the file away while it still holds it, so a lock counts only if the file is there still.
  for (;;) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor_ < 0) {
      throw DbError{format("{}: cannot be written: {} (its lock {})", database.string(), std::strerror(errno),
                           path_.string())};
    }
    struct flock range {};
    if (!lock(descriptor_, F_OFD_SETLK, F_WRLCK, range)) {
      const int problem = errno;
      const std::int64_t process = holder(descriptor_).process;
      ::close(descriptor_);
      if (problem != EAGAIN && problem != EACCES) {
        throw DbError{format("{}: cannot be locked: {}", database.string(), std::strerror(problem))};
      }
      throw DbError{format("{}: process {} is writing to it; wait for it to end, or name another file", database.string(),
                           process)};
    }
    if (is_path_of(descriptor_, path_)) break;
    ::close(descriptor_);
  }
  if (::ftruncate(descriptor_, 0) != 0 || !write_holder(descriptor_, 0)) {
    const int problem = errno;
    ::unlink(path_.c_str());
    ::close(descriptor_);
    throw DbError{format("{}: cannot be written: {}", database.string(), std::strerror(problem))};
  }
}

void WriterLock::writes(std::int64_t run) { write_holder(descriptor_, run); }

WriterLock::~WriterLock() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

std::optional<Writer> writer_of(const std::filesystem::path& database) {
  const int descriptor = ::open(lock_of(database).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return std::nullopt;
  struct flock range {};
  const bool known = lock(descriptor, F_OFD_GETLK, F_WRLCK, range);
  std::optional<Writer> writer;
  if (known && range.l_type != F_UNLCK) writer = holder(descriptor);
  ::close(descriptor);
  return writer;
}

}  // namespace bitpareto::db
