// SPDX-License-Identifier: Apache-2.0
/// Rows of a term filled grid by grid: what does not hinge on a grid of a few axes is computed once for all of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "core/design/level_grid.h"
#include "core/design/table_memory.h"
#include "core/system/parallel.h"

namespace bitpareto {

/// Computes the row of a combination of a grid's levels, by its number, as an odometer runs; `point` has the leaves of the combination.
using GridFunction = std::function<void(const DesignPoint& point, std::size_t number, std::span<double> row)>;

/// How rows are computed faster than one by one.
struct RowStages {
  std::vector<Leaf> grid;
  /// Called with a point whose leaves outside of the grid are set, and the threads that it may use; several threads may call it.
  std::function<GridFunction(const DesignPoint& point, int threads)> prepare;
};

/// The rows of all combinations of some inputs' levels.
class StagedRows {
 public:
  /// `inputs`: what rows hinge on, by their places among the levels that compute() is given, with their strides in a table. `shared`: the leaves of no axis.
  StagedRows(std::span<const LevelGrid::Axis> inputs, const DesignPoint& shared, std::size_t width, RowStages stages);

  /// The row of a level for each input, without a table. What was prepared for a grid is kept. Thread-safe.
  void compute(std::span<const std::uint64_t> levels, std::span<double> row);
  /// Whether that pays for so many rows: to prepare all grids takes about as long as to fill a table.
  [[nodiscard]] bool pays(double evaluations) const {
    return static_cast<double>(outer_.size()) * static_cast<double>(grid_.size()) * TableMemory::least_uses <= evaluations;
  }

  /// Threads take whole grids, some at a time, where there are many; otherwise parts of one.
  [[nodiscard]] bool is_by_grid(int threads) const {
    constexpr std::size_t grids_per_thread = 4;
    return outer_.size() >= grids_per_thread * static_cast<std::size_t>(threads);
  }
  [[nodiscard]] std::size_t places(int threads) const { return is_by_grid(threads) ? pieces(outer_.size(), grids_at_once()) : pieces(grid_.size(), rows_at_once); }

  /// Calls done(row, place) for each that is filled; a thread at a time for a place.
  template <class Done>
  void run(std::span<double> rows, int threads, const Done& done) const {
    if (is_by_grid(threads)) {
      parallel_for(places(threads), threads, [&](std::size_t place) {
        for (std::size_t grid = place * grids_at_once(); grid < std::min(outer_.size(), (place + 1) * grids_at_once()); ++grid) {
          fill_grid(grid, 1, rows, [&](std::size_t row, std::size_t) { done(row, place); });
        }
      });
    } else {
      for (std::size_t grid = 0; grid < outer_.size(); ++grid) fill_grid(grid, threads, rows, done);
    }
  }

 private:
  /// Rows that a thread fills in one go.
  static constexpr std::size_t rows_at_once = 1'024;
  static std::size_t pieces(std::size_t count, std::size_t at_once) { return (count + at_once - 1) / at_once; }
  [[nodiscard]] std::size_t grids_at_once() const { return std::max<std::size_t>(rows_at_once / grid_.size(), 1); }
  template <class Done>
  void fill_grid(std::size_t grid, int threads, std::span<double> rows, const Done& done) const {
    const DesignPoint point = outer_point(grid);
    const std::size_t first = outer_.offset(grid);
    const GridFunction fill = stages_.prepare(point, threads);
    parallel_for(pieces(grid_.size(), rows_at_once), threads, [&](std::size_t part) {
      DesignPoint here = point;
      for (std::size_t number = part * rows_at_once; number < std::min(grid_.size(), (part + 1) * rows_at_once); ++number) {
        const std::size_t row = first + grid_.offset(number);
        grid_.set(number, here);
        fill(here, number, rows.subspan(row * width_, width_));
        done(row, part);
      }
    });
  }

  /// A point with the leaves of an outer combination, and those of no axis.
  [[nodiscard]] DesignPoint outer_point(std::size_t number) const {
    DesignPoint point = shared_;
    outer_.set(number, point);
    return point;
  }

  DesignPoint shared_;
  std::size_t width_;
  RowStages stages_;
  LevelGrid grid_, outer_;
  std::mutex mutex_;
  std::map<std::size_t, GridFunction> prepared_;  // by number of the outer combination; of compute()
};

}  // namespace bitpareto
