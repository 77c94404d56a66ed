// SPDX-License-Identifier: Apache-2.0
#include "core/search/hypervolume_contributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/search/hypervolume.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

TEST(HypervolumeContributions, AreWhatSquaresOnPaperCount) {
  EXPECT_EQ(hypervolume_contributions(Values{3, 7, 5}, Values{10}), (Values{2, 0, 0}));
  // A column of 1 square, one of 3, two of 4: of each what stands out.
  EXPECT_EQ(hypervolume_contributions(Values{1, 4, 2, 2, 3, 1}, Values{5, 5}), (Values{1, 2, 2}));
  // The same with a point behind the middle: what that has stays without the middle.
  EXPECT_EQ(hypervolume_contributions(Values{1, 4, 2, 2, 3, 1, 2, 3}, Values{5, 5}), (Values{1, 1, 2, 0}));
  // Three boxes of 2 cubes, of which all share one.
  EXPECT_EQ(hypervolume_contributions(Values{0, 1, 1, 1, 0, 1, 1, 1, 0}, Values{2, 2, 2}), (Values{1, 1, 1}));
  EXPECT_EQ(hypervolume_contributions(Values{0, 0, 0, 0, 1, 1, 1, 1}, Values{2, 2, 2, 2}), (Values{15, 0}));
}

TEST(HypervolumeContributions, OfEqualPointsAndOfThoseBeyondTheReferenceAreNothing) {
  for (std::size_t objectives = 1; objectives <= 6; ++objectives) {
    const Values reference(objectives, 2.0);
    EXPECT_EQ(hypervolume_contributions(Values{}, reference), Values{});
    EXPECT_EQ(hypervolume_contributions(Values(3 * objectives, 1.0), reference), Values(3)) << objectives;
    Values values(objectives, 1.0);
    values.insert(values.end(), objectives, 0.0);
    values[objectives] = 2;
    EXPECT_EQ(hypervolume_contributions(values, reference), (Values{1, 0})) << objectives;
  }
}

RC_GTEST_PROP(HypervolumeContributions, AreWhatTheHypervolumeLosesWithoutThePoint, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, objectives > 3 ? 40 : 150);
  const Values values = test::random_points(count, objectives);
  const Values reference(objectives, *rc::gen::element(0.75, 1.0, 1.25));
  const double all = hypervolume(values, reference);
  const Values found = hypervolume_contributions(values, reference);
  for (std::size_t i = 0; i < count; ++i) {
    Values others = values;
    const auto begin = others.begin() + static_cast<std::ptrdiff_t>(i * objectives);
    others.erase(begin, begin + static_cast<std::ptrdiff_t>(objectives));
    const double expected = all - hypervolume(others, reference);
    RC_ASSERT(found[i] >= 0);
    RC_ASSERT(std::abs(found[i] - expected) <= 1e-12 * std::max(1e-3, all));
  }
}

RC_GTEST_PROP(HypervolumeContributions, OfOnePointAreThoseOfAll, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(1, 6);
  const Values values = test::random_points(*rc::gen::inRange<std::size_t>(1, 40), objectives);
  const Values reference(objectives, *rc::gen::element(0.75, 1.0, 1.25));
  const Values found = hypervolume_contributions(values, reference);
  for (std::size_t i = 0; i < found.size(); ++i) RC_ASSERT(std::abs(hypervolume_contribution(values, i, reference) - found[i]) <= 1e-12);
}

TEST(HypervolumeContributions, RefuseWhatIsNotFinite) {
  EXPECT_THROW(static_cast<void>(hypervolume_contributions(Values{0, std::nan("")}, Values{1, 1})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(hypervolume_contributions(Values{0, 0}, Values{1, -std::numeric_limits<double>::infinity()})), std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto
