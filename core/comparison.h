// SPDX-License-Identifier: Apache-2.0
/// How much better one design is than another, metric by metric.
#pragma once

#include "core/design_table.h"
#include "core/problem.h"
#include "core/result.h"

namespace bitpareto {

/// Adds to `table` a column NAME_ratio for each metric: the value of `other` over that of the row, so that a speed-up
/// is the ratio of total_cycles. Rows are matched by workload and model (RowPer::workload), by model, or all with the
/// only row. Both tables are evaluation_table()s of that kind; `other` has one design. Fails if a row has no match.
[[nodiscard]] Result<Table> with_ratios(Table table, const Table& other, RowPer per);

/// The ratios of with_ratios() brought together: a row per workload name (or one for all models) and metric, with the
/// number of rows, the arithmetic and the geometric mean. Rows without a ratio are left out.
[[nodiscard]] Table mean_ratios(const Table& table, RowPer per);

}  // namespace bitpareto
