// SPDX-License-Identifier: Apache-2.0
/// How a space is searched. Explorers see blocks, boxes and objectives, never a model.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/document/options.h"
#include "core/problem/problem.h"
#include "core/search/pareto.h"

namespace bitpareto {

/// How far a search has come. Between two batches it holds for exactly the designs before `next`.
struct SearchState {
  DesignIndex next = 0;                   // the first design that has not been evaluated
  double evaluated = 0;                   // designs
  std::vector<std::uint64_t> infeasible;  // designs, by InfeasibleCode; the first counts those that are feasible
};

/// How long a batch takes at most, as far as it can be foreseen, with what the observer does of it: so often can a
/// search be stored and ended.
inline constexpr double batch_seconds = 0.2;

/// What a search tells while it runs. Called on the thread that called explore(), between batches.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;
  /// Designs `first` to `state.next - 1` were evaluated since the last call, which changed the front by `changes`; it
  /// has `front_size` designs now. Returns whether to go on.
  virtual bool batch_done(DesignIndex first, const SearchState& state, const FrontChanges& changes,
                          std::size_t front_size) = 0;
};

/// Where a search that was interrupted goes on.
struct Resumption {
  SearchState state;
  std::vector<DesignIndex> front;  // ids of the front so far
};

struct SearchSettings {
  int threads = 1;
  const Resumption* resumption = nullptr;  // null: from the start
};

struct SearchResult {
  Front front;
  SearchState state;
  bool complete = false;  // false: the observer ended it
};

/// A way to search. The same problem and options give the same result, bit for bit, on any number of threads.
class Explorer {
 public:
  Explorer() = default;
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;
  virtual ~Explorer() = default;
  /// Why this explorer cannot search `space`, in words for a message; empty if it can.
  [[nodiscard]] virtual std::string refusal(const Space& space) const = 0;
  /// Requires an empty refusal and at least one objective.
  virtual SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) = 0;
  [[nodiscard]] virtual std::vector<OptionText> options() const = 0;
};

/// One line of the list of explorers.
struct ExplorerEntry {
  std::string_view name;
  std::string_view summary;
  bool exact;  // finds the whole front
  bool draws = false;  // random numbers, which a seed decides
  /// Makes it with the options of a map; `name` is read too. Mistakes become diagnostics.
  std::unique_ptr<Explorer> (*make)(MapReader& options);
};

/// ExplorerEntry::make for an explorer with `Options` and `describe`.
template <class E>
std::unique_ptr<Explorer> configured(MapReader& map) {
  typename E::Options options;
  OptionReader reader{map};
  describe(options, reader);
  return std::make_unique<E>(options);
}

}  // namespace bitpareto
