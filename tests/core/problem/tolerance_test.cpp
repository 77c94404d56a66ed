// SPDX-License-Identifier: Apache-2.0
#include "core/problem/tolerance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace bitpareto {
namespace {

double any_number() {
  const auto mantissa = *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 53);
  return std::ldexp(static_cast<double>(mantissa), *rc::gen::inRange(-900, 900)) * *rc::gen::element(1.0, -1.0);
}
Tolerance any_tolerance() { return Tolerance{*rc::gen::inRange(1, 99'999) * *rc::gen::element(1e-5, 1e-9, 1e-14)}; }

TEST(Tolerance, RoundsToHandWorkedSteps) {
  // The largest power of two up to a tenth is 1/16: from 1 to 2 in steps of 1/16, from 4 to 8 of 1/4.
  const Tolerance tenth{0.1};
  EXPECT_EQ(tenth.rounded(1), 1);
  EXPECT_EQ(tenth.rounded(1.06), 1);
  EXPECT_EQ(tenth.rounded(1.0625), 1.0625);
  EXPECT_EQ(tenth.rounded(5.47), 5.25);
  EXPECT_EQ(tenth.rounded(-5.47), -5.25);
  EXPECT_EQ(Tolerance{0.25}.rounded(7.9), 7);
  EXPECT_EQ(Tolerance{0.99}.rounded(7.9), 6);
  EXPECT_EQ(tenth.rounded(0), 0);
  EXPECT_EQ(tenth.rounded(std::numeric_limits<double>::infinity()), std::numeric_limits<double>::infinity());
  EXPECT_EQ(tenth.rounded(-std::numeric_limits<double>::infinity()), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(tenth.rounded(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_EQ(Tolerance{}.rounded(5.47), 5.47);
  EXPECT_TRUE(Tolerance{}.is_none());
}

RC_GTEST_PROP(Tolerance, NeverTurnsAnOrderAround, ()) {
  const Tolerance tolerance = any_tolerance();
  double a = any_number();
  double b = *rc::gen::element(true, false) ? any_number() : a * (1 + tolerance.share() * *rc::gen::inRange(-300, 300) * 0.01);
  if (b < a) std::swap(a, b);
  RC_ASSERT(tolerance.rounded(a) <= tolerance.rounded(b));
}

RC_GTEST_PROP(Tolerance, TakesAtMostItsShareOff, ()) {
  const Tolerance tolerance = any_tolerance();
  const double value = any_number();
  const double rounded = tolerance.rounded(value);
  RC_ASSERT(std::abs(rounded) <= std::abs(value) && std::signbit(rounded) == std::signbit(value));
  RC_ASSERT(std::abs(value) - std::abs(rounded) <= tolerance.share() * std::abs(rounded));
  RC_ASSERT(tolerance.rounded(rounded) == rounded);
  // The next step up is at most the tolerance away and more than a quarter of it, unless doubles themselves are further apart.
  const double next = rounded * (1 + tolerance.share());
  RC_ASSERT(tolerance.rounded(next * (1 + 1e-15)) != rounded);
  if (tolerance.share() > 1e-12) RC_ASSERT(tolerance.rounded(rounded * (1 + tolerance.share() / 4 * (1 - 1e-3))) == rounded);
}

TEST(Tolerance, IsReadWithItsUnit) {
  EXPECT_EQ(Tolerance::parse("0.5 %")->share(), 0.005);
  EXPECT_EQ(Tolerance::parse("10%")->share(), 0.1);
  EXPECT_EQ(Tolerance::parse("1e-3 %")->share(), 1e-5);
  for (const char* text : {"0.5 %", "10 %", "0.001 %", "3.3 %", "99.9 %", "0.7 %"}) EXPECT_EQ(Tolerance::parse(text)->text(), text);
  const auto refusal = [](const char* text) { return Tolerance::parse(text).error(); };
  EXPECT_EQ(refusal("0.005"), "'0.005' has no unit; expected a share such as 0.5 %, above 0 % and below 100 %");
  EXPECT_EQ(refusal("5 ms"), "'5 ms' has the unit 'ms'; expected a share such as 0.5 %, above 0 % and below 100 %");
  EXPECT_EQ(refusal("little"), "'little' is not a share; expected one such as 0.5 %");
  for (const char* text : {"0 %", "-1 %", "100 %", "1e9 %"}) EXPECT_EQ(refusal(text), "'" + std::string{text} + "' is outside (0 %, 100 %)");
  for (const double share : {0.0, -0.1, 1.0, std::nan("")}) EXPECT_THROW(Tolerance{share}, std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto
