// SPDX-License-Identifier: Apache-2.0
#include "core/base/elementary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>

namespace bitpareto {
namespace {

/// How many doubles lie between two numbers of one sign.
std::int64_t ulps(double a, double b) {
  return std::abs(std::bit_cast<std::int64_t>(a) - std::bit_cast<std::int64_t>(b));
}

RC_GTEST_PROP(Elementary, LogAgreesWithLibm, ()) {
  // Every exponent and mantissa of normal numbers.
  const auto bits = *rc::gen::inRange<std::uint64_t>(std::uint64_t{1} << 52, std::uint64_t{0x7ff} << 52);
  const double x = std::bit_cast<double>(bits);
  const double expected = std::log(x);
  // Where the logarithm itself is small, two units of the argument's rounding count.
  RC_ASSERT(ulps(portable_log(x), expected) <= 2 || std::abs(portable_log(x) - expected) < 4e-16);
}

RC_GTEST_PROP(Elementary, ExpAgreesWithLibm, ()) {
  const double x = *rc::gen::map(rc::gen::inRange(-700'000, 700'000), [](int n) { return n / 1000.0; });
  RC_ASSERT(ulps(portable_exp(x), std::exp(x)) <= 2);
}

/// Distance from the exact value in units of its last place, long double being exact enough.
double distance(double ours, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  return static_cast<double>(std::abs(static_cast<long double>(ours) - exact) / std::ldexp(1.0L, exponent - 53));
}

RC_GTEST_PROP(Elementary, AreWithinAUnitOrTwoOfLongDouble, ()) {
  const double size =
      std::ldexp(*rc::gen::map(rc::gen::inRange(1 << 20, 1 << 21), [](int n) { return n / double{1 << 20}; }),
                 *rc::gen::inRange(-40, 9));
  const double x = *rc::gen::arbitrary<bool>() ? size : -size;
  const auto exact = static_cast<long double>(x);
  RC_ASSERT(distance(portable_exp(x), std::exp(exact)) <= 1);
  RC_ASSERT(distance(portable_exp2(x), std::exp2(exact)) <= 1);
  RC_ASSERT(distance(portable_expm1(x), std::expm1(exact)) <= 2);
  if (x > -1) RC_ASSERT(distance(portable_log1p(x), std::log1p(exact)) <= 2);
}

TEST(Elementary, PowersOfTenAreWhatTheCompilerReads) {
  EXPECT_EQ(power_of_ten(0), 1);
  EXPECT_EQ(power_of_ten(22), 1e22);
  EXPECT_EQ(power_of_ten(9), 1e9);
  EXPECT_EQ(power_of_ten(-3), 1e-3);
  EXPECT_EQ(power_of_ten(-12), 1e-12);
  EXPECT_EQ(power_of_ten(-15), 1e-15);
  EXPECT_EQ(power_of_ten(-22), 1e-22);
  EXPECT_EQ(portable_hypot(3, 4), 5);
}

TEST(Elementary, Exp2IsExactAtWholeNumbers) {
  for (int e = -1022; e <= 1023; ++e) EXPECT_EQ(portable_exp2(e), std::ldexp(1.0, e));
}

TEST(Elementary, Log2IsExactAtPowersOfTwo) {
  for (int e = -1000; e <= 1000; ++e) EXPECT_EQ(portable_log2(std::ldexp(1.0, e)), e);
}

TEST(Elementary, ExpHasItsLimits) {
  EXPECT_EQ(portable_exp(0), 1);
  EXPECT_EQ(portable_exp(-1e9), 0);
  EXPECT_EQ(portable_exp(1e9), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(portable_exp(std::nan(""))));
}

}  // namespace
}  // namespace bitpareto
