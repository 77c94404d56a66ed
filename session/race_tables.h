// SPDX-License-Identifier: Apache-2.0
/// A race as tables.
#pragma once

#include "core/table/table.h"
#include "session/race.h"

namespace bitpareto::session {

/// A row for each racer: quartiles over seeds of the share at the end, evaluations to shares of 0.9, 0.99 and of what random search has at its end (medians;
/// nothing where fewer than half of the runs get there), how many times fewer that is than random's, processor seconds of a run. With drawn options also the spread
/// over drawings, each of which counts by the median over its seeds, and the best one's options.
[[nodiscard]] Table race_table(const Race& race);
/// The same as people read it.
[[nodiscard]] Table race_table_for_people(const Race& race);

/// A row for each racer, drawing and number of evaluations: the quartiles over seeds of the share then.
[[nodiscard]] Table race_curves(const Race& race);
/// A row for each run and number of evaluations.
[[nodiscard]] Table race_run_curves(const Race& race);

/// The drawn options of a racer that are best, by the median share at the end over seeds, of equal ones the first; 0 if none were drawn.
[[nodiscard]] std::uint64_t best_drawing(const Race& race, std::size_t racer);
/// The median over seeds of the share at the end; NaN if no such run was over.
[[nodiscard]] double share_of(const Race& race, std::size_t racer, std::uint64_t drawing);

}  // namespace bitpareto::session
