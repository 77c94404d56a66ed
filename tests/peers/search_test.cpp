// SPDX-License-Identifier: Apache-2.0
/// Fronts that a budget buys beside those of pagmo's NSGA-II, which searches the same functions, of real numbers.
#include <gtest/gtest.h>

#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "core/search/hypervolume.h"
#include "tests/explorers/searching.h"
#include "tests/support/test_functions.h"

namespace bitpareto {
namespace {

/// What was evaluated, by a problem of which pagmo makes copies. One thread.
struct Seen {
  std::uint64_t count = 0;
  std::unique_ptr<ParetoArchive> front;
};
Seen& seen() {
  static Seen one;
  return one;
}

struct PagmoFunction {
  test::Function function = test::zdt1;
  [[nodiscard]] pagmo::vector_double fitness(const pagmo::vector_double& x) const {
    pagmo::vector_double f(function.objectives);
    function.values(x, f);
    seen().front->insert(f, seen().count++);
    return f;
  }
  [[nodiscard]] std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    return {pagmo::vector_double(function.variables, 0.0), pagmo::vector_double(function.variables, 1.0)};
  }
  [[nodiscard]] pagmo::vector_double::size_type get_nobj() const { return function.objectives; }
};

double volume(const std::vector<double>& values, std::size_t objectives) { return hypervolume(values, std::vector<double>(objectives, 1.1)); }

/// Of everything that it evaluated: 100 designs and 249 generations of as many. Options as its authors have them (Deb et al., 2002, section V)
/// of 30 variables, of which it finds more than with those of 12, if it has 12.
double found_by_pagmo(const test::Function& function, unsigned seed) {
  seen() = {0, std::make_unique<ParetoArchive>(function.objectives, Ties::first)};
  const pagmo::problem problem{PagmoFunction{function}};
  pagmo::population population{problem, 100, seed};
  const pagmo::algorithm algorithm{pagmo::nsga2{249, 0.9, 15, 1.0 / 30, 20, seed}};
  static_cast<void>(algorithm.evolve(population));
  EXPECT_EQ(seen().count, 25'000U);
  return volume(seen().front->front().values, function.objectives);
}

double found_by_local(const test::Function& function, std::uint64_t seed) {
  const test::FunctionModel model{function};
  const Problem problem = model.problem();
  Node budget = make::text("25000");
  budget.quoted = false;
  return volume(watched(*explorer_of("local", make::map({{"budget", budget}})), problem, {.threads = 2, .seed = seed}).result.front.values, function.objectives);
}

TEST(Pagmo, FindsLessWithTheSameBudget) {
  for (const test::Function& function : {test::zdt1, test::dtlz2}) {
    const double theirs = found_by_pagmo(function, 0);
    RecordProperty(function.name, std::to_string(theirs));
    EXPECT_GT(found_by_local(function, 0), theirs) << function.name;
    EXPECT_GT(theirs, 0.75) << function.name << ": it was told something else";
  }
}

}  // namespace
}  // namespace bitpareto
