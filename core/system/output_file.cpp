// SPDX-License-Identifier: Apache-2.0
#include "core/system/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "core/system/error.h"

namespace bitpareto {

namespace {

/// What a file is, under any of its names.
using Identity = std::pair<dev_t, ino_t>;

struct Files {
  std::mutex mutex;
  std::map<Identity, std::filesystem::path> read;
  std::set<std::filesystem::path> written;  // on their way, without links
  std::set<std::filesystem::path> temporaries;
};

Files& files() {
  static Files all;
  return all;
}

Identity identity_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

/// A file that was removed since leaves its number to others, so the name must still lead to it.
bool was_read(const struct stat& status) {
  const std::lock_guard lock{files().mutex};
  const auto found = files().read.find(identity_of(status));
  if (found == files().read.end()) return false;
  struct stat now {};
  return ::stat(found->second.c_str(), &now) == 0 && identity_of(now) == found->first;
}

constexpr mode_t permissions = 07777;

/// What a new file of this process may be read and written by.
mode_t new_file_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/// Where a chain of symbolic links leads, though nothing may be there yet.
std::filesystem::path followed(std::filesystem::path path) {
  constexpr int most_links = 40;  // as Linux: path_resolution(7)
  std::error_code error;
  for (int i = 0; i < most_links && std::filesystem::is_symlink(path, error); ++i) {
    const std::filesystem::path next = std::filesystem::read_symlink(path, error);
    if (error) break;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  return path;
}

}  // namespace

void note_input(const std::filesystem::path& path) {
  struct stat status {};
  // What cannot be replaced cannot be lost: /dev/null may be input and output.
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  std::error_code unknown;
  const std::filesystem::path name = std::filesystem::absolute(path, unknown);
  const std::lock_guard lock{files().mutex};
  files().read.insert_or_assign(identity_of(status), unknown ? path : name);
}

OutputFile::OutputFile(const std::filesystem::path& path) : name_{path.string()}, target_{followed(path)} {
  struct stat old {};
  const bool exists = ::stat(target_.c_str(), &old) == 0;
  if (!exists && errno != ENOENT) fail();
  if (exists && S_ISDIR(old.st_mode)) throw ConfigError{name_ + " is a folder; expected the name of a file"};
  if (exists && was_read(old)) {
    throw ConfigError{name_ + " is a file that this command reads, so it is no place for its output; expected another name"};
  }
  if (exists && !S_ISREG(old.st_mode)) {
    // No O_CREAT: what was a device a moment ago must not become a file.
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor_ < 0) fail();
    return;
  }
  if (!claim_.take(target_)) throw ConfigError{name_ + " is the name of two outputs; expected a file for each"};
  if (exists && ::access(target_.c_str(), W_OK) != 0) fail();
  std::string pattern = (target_.parent_path() / ("." + target_.filename().string() + ".XXXXXX")).string();
  descriptor_ = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (descriptor_ < 0) fail();
  temporary_ = pattern;
  {
    const std::lock_guard lock{files().mutex};
    files().temporaries.insert(temporary_);
  }
  if (exists && (old.st_uid != geteuid() || old.st_gid != getegid())) {
    // Only root may give files away; for others the new file is their own, as with any editor.
    [[maybe_unused]] const int given = ::fchown(descriptor_, old.st_uid, old.st_gid);
  }
  [[maybe_unused]] const int moded = ::fchmod(descriptor_, exists ? old.st_mode & permissions : new_file_mode());
}

bool OutputFile::Claim::take(const std::filesystem::path& target) {
  std::error_code unknown;
  const std::filesystem::path place = std::filesystem::weakly_canonical(target, unknown);
  const std::lock_guard lock{files().mutex};
  if (!files().written.insert(place).second) return false;
  path_ = place;
  return true;
}

OutputFile::Claim::~Claim() {
  if (path_.empty()) return;
  const std::lock_guard lock{files().mutex};
  files().written.erase(path_);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  forget_temporary();
}

void OutputFile::forget_temporary() {
  if (temporary_.empty()) return;
  const std::lock_guard lock{files().mutex};
  // Once it has its name nothing is there to take away.
  ::unlink(temporary_.c_str());
  files().temporaries.erase(temporary_);
  temporary_.clear();
}

void abandon_outputs() {
  const std::lock_guard lock{files().mutex};
  for (const std::filesystem::path& temporary : files().temporaries) ::unlink(temporary.c_str());
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void OutputFile::commit() {
  const int descriptor = std::exchange(descriptor_, -1);
  const bool in_place = temporary_.empty();
  // A pipe or terminal cannot be synchronised, and need not be.
  const bool safe = in_place || ::fsync(descriptor) == 0;
  const int problem = errno;
  const bool closed = ::close(descriptor) == 0;
  if (!safe) errno = problem;
  if (!safe || !closed) fail();
  if (in_place) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  forget_temporary();
  // The name is safe once the folder is; a file system that cannot do that has no better to offer.
  const std::filesystem::path folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path{"."};
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  [[maybe_unused]] const int synced = ::fsync(directory);
  ::close(directory);
}

void OutputFile::fail() const { throw IoError{name_ + " cannot be written: " + std::strerror(errno)}; }

}  // namespace bitpareto
