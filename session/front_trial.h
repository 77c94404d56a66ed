// SPDX-License-Identifier: Apache-2.0
/// Trying to break what an exact search claims: that nothing dominates its front and nothing is missing from it.
#pragma once

#include <cstdint>
#include <optional>

#include "session/session.h"

namespace bitpareto::session {

struct TrialSettings {
  std::uint64_t designs = 1;  // of each kind: drawn from the whole space, and neighbours of designs of the front
  std::uint64_t seed = 0;
  int threads = 1;
};

struct FrontTrial {
  std::uint64_t tried = 0, feasible = 0;  // designs, some perhaps twice
  /// The first that nothing of the front dominates and that is not in it (where equal designs are all kept: nor one like it).
  std::optional<DesignKey> missing;
};

/// A neighbour has another level on one axis: the next one up or down, or any where levels are names. The same designs on any number of threads.
/// Requires at least one thread.
[[nodiscard]] FrontTrial try_front(const Session& session, const FoundFront& front, const TrialSettings& settings);

}  // namespace bitpareto::session
