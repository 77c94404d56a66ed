// SPDX-License-Identifier: Apache-2.0
/// How large a front a space invites, from designs drawn at random: what check warns of before days are spent.
#pragma once

#include <cstdint>

#include "session/session.h"

namespace bitpareto::session {

struct FrontForecast {
  std::uint64_t drawn = 0, feasible = 0;  // designs of the sample
  std::uint64_t front = 0;                // of the feasible ones, that no other of the sample dominates, each kind of equal ones once
  std::uint64_t front_within = 0;         // the same if every objective had a tolerance of `tolerance` at least
  /// What the front of the whole space may have, from how it grows with the sample: as a power of the logarithm of the number of designs, as it does
  /// where objectives are independent (Bentley, Kung, Schkolnick and Thompson, J. ACM 25(4), 1978), and as a power of that number, which is the most that it can keep up.
  double least = 0, most = 0;
};
inline constexpr double forecast_tolerance = 0.01;

/// Evaluates a few thousand designs. Deterministic. Requires objectives and a model that evaluates.
[[nodiscard]] FrontForecast forecast_front(const Session& session);

}  // namespace bitpareto::session
