// SPDX-License-Identifier: Apache-2.0
/// What an answer hangs on: each constant in doubt moved alone.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"

namespace bitpareto::session {

/// A constant and what hinges on it: each value of a design with this constant at its low and high end and all others as they stand, over the
/// value as it stands.
struct Sensitivity {
  models::NamedConstant constant;
  std::vector<double> low, high;  // of each value
  /// The value nearest to the one that stands at which a rival dominates the design, or no longer does; NaN: at none within its bounds.
  double flips_at = std::numeric_limits<double>::quiet_NaN();
  std::string flips_to;  // the number of that rival
};

struct Sensitivities {
  std::vector<Sensitivity> constants;  // those at which a rival takes the design's place, then those that move `values` most
  std::string dominated_by;            // the number of a rival that dominates it as the constants stand; empty: none does
};
/// Of every constant in doubt that moves anything. `rivals` may be empty: then nothing flips.
[[nodiscard]] Sensitivities sensitivities(const Session& session, const DesignKey& design, std::span<const DesignKey> rivals,
                                                     std::span<const Objective> values);

}  // namespace bitpareto::session
