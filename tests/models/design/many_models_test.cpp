// SPDX-License-Identifier: Apache-2.0
/// Objectives over many LLMs and both phases, against sums and products written out.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/problem/problem.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

/// Latency, energy and perplexity of one design, workload by workload.
std::vector<std::array<double, 3>> latency_energy_perplexity(const models::LoadedSpace& space, DesignIndex design) {
  const std::vector<Evaluation> costs = test::evaluate(space, design);
  std::vector<std::array<double, 3>> list;
  for (std::size_t w = 0; w < costs.size(); ++w) {
    const double tokens = space.uses[w].tokens;
    list.push_back({tokens * costs[w][Cost::latency], tokens * costs[w][Cost::energy], costs[w][Cost::perplexity]});
  }
  return list;
}

TEST(ManyModels, RatiosToTheBaselineAreTheWeightedGeometricMeansOverAllWorkloads) {
  const models::LoadedSpace six = test::load_file("configs/spaces/six-llms.yaml");
  const models::LoadedSpace fp16 = test::load_file("configs/spaces/six-llms-fp16.yaml");
  ASSERT_EQ(six.uses.size(), 12U);
  const auto base = latency_energy_perplexity(fp16, 0);
  const Problem problem = six.problem();
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  int feasible = 0;
  for (DesignIndex design = 0; design <= problem.space().last_index(); design += 397) {
    block.set_range(design, 1);
    problem.evaluate(block, out);
    if (out.infeasible()[0] != 0) continue;
    ++feasible;
    const auto of = latency_energy_perplexity(six, design);
    double time = 0;
    double energy = 0;
    double perplexity = 0;
    double weights = 0;
    for (std::size_t w = 0; w < of.size(); ++w) {
      // Prefill and decode of each LLM, in turn; decode counts twice.
      const double weight = w % 2 == 0 ? 1 : 2;
      weights += weight;
      time += weight * std::log(of[w][0] / base[w][0]);
      energy += weight * std::log(of[w][1] / base[w][1]);
      if (w % 2 == 0) perplexity += std::log(of[w][2]);
    }
    EXPECT_NEAR(out.values(0)[0], std::exp(time / weights), 1e-12);
    EXPECT_NEAR(out.values(1)[0], std::exp(energy / weights), 1e-12);
    // Within 0.5 %, rounded down.
    EXPECT_LE(out.values(3)[0], std::exp(perplexity / 6));
    EXPECT_GE(out.values(3)[0] * 1.005, std::exp(perplexity / 6));
  }
  EXPECT_GT(feasible, 5);
}

TEST(ManyModels, WarnsOfABaselineThatRunsSomethingElse) {
  const std::string space =
      "workloads: [{model: opt-1.3b, phase: prefill, context: 256}]\n"
      "design: {performance_model: native, array: {rows: 32, columns: 32}, weights: {bits: 4}}\n"
      "baseline: spaces/six-llms-fp16.yaml\n"
      "objectives: ['r: geomean(each.latency) / baseline.geomean(each.latency)', area]\n";
  const std::vector<std::string> warnings = test::complaints(space);
  EXPECT_TRUE(std::ranges::any_of(warnings, [](const std::string& w) { return w.find("the baseline runs other workloads than this space") != std::string::npos; }));
}

}  // namespace
}  // namespace bitpareto
