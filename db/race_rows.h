// SPDX-License-Identifier: Apache-2.0
/// Races of explorers in a results database: docs/database.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "db/connection.h"

namespace bitpareto::db {

/// One search of a race, in the columns of the table `race_run`.
struct RaceRunRows {
  std::string explorer;
  std::string options;  // JSON
  std::int64_t drawing = 0;
  std::optional<std::int64_t> seed;
  std::int64_t evaluated = 0, front = 0;
  double cpu_seconds = 0;
  std::vector<std::pair<std::int64_t, double>> shares;  // by evaluations, ascending
};

/// A race before any run of it is over, in the columns of the table `race`.
struct RaceDescription {
  std::string name, configuration, hash, program_version, program_commit;
  std::vector<std::string> objectives;
  std::string space_size;  // digits
  std::optional<std::int64_t> budget_evaluations;
  std::optional<double> budget_seconds;
  int threads = 1;
  std::string reference;
  bool is_exact = false;
  std::int64_t reference_designs = 0;
  std::string started_at;
};

// Each is part of whatever transaction is open.
/// Adds a race that counts as interrupted, and returns its number.
std::int64_t begin_race(Connection& connection, const RaceDescription& race);
/// Adds a run of it that is over; `position` is its own.
void add_race_run(Connection& connection, std::int64_t race, std::int64_t position, const RaceRunRows& run);
/// The race took so long so far, and is complete or not.
void end_race(Connection& connection, std::int64_t race, double seconds, bool is_complete);

/// The front of a run that is complete.
struct CompleteFront {
  std::int64_t run = 0;
  std::vector<std::string> designs;  // numbers
};

/// That of the newest run with one of these hashes that this version of the program made; nothing if there is none.
[[nodiscard]] std::optional<CompleteFront> complete_front(const Connection& connection, std::span<const std::string> hashes, const std::string& program_version,
                                                        const std::string& program_commit);

}  // namespace bitpareto::db
