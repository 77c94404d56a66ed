// SPDX-License-Identifier: Apache-2.0
#include "session/config_location.h"

#include <array>
#include <cstdlib>

#include "core/system/error.h"

namespace bitpareto::session {

namespace {

namespace fs = std::filesystem;

/// Where a user keeps files of his own: in the folder in which he works.
constexpr std::string_view own_folder = "configs";

/// The first part of the program's data that `folder` lacks; empty if it has all.
std::string_view missing_in(const fs::path& folder) {
  std::error_code ignored;
  for (const std::string_view part :
       std::array<std::string_view, 5>{"accuracy", "drams", "pes", "technologies", "workloads"}) {
    if (!fs::is_directory(folder / part, ignored)) return part;
  }
  return {};
}

/// Where programs keep what can be computed again (XDG Base Directory Specification 0.8); empty if the user has no
/// home.
fs::path cache_folder() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    return fs::path{cache} / "bitpareto";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path{home} / ".cache" / "bitpareto";
  return {};
}

}  // namespace

ConfigFolder config_folder(const fs::path& otherwise) {
  std::error_code error;
  const fs::path own = fs::is_directory(own_folder, error) ? fs::path{own_folder} : fs::path{};
  if (const char* given = std::getenv("BITPARETO_CONFIGS"); given != nullptr && *given != '\0') {
    if (!fs::is_directory(given, error))
      throw ConfigError{std::string{"BITPARETO_CONFIGS: "} + given + " is not a folder"};
    if (const std::string_view part = missing_in(given); !part.empty()) {
      throw ConfigError{std::string{"BITPARETO_CONFIGS: "} + given +
                        " does not hold the program's data files: there is no " + std::string{part} + " in it"};
    }
    return ConfigFolder{given, own, cache_folder()};
  }
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path folder = program.parent_path().parent_path() / "share" / "bitpareto" / "configs";
  if (!error && missing_in(folder).empty()) return ConfigFolder{folder, own, cache_folder()};
  if (otherwise.empty()) {
    throw IoError{"the program's data files are not at " + folder.string() + "; set BITPARETO_CONFIGS to their folder"};
  }
  if (!missing_in(otherwise).empty()) {
    throw IoError{"the program's data files are neither at " + folder.string() + " nor at " + otherwise.string() +
                  "; set BITPARETO_CONFIGS to their folder"};
  }
  return ConfigFolder{otherwise, own, cache_folder()};
}

}  // namespace bitpareto::session
