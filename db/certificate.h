// SPDX-License-Identifier: Apache-2.0
/// What a run says of designs that it did not evaluate: docs/search.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/search/explorer.h"
#include "core/table/table.h"
#include "db/connection.h"

namespace bitpareto::db {

/// Puts the certificate of a state, if it has one, in place of what is stored of the run. Part of whatever transaction is open.
void write_certificate(Connection& connection, std::int64_t run, const SearchState& state);

/// The same as a table for people: what, how many, which share of the space; then how far the front may be from the whole one in each
/// objective, where anything is open. A ConfigError if the run has none; a DbError if its designs do not add up to its space.
[[nodiscard]] Table read_certificate(const Connection& connection, std::int64_t run, const std::vector<std::string>& objectives);

/// Whether the certificate of a run says that nothing is known of some designs; nothing where there is none.
[[nodiscard]] std::optional<bool> has_open_designs(const Connection& connection, std::int64_t run);

}  // namespace bitpareto::db
