// SPDX-License-Identifier: Apache-2.0
#include "core/cost/evaluator.h"

#include <utility>

namespace bitpareto {

std::vector<Evaluation> evaluate_design(const Evaluator& evaluator, DesignIndex design) {
  DesignBlock block{evaluator.space()};
  block.set_range(design, 1);
  CostBlock costs{evaluator.workload_count()};
  evaluator.evaluate(block, costs);
  std::vector<Evaluation> list(evaluator.workload_count());
  for (std::size_t w = 0; w < list.size(); ++w) {
    for (std::size_t c = 0; c < costs.count(); ++c) {
      list[w][static_cast<Cost>(c)] = std::as_const(costs).column(w, static_cast<Cost>(c))[0];
    }
  }
  return list;
}

}  // namespace bitpareto
