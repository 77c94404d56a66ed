// SPDX-License-Identifier: Apache-2.0
#include "session/few_designs.h"

#include <algorithm>
#include <limits>

#include "core/problem/design_table.h"

namespace bitpareto::session {

std::vector<double> FewDesigns::values(const Standpoint& from, std::span<const Objective> values) const {
  std::vector<double> list;
  list.reserve(designs_->size() * values.size());
  at(from, [&](const Problem& problem) {
    DesignBlock block{problem.space()};
    CostBlock costs{problem.workloads().size()};
    for (std::size_t first = 0; first < designs_->size(); first += block_size) {
      const auto some = std::span{*designs_}.subspan(first, std::min(block_size, designs_->size() - first));
      block.set(some);
      problem.evaluator().evaluate(block, costs);
      for (std::size_t i = 0; i < some.size(); ++i) {
        const EvaluatedDesign design{problem, block, costs, i};
        const bool exists = std::as_const(costs).cannot_exist()[i] == 0;
        for (const Objective& value : values) {
          const Cell cell = exists ? design.value(value) : Cell{};
          const auto* const number = std::get_if<double>(&cell);
          list.push_back(number == nullptr ? std::numeric_limits<double>::quiet_NaN() : *number);
        }
      }
    }
  });
  return list;
}

}  // namespace bitpareto::session
