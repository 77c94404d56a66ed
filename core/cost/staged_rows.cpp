// SPDX-License-Identifier: Apache-2.0
#include "core/cost/staged_rows.h"

#include <utility>

namespace bitpareto {

StagedRows::StagedRows(std::span<const LevelGrid::Axis> inputs, const DesignPoint& shared, std::size_t width, RowStages stages)
    : shared_{shared}, width_{width}, stages_{std::move(stages)} {
  for (const LevelGrid::Axis& input : inputs) {
    const bool is_of_grid = std::ranges::find(stages_.grid, input.leaf) != stages_.grid.end();
    (is_of_grid ? grid_ : outer_).add(input);
  }
}

void StagedRows::compute(std::span<const std::uint64_t> levels, std::span<double> row) {
  const std::size_t grid = outer_.number_of(levels);
  DesignPoint point = outer_point(grid);
  const GridFunction* fill = nullptr;
  {
    const std::scoped_lock lock{mutex_};
    const auto [it, is_new] = prepared_.try_emplace(grid);
    if (is_new) it->second = stages_.prepare(point, 1);
    fill = &it->second;
  }
  const std::size_t number = grid_.number_of(levels);
  grid_.set(number, point);
  (*fill)(point, number, row);
}

}  // namespace bitpareto
