// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/student_t.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bitpareto::models {
namespace {

TEST(WeightMagnitude, HasTheClosedFormsOfTwoAndFourDegrees) {
  const WeightMagnitude two{0.5};
  const WeightMagnitude four{0.25};
  for (const double x : {0.01, 0.3, 1.0, 2.5, 7.0, 40.0}) {
    const double s2 = x / std::sqrt(2 + x * x);
    const double s4 = x / std::sqrt(4 + x * x);
    EXPECT_NEAR(two.at_most(x), s2, 1e-14) << x;
    EXPECT_NEAR(four.at_most(x), s4 * (1 + 2 / (4 + x * x)), 1e-14) << x;
    EXPECT_NEAR(two.density(x), std::pow(2 + x * x, -1.5), 1e-15) << x;
  }
}

// Two-sided critical values as statistical tables print them (Abramowitz and Stegun, tables 26.5 and 26.10).
TEST(WeightMagnitude, HasTheQuantilesOfThePrintedTables) {
  EXPECT_NEAR(WeightMagnitude{1.0 / 10}.exceeded_with(0.05), 2.228, 5e-4);
  EXPECT_NEAR(WeightMagnitude{1.0 / 5}.exceeded_with(0.01), 4.032, 5e-4);
  EXPECT_NEAR(WeightMagnitude{1.0 / 3}.exceeded_with(0.001), 12.924, 5e-4);
  EXPECT_NEAR(WeightMagnitude{1.0 / 120}.exceeded_with(0.002), 3.160, 5e-4);
  EXPECT_NEAR(WeightMagnitude{0}.exceeded_with(0.05), 1.959963984540054, 1e-14);
  EXPECT_NEAR(WeightMagnitude{0}.exceeded_with(0.5), 0.6744897501960817, 1e-14);
}

TEST(WeightMagnitude, AgreesWithErfcWhereItIsGaussian) {
  const WeightMagnitude gaussian{0};
  for (double x = 0.05; x < 12; x += 0.05) {
    EXPECT_NEAR(gaussian.above(x) / std::erfc(x / std::sqrt(2.0)), 1, 1e-13) << x;
  }
}

TEST(WeightMagnitude, QuantilesInvertTails) {
  for (const double tail : {0.0, 0.0025, 0.02, 0.1, 0.3, 1 / 2.2}) {
    const WeightMagnitude w{tail};
    for (double l = 0.01; l < 40; l *= 1.3) {
      const double x = w.exceeded_with(std::exp(-l));
      EXPECT_NEAR(w.above(x) / std::exp(-l), 1, 1e-11) << tail << " " << l;
      if (l > 0.25 && l < 38) {  // beyond, too rare or too small to matter for a sample
        EXPECT_NEAR(w.exceeded_with_log(l) / x, 1, 1e-4) << tail << " " << l;
      }
    }
  }
}

/// The integral of the density is the distribution, whatever the degrees.
TEST(WeightMagnitude, DensityIntegratesToWhatLiesWithin) {
  for (const double tail : {0.0, 0.0025, 0.05, 0.25, 0.4}) {
    const WeightMagnitude w{tail};
    double sum = 0;
    constexpr int steps = 4'000;
    constexpr double end = 3;
    for (int i = 0; i < steps; ++i) sum += 2 * w.density((i + 0.5) * end / steps) * end / steps;
    EXPECT_NEAR(sum, w.at_most(end), 1e-7) << tail;
  }
}

}  // namespace
}  // namespace bitpareto::models
