// SPDX-License-Identifier: Apache-2.0
#include "core/cost/formula_trace.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

TEST(Trace, IsTheSameForTheSameFormulaOfTheSameNumbersOnly) {
  FormulaTable table;
  const Trace a{table, 0, 1};
  const Trace b{table, 0, 2};
  const Trace again{table, 0, 1};
  const Trace elsewhere{table, 1, 1};
  EXPECT_EQ(a, again);
  EXPECT_FALSE(a == b);
  EXPECT_FALSE(a == elsewhere);
  EXPECT_EQ(a * b + Trace{2.0}, again * b + Trace{2.0});
  EXPECT_FALSE(a * b + Trace{2.0} == a * b + Trace{3.0});
  EXPECT_FALSE(a * b == b * a);  // the same number, but nobody promises it
  EXPECT_FALSE((a + b) + elsewhere == a + (b + elsewhere));
  EXPECT_FALSE(a - b == a / b);
  EXPECT_FALSE(largest(a, b) == larger(a, b));
  EXPECT_FALSE(if_less(a, b, a, b) == if_at_most(a, b, a, b));
  EXPECT_FALSE(if_less(a, b, a, b) == if_less(a, b, b, a));
}

TEST(Trace, CalculatesConstantsAndLeavesOutNothingAdded) {
  FormulaTable table;
  const Trace a{table, 0, 1};
  EXPECT_EQ(Trace{2.0} * Trace{3.0}, Trace{6.0});
  EXPECT_EQ(Trace{1.0} - Trace{1.0}, Trace{0.0});
  EXPECT_EQ(a + Trace{0.0}, a);
  EXPECT_EQ(Trace{0.0} + a, a);
  EXPECT_FALSE(a + Trace{1.0} == a);
  EXPECT_FALSE(a == Trace{0.0});
}

}  // namespace
}  // namespace bitpareto
