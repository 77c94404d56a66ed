// SPDX-License-Identifier: Apache-2.0
/// How a space is searched. Explorers see blocks, boxes and objectives, never a model.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/options.h"
#include "core/problem/problem.h"
#include "core/search/pareto.h"

namespace bitpareto {

/// Designs in an order, of which blocks are made when they are needed.
class DesignSequence {
 public:
  DesignSequence() = default;
  DesignSequence(const DesignSequence&) = delete;
  DesignSequence& operator=(const DesignSequence&) = delete;
  virtual ~DesignSequence() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Fills `block` with designs from, from + 1, ... Requires from + count <= size() and count <= block_size.
  virtual void fill(DesignBlock& block, std::uint64_t from, std::size_t count) const = 0;
};

/// What a search says of designs that it did not evaluate: with those that it did they are the space, or the part of it that was searched.
struct SearchCertificate {
  std::uint64_t boxes = 0;       // of which bounds were computed
  std::uint64_t dominated = 0;   // designs of boxes that a known design dominates whatever they hold
  std::uint64_t infeasible = 0;  // designs of boxes in which none is feasible
  std::uint64_t open = 0;        // designs of which nothing is known yet
  std::uint64_t size = 0;        // designs in all
  /// By how much a design that is not known may be better than every known one in all objectives at once, at most; none where nothing is open.
  struct Gap {
    double additive = 0;
    double relative = 0;  // of what it may have; infinite where that is not positive
  };
  std::vector<Gap> gaps = {};  // of each objective
};

/// How far a search has come: what is stored, and enough to go on from.
struct SearchState {
  double evaluated = 0;                   // designs
  std::vector<std::uint64_t> infeasible;  // designs, by InfeasibleCode; the first counts those that are feasible
  std::string checkpoint;                 // the explorer's own, a short line of text: nobody else reads it
  std::optional<SearchCertificate> certificate = {};  // of explorers that prove what they leave out
};

/// What a front gained and lost.
struct FrontUpdate {
  std::vector<DesignKey> entered, left;
};

/// What a search tells between two batches.
struct EvaluatedBatch {
  const DesignSequence& designs;  // evaluated since the last call
  const FrontUpdate& changes;     // what they changed of the front
  std::size_t front_size;         // with them
  const SearchState& state;       // with them
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
  /// Returns whether to go on.
  virtual bool batch_done(const EvaluatedBatch& batch) = 0;
};

/// Where a search that was interrupted goes on.
struct Resumption {
  SearchState state;
  std::vector<DesignKey> front;  // so far, in any order
};

/// What a search may spend, in all its sessions together; whichever comes first. A search without a budget of its own ends
/// when it is done.
struct SearchBudget {
  std::optional<std::uint64_t> evaluations;  // of designs: never more
  std::optional<double> seconds;             // of searching: a batch more at most
};

/// One of several parts that together are the whole search, and have no design in common.
struct SearchPart {
  std::uint64_t number = 0;
  std::uint64_t of = 1;  // > number
};

struct SearchSettings {
  int threads = 1;
  std::uint64_t seed = 0;  // of those that draw random numbers
  SearchBudget budget = {};
  SearchPart part = {};
  const Resumption* resumption = nullptr;  // null: from the start
  /// Feasible designs that are known from elsewhere: of the front from the beginning, until others dominate them.
  std::span<const DesignKey> known = {};
};

enum class SearchEnd : std::uint8_t {
  complete,  // there is nothing left to do
  budget,    // SearchSettings::budget is spent
  stopped,   // the observer ended it
};

/// Designs that no other found dominates, in the order of their levels, with their objectives, minimised.
struct FoundFront {
  std::size_t objectives = 0;
  std::vector<DesignKey> designs;
  std::vector<double> values;  // [design][objective]
  [[nodiscard]] std::size_t size() const { return designs.size(); }
  [[nodiscard]] std::span<const double> at(std::size_t i) const { return {values.data() + i * objectives, objectives}; }
  friend bool operator==(const FoundFront&, const FoundFront&) = default;
};

struct SearchResult {
  FoundFront front;
  SearchState state;
  SearchEnd end = SearchEnd::complete;
};

/// A way to search. The same problem, options and settings give the same result, bit for bit, on any number of threads,
/// in however many sessions (but for where a budget in seconds ends them).
class Explorer {
 public:
  Explorer() = default;
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;
  virtual ~Explorer() = default;
  /// Why this explorer cannot search `space`, in words for a message; empty if it can.
  [[nodiscard]] virtual std::string refusal(const Space& space) const = 0;
  /// How many designs it evaluates of a space that it does not refuse, rounded; infinity if only time ends it.
  [[nodiscard]] virtual double evaluations(const Space& space) const = 0;
  /// What in `settings.resumption` this explorer cannot have written, or in `settings.known` is no design of its search, in
  /// words; empty if it goes on from there.
  [[nodiscard]] virtual std::string mistake(const Problem& problem, const SearchSettings& settings) const = 0;
  /// Requires an empty refusal, no mistake and at least one objective: std::invalid_argument otherwise.
  virtual SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) = 0;
  [[nodiscard]] virtual std::vector<OptionText> options() const = 0;
};

/// What an explorer can do, and needs.
struct ExplorerTraits {
  bool exact = false;         // finds the whole front
  bool budgeted = false;      // has a budget among its options
  bool seeded = false;        // draws random numbers
  bool any_size = false;      // searches spaces beyond 2^64 designs
  bool needs_bounds = false;  // of a model: bounds of boxes
  bool needs_order = false;   // of axes: levels that are numbers
};

/// One line of the list of explorers.
struct ExplorerEntry {
  std::string_view name;
  std::string_view summary;
  ExplorerTraits traits;
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

/// Explorer::options for the same.
template <class E>
std::vector<OptionText> listed_options(typename E::Options options) {
  OptionLister lister;
  describe(options, lister);
  return std::move(lister.list);
}

}  // namespace bitpareto
