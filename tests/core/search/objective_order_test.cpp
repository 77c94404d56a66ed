// SPDX-License-Identifier: Apache-2.0
#include "core/search/objective_order.h"

#include <gtest/gtest.h>

#include "core/search/dominance.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;
using Order = std::vector<std::uint32_t>;

TEST(ObjectiveOrder, BreaksTiesByTheOtherObjectivesThenByPosition) {
  const Values values{2, 1, 1, 3, 1, 2, 2, 1};
  EXPECT_EQ(sorted_by(values, 2, 0), (Order{2, 1, 0, 3}));
  EXPECT_EQ(sorted_by(values, 2, 1), (Order{0, 3, 2, 1}));
  EXPECT_EQ(sorted_by(Values{}, 2, 1), Order{});
}

// What keeps ties from reaching the sweeps: docs/decisions/0034.
RC_GTEST_PROP(ObjectiveOrder, PutsWhatDominatesAPointBeforeItInEveryObjective, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(0, 60);
  const Values values = test::random_points(count, objectives);
  for (std::size_t o = 0; o < objectives; ++o) {
    const Order order = sorted_by(values, objectives, o);
    std::vector<std::size_t> place(count, count);
    for (std::size_t p = 0; p < order.size(); ++p) place[order[p]] = p;
    for (std::size_t a = 0; a < count; ++a) {
      RC_ASSERT(place[a] < count);
      for (std::size_t b = 0; b < count; ++b) {
        const bool is_less = values[a * objectives + o] < values[b * objectives + o];
        if (is_less || dominates(values.data() + a * objectives, values.data() + b * objectives, objectives)) RC_ASSERT(place[a] < place[b]);
      }
    }
  }
}

}  // namespace
}  // namespace bitpareto
