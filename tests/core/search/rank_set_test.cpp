// SPDX-License-Identifier: Apache-2.0
#include "core/search/rank_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <set>

namespace bitpareto {
namespace {

RC_GTEST_PROP(RankSet, KnowsTheNeighboursThatABalancedTreeKnows, ()) {
  const auto limit = *rc::gen::element<std::size_t>(1, 2, 63, 64, 65, 4'096, 4'097, 300'000);
  const std::size_t spread = *rc::gen::element<std::size_t>(1, 100, 300'000);  // of what is inserted: near each other or not
  std::uint64_t state = *rc::gen::arbitrary<std::uint64_t>();
  RankSet set{limit};
  std::set<std::size_t> tree;
  for (int i = 0; i < 400; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const std::size_t number = (state >> 33U) % std::min(limit, spread);
    if ((state >> 29U) % 3 == 0) {
      set.erase(number);
      tree.erase(number);
    } else if ((state >> 29U) % 3 == 1) {
      set.insert(number);
      tree.insert(number);
    }
    const auto here = tree.lower_bound(number);
    RC_ASSERT(set.before(number) == (here == tree.begin() ? RankSet::none : *std::prev(here)));
    const auto next = tree.upper_bound(number);
    RC_ASSERT(set.after(number) == (next == tree.end() ? RankSet::none : *next));
  }
}

}  // namespace
}  // namespace bitpareto
