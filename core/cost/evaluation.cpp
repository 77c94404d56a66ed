// SPDX-License-Identifier: Apache-2.0
#include "core/cost/evaluation.h"

namespace bitpareto {

namespace {
constinit Numbering numbering{cost_count, most_costs, "too many costs of performance models"};
}

std::size_t known_costs() { return numbering.next(); }

Cost numbered_cost(Numbering::Slot& slot) { return static_cast<Cost>(numbering.of(slot)); }

std::string_view to_text(PerplexityBasis basis) {
  switch (basis) {
    case PerplexityBasis::measured:
      return "measured";
    case PerplexityBasis::interpolated:
      return "interpolated";
    case PerplexityBasis::extrapolated:
      return "extrapolated";
    case PerplexityBasis::transferred:
      return "transferred";
    case PerplexityBasis::gaussian:
      return "gaussian";
  }
  return {};
}

}  // namespace bitpareto
