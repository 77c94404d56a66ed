// SPDX-License-Identifier: Apache-2.0
/// Measures of fronts beside those of pagmo (Biscani and Izzo, JOSS 5(53), 2020), which were written by others from the same papers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>
#include <sstream>
#include <stdexcept>

#include "core/search/crowding.h"
#include "core/search/hypervolume.h"
#include "core/search/hypervolume_contributions.h"
#include "core/search/non_dominated.h"
#include "core/search/ranking.h"
#include "tests/core/search/points.h"

namespace bitpareto {
namespace {

using Values = std::vector<double>;

std::vector<pagmo::vector_double> rows_of(const Values& values, std::size_t objectives) {
  std::vector<pagmo::vector_double> rows;
  for (auto at = values.begin(); at != values.end(); at += static_cast<std::ptrdiff_t>(objectives)) rows.emplace_back(at, at + static_cast<std::ptrdiff_t>(objectives));
  return rows;
}

/// [point][objective] of which no two have a number in common.
Values without_ties(std::size_t count, std::size_t objectives) {
  Values values(count * objectives);
  for (std::size_t o = 0; o < objectives; ++o) {
    const std::vector<std::size_t> order = test::random_order(count);
    for (std::size_t i = 0; i < count; ++i) values[i * objectives + o] = static_cast<double>(order[i] * order[i]) / static_cast<double>(count * count);
  }
  return values;
}

double volume_by_pagmo(const Values& values, const Values& reference) {
  return values.empty() ? 0 : pagmo::hypervolume{rows_of(values, reference.size()), true}.compute(reference);
}

/// In what both differ by more than rounding; empty if in nothing. pagmo takes no points at the reference. Contributions are held against what its
/// hypervolumes differ by without a point: its own contributions are another matter where points have a number in common.
std::string difference(const Values& values, std::size_t objectives, double end) {
  const Values reference(objectives, end);
  const double rounding = 1e-12 * std::pow(end, static_cast<double>(objectives));
  std::ostringstream text;
  text.precision(17);
  const auto compare = [&](const std::string& what, double ours, double theirs) {
    if (!(std::abs(ours - theirs) <= rounding)) text << what << ' ' << ours << ", pagmo " << theirs << '\n';
  };
  const double whole = volume_by_pagmo(values, reference);
  compare("hypervolume", hypervolume(values, reference), whole);
  const Values contributions = hypervolume_contributions(values, reference);
  for (std::size_t i = 0; i < contributions.size(); ++i) {
    Values others = values;
    const auto begin = others.begin() + static_cast<std::ptrdiff_t>(i * objectives);
    others.erase(begin, begin + static_cast<std::ptrdiff_t>(objectives));
    compare("contribution of " + std::to_string(i), contributions[i], whole - volume_by_pagmo(others, reference));
  }
  return text.str();
}

RC_GTEST_PROP(Pagmo, FindsTheSameHypervolumeAndContributions, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 6);
  const std::size_t most = objectives <= 3 ? 100 : 30;
  RC_ASSERT(difference(test::random_points(*rc::gen::inRange<std::size_t>(1, most), objectives), objectives, 1.25) == "");
}

RC_GTEST_PROP(Pagmo, FindsTheSameContributionsOfPointsWithoutTies, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, objectives <= 3 ? 150 : 30);
  const Values values = without_ties(count, objectives);
  const Values reference(objectives, 1.25);
  const Values found = hypervolume_contributions(values, reference);
  const std::vector<double> theirs = pagmo::hypervolume{rows_of(values, objectives), true}.contributions(reference);
  for (std::size_t i = 0; i < count; ++i) RC_ASSERT(std::abs(found[i] - theirs[i]) <= 1e-12 * std::pow(1.25, static_cast<double>(objectives)));
}

TEST(Pagmo, FindsTheSameOfDegenerateSets) {
  for (std::size_t objectives = 2; objectives <= 5; ++objectives) {
    SCOPED_TRACE(objectives);
    EXPECT_EQ(difference(Values(objectives, 0.5), objectives, 1), "");           // one point
    EXPECT_EQ(difference(Values(20 * objectives, 0.5), objectives, 1), "");      // all equal
    Values chain;
    Values edge;
    for (int i = 0; i < 12; ++i) {
      chain.insert(chain.end(), objectives, i / 16.0);         // each dominates the next
      edge.insert(edge.end(), objectives, 0.5);                // all but two objectives equal
      edge[edge.size() - 1] = i / 16.0;
      edge[edge.size() - objectives] = 0.75 - i / 16.0;
    }
    EXPECT_EQ(difference(chain, objectives, 1), "");
    EXPECT_EQ(difference(edge, objectives, 1), "");
    edge.insert(edge.end(), edge.begin(), edge.end());         // every point twice
    EXPECT_EQ(difference(edge, objectives, 1), "");
  }
}

RC_GTEST_PROP(Pagmo, FindsTheSameHypervolumeOfLargerFronts, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 6);
  const std::size_t count = objectives <= 3 ? 2'000 : objectives == 4 ? 300 : 100;
  const Values values = test::random_points(count, objectives);
  const Values reference(objectives, 1.25);
  RC_ASSERT(std::abs(hypervolume(values, reference) - volume_by_pagmo(values, reference)) <= 1e-12 * std::pow(1.25, static_cast<double>(objectives)));
}

RC_GTEST_PROP(Pagmo, FindsTheSameRanks, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 7);
  const Values values = test::random_points(*rc::gen::inRange<std::size_t>(2, 200), objectives);
  const auto sorted = pagmo::fast_non_dominated_sorting(rows_of(values, objectives));
  RC_ASSERT(std::ranges::equal(non_dominated_ranks(values, objectives), std::get<3>(sorted)));
}

/// Equal points, a chain, and points that agree in all but two objectives, each twice: ranks, and what nothing dominates.
TEST(Pagmo, FindsTheSameRanksAndFrontsOfDegenerateSets) {
  for (std::size_t objectives = 2; objectives <= 5; ++objectives) {
    Values chain;
    Values edge;
    for (int i = 0; i < 12; ++i) {
      chain.insert(chain.end(), objectives, i / 16.0);
      edge.insert(edge.end(), objectives, 0.5);
      edge[edge.size() - 1] = i / 16.0;
      edge[edge.size() - objectives] = 0.75 - i / 16.0;
    }
    edge.insert(edge.end(), edge.begin(), edge.end());
    Values both = chain;
    both.insert(both.end(), edge.begin(), edge.end());
    for (const Values& values : {Values(20 * objectives, 0.5), chain, edge, both}) {
      const auto sorted = pagmo::fast_non_dominated_sorting(rows_of(values, objectives));
      EXPECT_TRUE(std::ranges::equal(non_dominated_ranks(values, objectives), std::get<3>(sorted))) << objectives;
      std::vector<std::size_t> front{std::get<0>(sorted)[0].begin(), std::get<0>(sorted)[0].end()};
      std::ranges::sort(front);
      EXPECT_EQ(non_dominated(values, objectives, 2), front) << objectives;
    }
  }
}

// Where all numbers differ: of equal ones pagmo takes any as the neighbour.
RC_GTEST_PROP(Pagmo, FindsTheSameCrowdingDistances, ()) {
  const auto objectives = *rc::gen::inRange<std::size_t>(2, 6);
  const auto count = *rc::gen::inRange<std::size_t>(2, 100);
  const Values values = without_ties(count, objectives);
  const Values found = crowding_distances(values, objectives);
  const Values theirs = pagmo::crowding_distance(rows_of(values, objectives));
  for (std::size_t i = 0; i < count; ++i) RC_ASSERT(found[i] == theirs[i] || std::abs(found[i] - theirs[i]) <= 1e-12 * found[i]);
}

TEST(Pagmo, AlsoRefusesWhatIsNotANumber) {
  const Values values{0.0, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THROW(static_cast<void>(pagmo::hypervolume{rows_of(values, 2), true}.compute({1.0, 1.0})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(hypervolume(values, Values{1.0, 1.0})), std::invalid_argument);
}

/// pagmo takes them. Here no measure does: ranks would be right, but ranges, distances and volumes would not be numbers.
TEST(Infinity, IsRefusedByEveryMeasure) {
  for (const double infinity : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    const Values values{0.0, 1.0, 1.0, infinity};
    const Values reference{2.0, 2.0};
    EXPECT_THROW(static_cast<void>(hypervolume(values, reference)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(hypervolume_contributions(values, reference)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(hypervolume_contribution(values, 0, reference)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(non_dominated_ranks(values, 2)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(crowding_distances(values, 2)), std::invalid_argument);
  }
}

}  // namespace
}  // namespace bitpareto
