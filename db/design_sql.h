// SPDX-License-Identifier: Apache-2.0
/// What statements over the designs of a run are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/system/error.h"
#include "db/connection.h"
#include "db/run_names.h"
#include "db/run_store.h"

namespace bitpareto::db {

[[nodiscard]] std::vector<Column> to_columns(const std::vector<RunColumn>& stored);
/// Columns of those names, known ones with their unit.
[[nodiscard]] std::vector<Column> columns_of(const std::vector<std::string>& names, const std::vector<Column>& known);

void append(std::vector<Cell>& parameters, std::vector<Cell> more);
/// From the first ? on.
void bind_all(Statement& statement, const std::vector<Cell>& parameters);

// What follows reads parts of a query, and leaves out what is wrong.

/// A condition of the user's, as an Expression; nothing for all.
[[nodiscard]] std::optional<Expression> condition_of(const std::string& where, const RunNames& names, Diagnostics& diagnostics);
/// The same as " AND (...)".
[[nodiscard]] Sql condition_sql(const std::optional<Expression>& condition);

/// Expressions to sort by, a leading '-' for descending: each as SQL, without the sign.
struct SortKey {
  Sql sql;
  bool descending = false;
};
[[nodiscard]] std::vector<SortKey> sort_keys(const std::vector<std::string>& sort, const RunNames& names, Diagnostics& diagnostics);

/// Columns to be read, as SQL and by the names that they have in a result.
struct Selected {
  std::vector<std::string> sql, names;
  [[nodiscard]] std::string named() const;
};
/// Those that are named, as metrics, leaves or columns; all that are known where none is.
[[nodiscard]] Selected selected(const std::vector<RunColumn>& known, const std::vector<std::string>& columns, const RunNames& names, Diagnostics& diagnostics);

}  // namespace bitpareto::db
