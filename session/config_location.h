// SPDX-License-Identifier: Apache-2.0
/// Where the data files that come with the program are.
#pragma once

#include "core/space_file/config_folder.h"

namespace bitpareto::session {

/// $BITPARETO_CONFIGS if it is set; otherwise ../share/bitpareto/configs from the program's own folder, in an
/// installation as in a build tree; otherwise `otherwise`, unless that is empty. Beside it, files of the user's own are
/// found in ./configs, and what was computed is kept in $XDG_CACHE_HOME/bitpareto or ~/.cache/bitpareto. A ConfigError
/// says what is wrong with the variable, an IoError where the program looked.
[[nodiscard]] ConfigFolder config_folder(const std::filesystem::path& otherwise = {});

}  // namespace bitpareto::session
