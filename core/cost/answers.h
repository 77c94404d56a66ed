// SPDX-License-Identifier: Apache-2.0
/// Rows over a grid of few axes, kept by what they hinge on besides: designs that differ elsewhere often ask the same.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/design/level_grid.h"
#include "core/design/space.h"
#include "core/design/table_cache.h"
#include "core/design/tabulated.h"

namespace bitpareto {

/// A store of tables over the levels of a grid. Two weights of other datatypes that take a PE as many cycles keep an array equally busy: whoever asks
/// for the rows of one gets those of the other. Tables are left to the other parts of a space where it is one. Thread-safe; the space must outlive it.
class Answers {
 public:
  /// The grid: those of `leaves` that are axes of the space, in its order.
  Answers(const Space& space, std::span<const Leaf> leaves);

  /// Fills the row of a point.
  using Answer = std::function<void(const DesignPoint& point, std::span<double> row)>;
  /// A row of `width` numbers for each combination of the grid's levels, numbered as an odometer runs. Where the same was asked before, that is the
  /// answer; otherwise answer() is called with points that are `point` but on the grid, on so many threads. `kind` tells questions apart whose numbers mean
  /// something else. No row may hinge on anything that is not in the question, but the grid and what all designs share.
  [[nodiscard]] std::shared_ptr<const Tabulated> ask(std::uint64_t kind, std::span<const double> question, std::size_t width, const DesignPoint& point, int threads,
                                                     const Answer& answer);

 private:
  const Space* space_;
  std::vector<std::size_t> axes_;  // of the grid
  LevelGrid grid_;
};

}  // namespace bitpareto
