// SPDX-License-Identifier: Apache-2.0
/// The steps from one schema to the next, as SQL: the files of db/migrations, built in.
#pragma once

#include <span>
#include <string_view>

namespace bitpareto::db {

/// The i-th step brings version i to version i + 1.
[[nodiscard]] std::span<const std::string_view> migrations();

}  // namespace bitpareto::db
