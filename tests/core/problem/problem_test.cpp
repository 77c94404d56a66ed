// SPDX-License-Identifier: Apache-2.0
/// What a search sees of a model that forgets something.
#include "core/problem/problem.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/problem/design_table.h"
#include "models/hardware/leaves.h"

namespace bitpareto {
namespace {

const std::vector<WorkloadUse> uses{{.name = "decode", .model_name = "m", .shape = {.phase = Phase::decode}}};

/// Rows 1 to 4; a design of r rows takes r seconds and, unless that is forgotten, 10 / r joules.
class Forgetful final : public Evaluator {
 public:
  [[nodiscard]] const Space& space() const override { return space_; }
  [[nodiscard]] std::size_t workload_count() const override { return 1; }
  [[nodiscard]] std::span<const std::string> reasons() const override { return reasons_; }
  [[nodiscard]] DesignPoint seen_by(std::size_t /*workload*/, const DesignPoint& point) const override { return point; }
  [[nodiscard]] CostBounds bounds(const Box& box, CostSet /*wanted*/) const override {
    CostBounds bounds{1};
    const Interval rows{static_cast<double>(box[0].first + 1), static_cast<double>(box[0].last + 1)};
    bounds.at(0, Cost::latency) = latency_bounds.value_or(rows);
    if (bounds_energy) bounds.at(0, Cost::energy) = Interval{10} / rows;
    return bounds;
  }
  bool sets_energy = true;
  bool bounds_energy = true;
  std::optional<Interval> latency_bounds;

 private:
  void fill(const DesignBlock& block, CostBlock& costs) const override {
    for (std::size_t i = 0; i < block.size(); ++i) {
      const auto rows = static_cast<double>(block.levels(0)[i] + 1);
      costs.column(0, Cost::latency)[i] = rows;
      if (sets_energy) costs.column(0, Cost::energy)[i] = 10 / rows;
    }
    if (sets_energy) costs.cannot_exist()[0] = 1;
  }

  Space space_{{{leaf::array_rows, Levels::list({1, 2, 3, 4})}}, DesignPoint{}, LeafNames{}};
  std::vector<std::string> reasons_{"", "first of a block"};
};

MetricExpression metric(const std::string& text) { return MetricExpression::parse(text, uses).value(); }

TEST(CostBlock, KeptTheNumbersOfTheBlockBeforeWhereAModelSetNone) {
  Forgetful model;
  DesignBlock block{model.space()};
  block.set_range(0, 4);
  CostBlock costs{1};
  const CostBlock& filled = costs;
  model.evaluate(block, costs);
  EXPECT_EQ(filled.column(0, Cost::energy)[1], 5);
  EXPECT_EQ(filled.cannot_exist()[0], 1);
  model.sets_energy = false;
  model.evaluate(block, costs);
  EXPECT_EQ(filled.column(0, Cost::latency)[1], 2);
  EXPECT_TRUE(std::isnan(filled.column(0, Cost::energy)[1]));
  EXPECT_EQ(filled.cannot_exist()[0], 0);
  model.evaluate(block, costs);
  EXPECT_TRUE(std::isnan(filled.column(0, Cost::energy)[1]));
  model.sets_energy = true;
  model.evaluate(block, costs);
  EXPECT_EQ(filled.column(0, Cost::energy)[3], 2.5);
}

TEST(CostBounds, StartedAsNothingInsteadOfAnything) {
  const CostBounds bounds{1};
  EXPECT_EQ(bounds.at(0, Cost::energy), (Interval{-INFINITY, INFINITY}));
  Forgetful model;
  model.bounds_energy = false;
  // [0, 0] would say that no design does better than 0 J, or than infinitely many tokens per joule, and that all keep
  // to at most 1 J.
  const Problem problem{model, uses, {metric("energy"), metric("tokens_per_j"), metric("edp")},
                        {Constraint::parse("energy >= 1 J", uses).value()}};
  const auto lowest = problem.lower_bounds(whole_box(model.space()));
  ASSERT_TRUE(lowest.has_value()) << "a design that nobody bounds may keep to the constraint";
  DesignBlock block{model.space()};
  block.set_range(0, 4);
  ObjectiveBlock out = problem.make_block();
  problem.evaluate(block, out);
  for (std::size_t o = 0; o < 3; ++o) {
    for (std::size_t i = 0; i < 4; ++i) EXPECT_LE((*lowest)[o], out.values(o)[i]) << o << " " << i;
  }
}

TEST(Problem, RoundsObjectivesAndTheirBoundsByTheTolerance) {
  Forgetful model;
  Objective energy{metric("energy")};
  Objective rate{metric("tokens_per_j")};
  energy.set_tolerance(Tolerance{0.5});  // steps of a half from 1 to 2, of 1 from 2 to 4, of 4 from 8 to 16
  rate.set_tolerance(Tolerance{0.5});
  const Problem problem{model, uses, {energy, rate, metric("energy")}, {}};
  DesignBlock block{model.space()};
  block.set_range(0, 4);
  ObjectiveBlock out = problem.make_block();
  problem.evaluate(block, out);
  // 10, 5, 3.33 and 2.5 J; 0.1, 0.2, 0.3 and 0.4 tokens/J, maximised. The first of a block does not exist here.
  const std::vector<double> energies{8, 4, 3, 2};
  const std::vector<double> rates{-0.09375, -0.1875, -0.25, -0.375};
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(out.values(0)[i], energies[i]);
    EXPECT_EQ(out.values(1)[i], rates[i]);
    EXPECT_EQ(out.values(2)[i], 10 / (static_cast<double>(i) + 1));
  }
  const auto lowest = problem.lower_bounds(whole_box(model.space()));
  ASSERT_TRUE(lowest);
  EXPECT_EQ(*lowest, (std::vector<double>{2, -0.375, 2.5}));
}

// A design is below a box if it is less than each of its bounds; no number is less than NaN, and none is more.
TEST(CostBounds, ComparedNaNAsEqual) {
  Forgetful model;
  const Problem problem{model, uses, {metric("latency"), metric("tokens_per_s")}, {}};
  for (const Interval unknown : {Interval{NAN, NAN}, Interval{NAN, 4}, Interval{1, NAN}, Interval{0, INFINITY}}) {
    model.latency_bounds = unknown;
    const auto lowest = problem.lower_bounds(whole_box(model.space()));
    ASSERT_TRUE(lowest.has_value());
    EXPECT_LE((*lowest)[0], 1);
    EXPECT_LE((*lowest)[1], -1);
  }
}

}  // namespace
}  // namespace bitpareto
