// SPDX-License-Identifier: Apache-2.0
#include "cli/config_location.h"

#include <cstdlib>

#include "core/error.h"

namespace bitpareto::cli {

models::ConfigFolder config_folder() {
  namespace fs = std::filesystem;
  if (const char* given = std::getenv("BITPARETO_CONFIGS"); given != nullptr && *given != '\0') {
    if (!fs::is_directory(given)) throw IoError{std::string{"BITPARETO_CONFIGS: "} + given + " is not a folder"};
    return models::ConfigFolder{given};
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path folder = program.parent_path().parent_path() / "share" / "bitpareto" / "configs";
  if (error || !fs::is_directory(folder)) {
    throw IoError{"the program's data files are not at " + folder.string() + "; set BITPARETO_CONFIGS to their folder"};
  }
  return models::ConfigFolder{folder};
}

}  // namespace bitpareto::cli
