// SPDX-License-Identifier: Apache-2.0
/// Where the data files that come with the program are.
#pragma once

#include "models/config_folder.h"

namespace bitpareto::cli {

/// $BITPARETO_CONFIGS if it is set; otherwise ../share/bitpareto/configs from the program's own folder, in an
/// installation as in a build tree. An IoError says where it looked.
[[nodiscard]] models::ConfigFolder config_folder();

}  // namespace bitpareto::cli
