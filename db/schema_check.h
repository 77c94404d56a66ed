// SPDX-License-Identifier: Apache-2.0
/// A database file is input that anybody may have made: is it one that this program made?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/connection.h"

namespace bitpareto::db {

/// The version of the schema that this program writes.
[[nodiscard]] int schema_version();

/// The columns of `design`, of all runs.
[[nodiscard]] std::vector<std::string> design_columns(const Connection& connection);

/// The part of a column's definition that keeps infinities out of it.
[[nodiscard]] std::string finite_check(const std::string& quoted_name);

/// Makes version `to` of the schema out of version `from`, 0 being an empty file.
void apply_migrations(Connection& connection, int from, int to);

/// Throws a DbError unless the file is a database of this program, in a version that it knows, whose tables and views are
/// what the migrations make (`design` with its added columns) and carry neither triggers nor indices, and whose small
/// tables, those of one row for each run or few, are whole. Tables and views of the user's own beside them are let be:
/// nothing here reads them.
void check_schema(const Connection& connection);

/// Whether SQLite finds nothing wrong with a file, at a first look; `what`: as quick_check takes it, a table or a number of complaints.
/// std::bad_alloc if memory ran out meanwhile.
[[nodiscard]] bool is_sound(const Connection& connection, std::string_view what);

}  // namespace bitpareto::db
