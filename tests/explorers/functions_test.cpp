// SPDX-License-Identifier: Apache-2.0
/// How good fronts are that a budget buys, on functions whose fronts are known by equations.
#include <numbers>

#include "core/search/hypervolume.h"
#include "tests/explorers/searching.h"
#include "tests/support/test_functions.h"

namespace bitpareto {
namespace {

/// The best of three seeds of pagmo 2.18's NSGA-II on functions of real numbers: the hypervolume of all 25,000 that it evaluated (tests/peers/search_test.cpp).
constexpr double zdt1_of_pagmo = 0.8752;
constexpr double dtlz2_of_pagmo = 0.7960;
/// What no set of points exceeds: below f2 = 1 - sqrt(f1) lies 1 / 3, within an eighth of a sphere pi / 6.
constexpr double whole_zdt1 = 1.1 * 1.1 - 1.0 / 3;
constexpr double whole_dtlz2 = 1.1 * 1.1 * 1.1 - std::numbers::pi / 6;

struct Quiet final : Observer {
  bool batch_done(const EvaluatedBatch& /*batch*/) override { return true; }
};

double found(std::string_view name, const test::Function& function, std::uint64_t seed) {
  const test::FunctionModel model{function};
  Node budget = make::text("25000");
  budget.quoted = false;
  const Problem problem = model.problem();
  Quiet quiet;
  const SearchResult result = explorer_of(name, make::map({{"budget", budget}}))->explore(problem, {.threads = 2, .seed = seed}, quiet);
  return hypervolume(result.front.values, std::vector<double>(function.objectives, 1.1));
}

TEST(TestFunctions, AreThoseOfThePapers) {
  std::vector<double> x(30, 1.0);
  std::vector<double> f(2);
  test::zdt1.values(x, f);
  EXPECT_DOUBLE_EQ(f[0], 1);
  EXPECT_DOUBLE_EQ(f[1], 10 - std::sqrt(10.0));  // g = 1 + 9
  std::ranges::fill(x, 0.0);
  x[0] = 0.25;
  test::zdt1.values(x, f);
  EXPECT_DOUBLE_EQ(f[1], 0.5);
  x.assign(12, 0.5);
  f.resize(3);
  test::dtlz2.values(x, f);
  EXPECT_DOUBLE_EQ(f[0], 0.5);
  EXPECT_DOUBLE_EQ(f[1], 0.5);
  EXPECT_DOUBLE_EQ(f[2], std::sqrt(0.5));
  std::fill(x.begin() + 2, x.end(), 0.0);
  test::dtlz2.values(x, f);
  EXPECT_DOUBLE_EQ(f[0] * f[0] + f[1] * f[1] + f[2] * f[2], 3.5 * 3.5);  // 1 + 10 quarters
}

TEST(TestFunctions, HaveFrontsThatTheBestExplorerFindsAsWellAsPagmo) {
  for (const std::uint64_t seed : {0U, 1U}) {
    const double zdt1 = found("local", test::zdt1, seed);
    EXPECT_GT(zdt1, zdt1_of_pagmo);
    EXPECT_LT(zdt1, whole_zdt1);
    const double dtlz2 = found("local", test::dtlz2, seed);
    EXPECT_GT(dtlz2, dtlz2_of_pagmo);
    EXPECT_LT(dtlz2, whole_dtlz2);
  }
}

TEST(TestFunctions, HaveFrontsThatRandomDesignsAreFarFrom) {
  EXPECT_LT(found("random", test::zdt1, 0), zdt1_of_pagmo / 10);
  EXPECT_LT(found("random", test::dtlz2, 0), dtlz2_of_pagmo / 2);
}

}  // namespace
}  // namespace bitpareto
