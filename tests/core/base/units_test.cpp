// SPDX-License-Identifier: Apache-2.0
#include "core/base/units.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

using namespace units;

TEST(Units, AreMultipliedOnAndDividedOff) {
  const Energy per_mac = 0.21 * pJ;
  EXPECT_DOUBLE_EQ(per_mac / pJ, 0.21);
  EXPECT_DOUBLE_EQ((2.0 * KiB) / byte, 2048);
  EXPECT_DOUBLE_EQ((1500.0 * um2) / mm2, 0.0015);
}

TEST(Units, TypesFollowFromProductsAndQuotients) {
  const Power average = 1e9 * (0.5 * pJ) / (1.0 * ms);
  EXPECT_DOUBLE_EQ(average / W, 0.5);
  const Frequency clock = 1.0 / (2.0 * ns);
  EXPECT_DOUBLE_EQ(clock / MHz, 500);
  const EnergyPerBit dram = (1200.0 * pJ) / (64.0 * bit);
  EXPECT_DOUBLE_EQ(dram * (1.0 * bit) / pJ, 18.75);
  static_assert(std::is_same_v<decltype(pJ / fJ), double>);
}

TEST(Units, AreOrdered) { EXPECT_LT(999.0 * fJ, 1.0 * pJ); }

}  // namespace
}  // namespace bitpareto
