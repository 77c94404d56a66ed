// SPDX-License-Identifier: Apache-2.0
#include "explorers/kept_designs.h"

#include <algorithm>
#include <numeric>

namespace bitpareto::explorers {

void insert_known(const Problem& problem, std::span<const DesignKey> designs, const std::function<std::uint64_t(const DesignKey&)>& number_of,
                  ParetoArchive& archive) {
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  std::vector<double> values(problem.objectives().size());
  for (const DesignKey& design : designs) {
    block.clear();
    block.push(design);
    problem.evaluate(block, out);
    for (std::size_t o = 0; o < values.size(); ++o) values[o] = out.values(o)[0];
    archive.insert(values, number_of(design));
  }
}

FoundFront in_order(const Front& front, std::vector<DesignKey> designs) {
  std::vector<std::size_t> order(front.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!std::ranges::is_sorted(designs)) std::ranges::sort(order, {}, [&](std::size_t i) -> const DesignKey& { return designs[i]; });
  FoundFront sorted{.objectives = front.objectives, .designs = {}, .values = {}};
  for (const std::size_t i : order) {
    sorted.designs.push_back(std::move(designs[i]));
    sorted.values.insert(sorted.values.end(), front.at(i).begin(), front.at(i).end());
  }
  return sorted;
}

}  // namespace bitpareto::explorers
