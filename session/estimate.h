// SPDX-License-Identifier: Apache-2.0
/// How long a sweep takes and how large its database becomes, from doing a part of it.
#pragma once

#include <cstdint>
#include <optional>

#include "session/session.h"

namespace bitpareto::session {

struct Estimate {
  double seconds = 0;           // of search and of storing, from the first design to a closed database; NaN: it cannot be foreseen
  double designs_per_second = 0;  // searched and stored; 0: not known
  double measured = 0;          // designs that were searched to know it
  bool is_whole = false;        // those were all: nothing is extrapolated
  std::optional<double> bytes;  // of the database; nothing if it depends on a front that is not known yet
  double bytes_per_design = 0;  // of those that it holds; 0 if none was stored
};

/// Does what sweep does, into a database in a folder of its own that is gone afterwards: the whole of a space that
/// takes less than a tenth of a second, otherwise as many designs as a quarter of a second takes, from all over the
/// space. A DbError says why that is not possible; std::invalid_argument as require_searchable(). `watcher` (may be
/// null) can end it early: the numbers then mean nothing.
[[nodiscard]] Estimate estimate_sweep(const Session& session, int threads, Observer* watcher = nullptr);

}  // namespace bitpareto::session
