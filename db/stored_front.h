// SPDX-License-Identifier: Apache-2.0
/// Which front of a run's designs is asked for, and what it is: RunReader::front().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/search/pareto.h"
#include "core/search/thinning.h"
#include "core/table/table.h"

namespace bitpareto::db {

/// Names in expressions are those of RunNames.
struct FrontQuery {
  std::vector<std::string> objectives;  // metrics or formulas; empty: those of the run, with their tolerances
  Ties ties = Ties::all;
  std::string where;                 // a condition on the designs that take part; empty: all
  std::vector<std::string> columns;  // names; empty: design, axes, metrics; one more for each formula among the objectives
  std::vector<std::string> sort;     // expressions, a leading '-' for descending; empty: the first objective
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> most;  // representatives, at least 1; none: every design
  ThinBy thin_by = ThinBy::epsilon;
};

struct StoredFront {
  Table table;
  std::size_t size = 0;              // designs, before it was thinned or limited
  std::size_t kept = 0;              // of those, before it was limited
  std::optional<Thinning> thinning;  // where it was thinned, without Thinning::kept
  // A run may know a design by nothing but that another dominates it in the run's objectives. The front of what is stored is that of all such
  // designs too, in values, if both hold:
  std::vector<std::string> beyond;  // none: objectives in which a design may be better than one that dominates it in those of the run
  bool where_is_kept = true;        // what `where` holds for, it holds for whatever dominates that
  std::vector<std::string> rounded;  // objectives of the run with a tolerance, within which alone this is so: "perplexity within 0.5 %"
};

}  // namespace bitpareto::db
