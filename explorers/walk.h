// SPDX-License-Identifier: Apache-2.0
/// Searches that evaluate designs in an order known beforehand: all of them, or as many as a budget allows.
#pragma once

#include <optional>
#include <string>

#include "core/search/explorer.h"

namespace bitpareto::explorers {

/// Designs of a space in an order, each once, numbered from 0. Immutable; thread-safe.
class Walk {
 public:
  Walk() = default;
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  virtual ~Walk() = default;
  /// The number of the last design: there are up to 2^64.
  [[nodiscard]] virtual std::uint64_t last() const = 0;
  /// Requires number <= last() and a place for each axis.
  virtual void levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const = 0;
  /// The number of a design of the space; nothing if it is not on the walk.
  [[nodiscard]] virtual std::optional<std::uint64_t> number_of(std::span<const std::uint64_t> levels) const = 0;
  /// Designs of the walk after which much comes again that evaluating them needs (Evaluator::repetition()); 0: it makes no difference.
  [[nodiscard]] virtual std::uint64_t repetition(const Evaluator& /*evaluator*/) const { return 0; }
  /// Designs number, number + 1, ... in place of what `block` holds.
  virtual void fill(DesignBlock& block, std::uint64_t number, std::size_t count) const = 0;
};

/// What an explorer that walks decides besides the order.
struct WalkOptions {
  Ties ties = Ties::all;          // `first`: of equal designs the one that comes first
  std::optional<double> seconds;  // after which the search is complete
};

/// Explorer::mistake and Explorer::explore along a walk. A part is a stretch of it.
[[nodiscard]] std::string mistake_on(const Walk& walk, const Problem& problem, const SearchSettings& settings);
[[nodiscard]] SearchResult search_along(const Walk& walk, const Problem& problem, const WalkOptions& options,
                                        const SearchSettings& settings, Observer& observer);

}  // namespace bitpareto::explorers
