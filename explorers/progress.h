// SPDX-License-Identifier: Apache-2.0
/// How far a search has come and how long that took: what explorers write into checkpoints that name no place.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bitpareto::explorers {

using Clock = std::chrono::steady_clock;
[[nodiscard]] inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Designs that are done, and the seconds that they took in all sessions.
struct Progress {
  std::uint64_t done = 0;
  double seconds = 0;

  [[nodiscard]] std::string text() const;
  /// Nothing, if text() did not write it. Version 1 of the database kept the count alone.
  [[nodiscard]] static std::optional<Progress> read(std::string_view text);
};

}  // namespace bitpareto::explorers
