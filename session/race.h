// SPDX-License-Identifier: Apache-2.0
/// Explorers against each other on one space: what share of the front each has found after how many evaluations (docs/search.md).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "session/race_field.h"
#include "session/session.h"

namespace bitpareto::session {

/// How far a race has come: first each exact explorer, then all others side by side.
struct RaceProgress {
  std::size_t phase = 0;      // another number for each
  std::string_view explorer;  // the exact one; empty: the others
  double done = 0;            // designs: of which the exact one knows whether they are of the front; that the others evaluated
  double designs = 0;         // in all; infinite if only time ends it
  std::size_t runs_done = 0, runs = 0;  // of this phase
};

/// A front that is known from elsewhere to be the whole one.
struct KnownFront {
  std::string from;            // "run 3 of results.db"
  std::vector<double> values;  // [design][objective], minimised
};

/// One search of a race.
struct RaceRun {
  std::size_t racer = 0;
  std::uint64_t drawing = 0;          // of options; 0: those given
  std::optional<std::int64_t> seed;   // nothing: it draws no random numbers
  std::uint64_t evaluated = 0;        // designs
  std::size_t front = 0;              // designs that it found, equal ones once
  double seconds = 0;                 // of processors, for the search
  std::vector<double> shares;         // of the reference's hypervolume (FrontShare), after Race::counts[racer] evaluations
  double to_90 = std::numeric_limits<double>::infinity();  // evaluations to 90 % of it; infinite if it never had
  double to_99 = std::numeric_limits<double>::infinity();
  double to_random = std::numeric_limits<double>::infinity();  // to the median of what random search had at its end, if it raced
  [[nodiscard]] double share() const { return shares.empty() ? 0 : shares.back(); }
};

/// What shares are of.
struct RaceReference {
  bool is_exact = false;  // the whole front; otherwise that of all runs together
  std::string from;       // "exact", "run 3 of results.db", "all runs together"
  std::size_t designs = 0;  // equal ones once
  std::vector<double> ideal, nadir;  // by objective, as explorers see it: minimised
};

struct Race {
  std::vector<Racer> racers;
  std::vector<std::vector<Node>> options;             // [racer][drawing]: complete sections `explorer`
  std::vector<std::vector<std::uint64_t>> counts;     // [racer]: of evaluations, ascending
  std::vector<RaceRun> runs;                          // by racer, drawing and seed
  RaceReference reference;
  double seconds = 0;
  bool is_complete = true;  // otherwise ended by `progress`: runs that were not over are left out
};

struct RaceSettings {
  CountOrTime budget{.count = 10'000, .seconds = {}};  // of each run of an explorer that is not exact
  std::uint64_t repeats = 20;                          // of those that draw random numbers, with seeds `seed`, `seed` + 1, ...
  std::int64_t seed = 0;
  std::uint64_t drawings = 0;  // sets of options drawn at random, besides those given
  int threads = 1;             // runs side by side; exact explorers have all of them
  std::size_t memory = quarter_of_memory();  // bytes for what is computed before the runs
  std::optional<KnownFront> known = {};
  /// Returns whether to go on; called by any thread, one at a time. Empty: yes.
  std::function<bool(const RaceProgress&)> progress = {};
  /// Told of each run, by its position in Race::runs, as soon as it is known what it is worth: while the race goes on where the whole front is known,
  /// otherwise when all are over. By any thread, one at a time; of the race only what does not change any more may be read: the run, and everything but
  /// `runs`. May be empty.
  std::function<void(const Race&, std::size_t)> judged = {};
};

/// After how many evaluations it is looked, of `most`: 1, 2, 5, 10, ... up to a twentieth, then at every twentieth.
[[nodiscard]] std::vector<std::uint64_t> race_counts(std::uint64_t most);

/// Evaluations of an exact explorer that are followed design by design. Those behind them count when it tells of its front, between batches. Assumed: 20 s
/// where nothing of the native model fits into tables.
inline constexpr std::uint64_t followed_evaluations = std::uint64_t{1} << 21U;

/// Runs it. The same on any number of threads but for seconds, unless the budget is a time; and but for what an exact explorer finds behind
/// `followed_evaluations`, whose batches are made by the clock. Explorers that are exact search to their end, whatever the budget. `racers` must have met the
/// space. std::invalid_argument for a space without objectives, no repeats or no thread. If a run finds a
/// design that the whole front should have and does not, a DbError if that was known from elsewhere, std::logic_error if it is that of an exact explorer.
[[nodiscard]] Race race(const Session& session, std::vector<Racer> racers, const RaceSettings& settings);

}  // namespace bitpareto::session
