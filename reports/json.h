// SPDX-License-Identifier: Apache-2.0
/// A table as JSON.
#pragma once

#include <span>
#include <string>

#include "core/table/table.h"

namespace bitpareto::reports {

/// A list of objects, one per line: the form that pandas.read_json takes. A cell without value is null.
[[nodiscard]] std::string json(const Table& table);
/// One object per line and nothing around them.
[[nodiscard]] std::string json_lines(const Table& table);
/// One row as an object, for tables that are in no memory at once.
[[nodiscard]] std::string json_object(std::span<const Column> columns, std::span<const Cell> row);

}  // namespace bitpareto::reports
