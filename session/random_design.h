// SPDX-License-Identifier: Apache-2.0
/// A design of a space, each as likely as another.
#pragma once

#include "core/base/random.h"
#include "core/design/space.h"

namespace bitpareto::session {

/// A number below `below`, which is far below 2^64.
inline std::uint64_t drawn(Stream& stream, std::uint64_t below) { return stream.bits() % below; }

inline DesignKey random_design(const Space& space, Stream& stream) {
  DesignKey key;
  for (const Axis& axis : space.axes()) key.push_back(drawn(stream, axis.levels.size()));
  return key;
}

}  // namespace bitpareto::session
