// SPDX-License-Identifier: Apache-2.0
/// Races in a results database, and the whole fronts that it knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/run_store.h"
#include "session/race.h"

namespace bitpareto::session {

/// A database that keeps a race while it runs: one thread at a time, and no other process writes to it meanwhile.
class RaceStore {
 public:
  /// Opens the file, or makes it. Throws as RunStore does.
  explicit RaceStore(const std::string& database);

  /// The front that a complete run of an exact explorer on this space left in the file, made by this very program; nothing if there is none. A DbError if
  /// its designs are not of the space, or are infeasible: then something else changed it.
  [[nodiscard]] std::optional<KnownFront> whole_front(const Session& session, const Catalogue& catalogue) const;

  /// Stores a run that is over, and before the first one what is known of the race: RaceSettings::judged.
  void add(const Session& session, const RaceSettings& settings, const Race& race, std::size_t run);
  /// Stores how a race ended of which runs were added.
  void end(const Race& race);
  /// The number of the race in the file; nothing before its first run.
  [[nodiscard]] std::optional<std::int64_t> number() const { return number_; }

 private:
  std::string database_;
  db::RunStore store_;
  std::string opened_at_;
  std::optional<std::int64_t> number_;
};

}  // namespace bitpareto::session
