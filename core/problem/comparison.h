// SPDX-License-Identifier: Apache-2.0
/// One design beside another, metric by metric.
#pragma once

#include "core/base/result.h"
#include "core/problem/design_table.h"
#include "core/problem/problem.h"

namespace bitpareto {

/// Adds to `table` a column NAME_relative for each metric: the row's value over that of `other`, which people know as
/// `name`; empty where the other has 0. Rows are matched by workload and model (RowPer::workload), by model, or all with
/// the only row. Both tables are evaluation_table()s of that kind; `other` has one design. Fails if a row has no match.
[[nodiscard]] Result<Table> with_ratios(Table table, const Table& other, RowPer per, const std::string& name);

/// The ratios of with_ratios() brought together: a row per workload name (or one for all models) and metric, with the
/// number of rows, the arithmetic and the geometric mean. Rows without a ratio are left out.
[[nodiscard]] Table mean_ratios(const Table& table, RowPer per);

/// The same without columns of ratios that are empty in every row: what neither model has.
[[nodiscard]] Table without_empty_ratios(Table table);

}  // namespace bitpareto
