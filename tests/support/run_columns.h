// SPDX-License-Identifier: Apache-2.0
/// Columns of runs that no search has filled.
#pragma once

#include <string>
#include <string_view>

#include "db/run_store.h"

namespace bitpareto::test {

inline db::RunColumn axis_column(std::string_view name, db::RunColumn::Type type) {
  db::RunColumn column{Column{name}, type};
  column.kind = Column::Kind::leaf;
  return column;
}

/// `metric`: as a user names it.
inline db::RunColumn metric_column(std::string_view name, std::string metric, Better better = Better::less) {
  db::RunColumn column{Column{name}, db::RunColumn::Type::real, std::move(metric)};
  column.kind = Column::Kind::value;
  column.better = better;
  return column;
}

}  // namespace bitpareto::test
