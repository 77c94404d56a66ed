// SPDX-License-Identifier: Apache-2.0
/// The time as tables have it.
#pragma once

#include <string>

namespace bitpareto::db {

/// Now, in UTC by ISO 8601, to the second: "2026-11-30T18:40:00Z".
[[nodiscard]] std::string utc_now();

}  // namespace bitpareto::db
