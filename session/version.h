// SPDX-License-Identifier: Apache-2.0
/// Which code this is: what a stored run names, and goes on with.
#pragma once

#include <string>

namespace bitpareto::session {

/// "0.1.0".
[[nodiscard]] std::string program_version();
/// Of the sources: "1a2b3c4d5e6f", with "-dirty" behind it if they were changed; "unknown" outside of a repository.
[[nodiscard]] std::string program_commit();

}  // namespace bitpareto::session
