// SPDX-License-Identifier: Apache-2.0
#include "core/cost/metric.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <span>

#include "core/cost/metric_column.h"
#include "core/cost/metric_value.h"

namespace bitpareto {
namespace {

// Compiled once each: what metric_value() is made of is inlined by force.
double value_of(const MetricExpression& metric, std::span<const WorkloadUse> uses, const std::function<double(std::size_t, Cost)>& cost,
                std::span<const double> divisors = {}) {
  return metric_value<double>(metric, uses, cost, divisors);
}
Interval bounds_of(const MetricExpression& metric, std::span<const WorkloadUse> uses, const std::function<Interval(std::size_t, Cost)>& cost) {
  return metric_value<Interval>(metric, uses, cost);
}

WorkloadUse use(const std::string& name, std::size_t model, Phase phase, double tokens = 1, std::int64_t batch = 1) {
  return {.name = name,
          .model_name = "model " + std::to_string(model),
          .model = model,
          .shape = {.phase = phase, .context = 256, .batch = batch},
          .tokens = tokens};
}

Evaluation costs(double latency, double compute_energy, double dram_energy, double array_area, double buffer_area,
                 double macs = 1e12) {
  Evaluation e;
  for (std::size_t c = 0; c < cost_count; ++c) e[static_cast<Cost>(c)] = 0;
  e[Cost::latency] = latency;
  e[Cost::total_cycles] = latency * 1e9;
  e[Cost::energy_compute] = compute_energy;
  e[Cost::energy_dram] = dram_energy;
  e[Cost::energy] = compute_energy + dram_energy;
  e[Cost::pe_array_area] = array_area;
  e[Cost::weight_buffer_area] = buffer_area;
  e[Cost::area] = array_area + buffer_area;
  e[Cost::operations] = 2 * macs;
  return e;
}

/// A prefill of 2 s and 6 + 4 J, and decode of 0.1 s and 0.2 + 0.3 J a step, 20 steps of 4 sequences.
class TwoPhases : public testing::Test {
 protected:
  std::vector<WorkloadUse> uses_{use("prefill", 0, Phase::prefill, 1), use("decode", 0, Phase::decode, 20, 4)};
  std::vector<Evaluation> costs_{costs(2, 6, 4, 1.5, 0.5, 5e12), costs(0.1, 0.2, 0.3, 1.25, 0.75, 1e11)};

  double value(const std::string& text) {
    const Result<MetricExpression> metric = MetricExpression::parse(text, uses_);
    EXPECT_TRUE(metric) << metric.error();
    return value_of(*metric, uses_, [&](std::size_t w, Cost c) { return costs_[w][c]; });
  }
  std::string refusal(const std::string& text) {
    const Result<MetricExpression> metric = MetricExpression::parse(text, uses_);
    return metric ? "" : metric.error();
  }
};

TEST_F(TwoPhases, TimesAreThoseOfTheirPhase) {
  EXPECT_DOUBLE_EQ(value("ttft"), 2);
  EXPECT_DOUBLE_EQ(value("tpot"), 0.1);
}

TEST_F(TwoPhases, LatencyEnergyAndCyclesAddUpWeightedByTokens) {
  EXPECT_DOUBLE_EQ(value("latency"), 2 + 20 * 0.1);
  EXPECT_DOUBLE_EQ(value("total_cycles"), 4e9);
  EXPECT_DOUBLE_EQ(value("energy"), 10 + 20 * 0.5);
  EXPECT_DOUBLE_EQ(value("energy_onchip"), 6 + 20 * 0.2);
  EXPECT_DOUBLE_EQ(value("energy_dram"), 4 + 20 * 0.3);
  EXPECT_DOUBLE_EQ(value("prefill.energy"), 10);
  EXPECT_DOUBLE_EQ(value("decode.energy"), 20 * 0.5);
}

TEST_F(TwoPhases, TokensCountTheBatch) {
  EXPECT_DOUBLE_EQ(value("energy_per_token"), 0.5 / 4);
  EXPECT_DOUBLE_EQ(value("tokens_per_s"), 4 / 0.1);
  EXPECT_DOUBLE_EQ(value("tokens_per_j"), 4 / 0.5);
}

TEST_F(TwoPhases, EdpIsTotalEnergyTimesTotalLatency) { EXPECT_DOUBLE_EQ(value("edp"), 20 * 4); }

TEST_F(TwoPhases, PowerIsEnergyOverLatencyAndPeakPowerTheHighestOfAnyPhase) {
  EXPECT_DOUBLE_EQ(value("power"), 20.0 / 4);
  costs_[0][Cost::peak_power] = 7;
  costs_[1][Cost::peak_power] = 6;
  EXPECT_DOUBLE_EQ(value("peak_power"), 7);
  EXPECT_DOUBLE_EQ(value("decode.peak_power"), 6);
}

TEST_F(TwoPhases, AreaIsThatOfOneChipWithTheLargestOfEachPart) {
  EXPECT_DOUBLE_EQ(value("pe_array_area"), 1.5);
  EXPECT_DOUBLE_EQ(value("weight_buffer_area"), 0.75);
  EXPECT_DOUBLE_EQ(value("area"), 2.25);
}

TEST_F(TwoPhases, OperationsAreTwoPerMultiplyAdd) {
  const double operations = 2 * (5e12 + 20 * 1e11);
  EXPECT_DOUBLE_EQ(value("achieved_tops"), operations / 4 / 1e12);
  EXPECT_DOUBLE_EQ(value("tops_per_w"), operations / 20 / 1e12);
  EXPECT_DOUBLE_EQ(value("tops_per_mm2"), operations / 4 / 1e12 / 2.25);
  costs_[0][Cost::peak_ops_per_s] = 8e12;
  costs_[1][Cost::peak_ops_per_s] = 6e12;
  EXPECT_DOUBLE_EQ(value("peak_tops"), 8);
}

TEST_F(TwoPhases, CopiesOfOneModelAddUp) {
  costs_[0][Cost::weight_bytes] = costs_[0][Cost::added_weight_bytes] = 100;
  costs_[1][Cost::weight_bytes] = 70;
  costs_[1][Cost::added_weight_bytes] = 70;  // stored a second time
  EXPECT_DOUBLE_EQ(value("weight_bytes"), 170);
  costs_[1][Cost::added_weight_bytes] = 0;  // the same copy
  EXPECT_DOUBLE_EQ(value("weight_bytes"), 100);
  EXPECT_DOUBLE_EQ(value("decode.weight_bytes"), 70);
}

TEST_F(TwoPhases, APerplexityThatOneWorkloadLacksIsLacking) {
  costs_[0][Cost::perplexity] = std::nan("");
  costs_[1][Cost::perplexity] = 5.5;
  EXPECT_TRUE(std::isnan(value("perplexity")));
  costs_[0][Cost::perplexity] = 6;
  EXPECT_DOUBLE_EQ(value("perplexity"), 6);
}

TEST_F(TwoPhases, RefusesWhatIsNotThere) {
  EXPECT_EQ(refusal("latensy"), "'latensy' is not a metric; did you mean 'latency'?");
  EXPECT_EQ(refusal("prefil.energy"), "'prefil' is not a workload; did you mean 'prefill'?");
  EXPECT_EQ(refusal("median(energy)"), "'median' is not an aggregate; one of worst, mean, geomean");
  EXPECT_EQ(refusal("prefill.tpot"), "tpot needs a decode workload");
  EXPECT_EQ(refusal("worst(energy"), "'worst(energy' lacks a closing parenthesis");
}

TEST_F(TwoPhases, NamesItsColumn) {
  const auto column = [&](const std::string& text) { return MetricExpression::parse(text, uses_)->column_name(); };
  EXPECT_EQ(column("energy"), "energy_j");
  EXPECT_EQ(column(" worst( prefill.energy )"), "worst_prefill_energy_j");
  EXPECT_EQ(column("tokens_per_s"), "tokens_per_s");
}

TEST(Metric, SeveralModelsNeedAnAggregate) {
  const std::vector<WorkloadUse> uses{use("decode", 0, Phase::decode), use("decode", 1, Phase::decode),
                                      use("decode", 2, Phase::decode)};
  std::vector<Evaluation> list{costs(1, 1, 0, 1, 1), costs(2, 1, 0, 1, 1), costs(4, 1, 0, 1, 1)};
  for (std::size_t m = 0; m < 3; ++m) list[m][Cost::perplexity] = 5 + static_cast<double>(m);
  const auto value = [&](const std::string& text) {
    return value_of(*MetricExpression::parse(text, uses), uses,
                                [&](std::size_t w, Cost c) { return list[w][c]; });
  };
  EXPECT_EQ(MetricExpression::parse("perplexity", uses).error(),
            "there are 3 models; name an aggregate: worst(perplexity), mean(perplexity) or geomean(perplexity)");
  EXPECT_EQ(MetricExpression::parse("tpot", uses).error().substr(0, 19), "there are 3 models;");
  EXPECT_DOUBLE_EQ(value("worst(perplexity)"), 7);
  EXPECT_DOUBLE_EQ(value("mean(perplexity)"), 6);
  EXPECT_DOUBLE_EQ(value("latency"), 7);                 // adds up over models as over workloads
  EXPECT_DOUBLE_EQ(value("worst(latency)"), 4);          // of the slowest model
  EXPECT_NEAR(value("geomean(tpot)"), 2, 1e-15);         // the cube root of 1 * 2 * 4
  EXPECT_DOUBLE_EQ(value("worst(tokens_per_s)"), 0.25);  // more is better: the worst is the least
}

TEST(Metric, SeveralWorkloadsOfAPhaseMustBeNamed) {
  const std::vector<WorkloadUse> uses{use("short", 0, Phase::decode), use("long", 0, Phase::decode)};
  EXPECT_EQ(MetricExpression::parse("tpot", uses).error(),
            "2 decode workloads could be meant; name one, as in short.tpot");
  EXPECT_TRUE(MetricExpression::parse("long.tpot", uses));
}

TEST(Metric, EachTakesWorkloadsOneByOneAndWeightsCountInMeans) {
  std::vector<WorkloadUse> uses{use("prefill", 0, Phase::prefill), use("decode", 0, Phase::decode, 20), use("prefill", 1, Phase::prefill),
                                use("decode", 1, Phase::decode, 20)};
  const std::vector<Evaluation> list{costs(1, 1, 0, 1, 1), costs(0.1, 1, 0, 1, 1), costs(8, 1, 0, 1, 1), costs(0.2, 1, 0, 1, 1)};
  const auto value = [&](const std::string& text) {
    const Result<MetricExpression> metric = MetricExpression::parse(text, uses);
    EXPECT_TRUE(metric) << metric.error();
    return value_of(*metric, uses, [&](std::size_t w, Cost c) { return list[w][c]; });
  };
  // 1, 2, 8 and 4 s.
  EXPECT_DOUBLE_EQ(value("mean(each.latency)"), 3.75);
  EXPECT_NEAR(value("geomean(each.latency)"), std::pow(64, 0.25), 1e-14);
  EXPECT_DOUBLE_EQ(value("worst(each.latency)"), 8);
  EXPECT_DOUBLE_EQ(value("mean(each.tpot)"), 0.15) << "of decode alone";
  EXPECT_DOUBLE_EQ(value("mean(latency)"), 7.5) << "3 s and 12 s of the models";
  uses[0].weight = 5;
  uses[2].weight = 3;
  uses[3].weight = 0.5;
  EXPECT_DOUBLE_EQ(value("mean(each.latency)"), (5 * 1 + 2 + 3 * 8 + 0.5 * 4) / 9.5);
  EXPECT_NEAR(value("geomean(each.latency)"), std::pow(1 * 2 * 512 * 2, 1 / 9.5), 1e-14);
  EXPECT_DOUBLE_EQ(value("worst(each.latency)"), 8);
  EXPECT_DOUBLE_EQ(value("mean(prefill.latency)"), (5 * 1 + 3 * 8) / 8.0);
  EXPECT_DOUBLE_EQ(value("mean(latency)"), (3 * 3 + 1.75 * 12) / 4.75) << "a model weighs what its workloads do on average";
  EXPECT_DOUBLE_EQ(value("latency"), 15) << "a total adds up by tokens";
  const MetricExpression metric = MetricExpression::parse("geomean(each.energy)", uses).value();
  EXPECT_EQ(metric.text(), "geomean(each.energy)");
  EXPECT_EQ(metric.column_name(), "geomean_each_energy_j");
  EXPECT_EQ(MetricExpression::parse("each.energy", uses).error(),
            "each.energy are 4 numbers; name an aggregate: worst(each.energy), mean(each.energy) or geomean(each.energy)");
  const std::vector<WorkloadUse> decode{use("decode", 0, Phase::decode)};
  EXPECT_EQ(MetricExpression::parse("mean(each.ttft)", decode).error(), "ttft needs a prefill workload");
  // A workload of that name is meant before all of them.
  uses[0].name = uses[2].name = "each";
  EXPECT_DOUBLE_EQ(value("worst(each.latency)"), 8);
  EXPECT_DOUBLE_EQ(value("mean(each.latency)"), (5 * 1 + 3 * 8) / 8.0);
}

TEST(Metric, BoundsOfAGeometricMeanHoldWhateverTheLogarithmsRound) {
  std::vector<WorkloadUse> uses{use("decode", 0, Phase::decode), use("decode", 1, Phase::decode)};
  for (const double weight : {1.0, 3.0}) {
    uses[1].weight = weight;
    const MetricExpression metric = MetricExpression::parse("geomean(latency)", uses).value();
    const auto bounds = [&](Interval first, Interval second) {
      return bounds_of(metric, uses, [&](std::size_t w, Cost) { return w == 0 ? first : second; });
    };
    for (double latency = 1e-9; latency < 1e9; latency *= 1.37) {
      const double value = value_of(metric, uses, [&](std::size_t, Cost) { return latency; });
      const Interval held = bounds(latency, latency);
      EXPECT_LE(held.low, value);
      EXPECT_GE(held.high, value);
      EXPECT_NEAR(held.low, held.high, 1e-9 * latency) << "as narrow as what it is of";
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(bounds({0, 2}, {1, 2}).low, 0);
    EXPECT_EQ(bounds({1, infinity}, {1, 2}).high, infinity);
    EXPECT_GE(bounds({0, 0}, {0, 0}).high, 0);
  }
}

/// For every metric: the same bits for one design and for a block of them, and an interval that holds the value.
RC_GTEST_PROP(Metric, BlocksAndIntervalsAgreeWithNumbers, ()) {
  constexpr std::size_t designs = 21;
  std::vector<WorkloadUse> uses{use("prefill", 0, Phase::prefill, 1), use("decode", 0, Phase::decode, 7, 2),
                                use("prefill", 1, Phase::prefill, 1), use("decode", 1, Phase::decode, 7)};
  if (*rc::gen::element(true, false)) uses[2].weight = 2.7;
  const auto any_cost = [] { return *rc::gen::map(rc::gen::inRange(1, 1'000'000), [](int n) { return n * 1e-3; }); };
  std::vector<std::array<std::array<double, designs>, cost_count>> all(uses.size());
  for (auto& workload : all) {
    for (auto& column : workload) {
      for (double& value : column) value = any_cost();
    }
  }
  CostBlock costs{uses.size()};
  for (std::size_t w = 0; w < uses.size(); ++w) {
    for (std::size_t c = 0; c < cost_count; ++c) std::ranges::copy(all[w][c], costs.column(w, static_cast<Cost>(c)).begin());
  }
  for (const MetricEntry& entry : all_metrics()) {
    for (const char* prefix : {"", "worst(", "mean(", "geomean(", "worst(each.", "mean(each.", "geomean(each."}) {
      const std::string text = prefix + std::string{entry.name} + (*prefix == 0 ? "" : ")");
      const Result<MetricExpression> metric = MetricExpression::parse(text, uses);
      if (!metric) continue;
      std::array<double, block_size> block{};
      put_metric(*metric, {uses}, {}, costs, designs, 1, block);
      std::array<double, block_size> scaled{};
      const std::vector<double> divisors(metric->groups().size(), 5.47);
      put_metric(*metric, {uses}, divisors, costs, designs, -3, scaled);
      const Interval interval = bounds_of(*metric, uses, [&](std::size_t w, Cost c) {
        const auto& column = all[w][static_cast<std::size_t>(c)];
        return Interval{*std::ranges::min_element(column), *std::ranges::max_element(column)};
      });
      for (std::size_t l = 0; l < designs; ++l) {
        const double value = value_of(
            *metric, uses, [&](std::size_t w, Cost c) { return all[w][static_cast<std::size_t>(c)][l]; });
        RC_ASSERT(block[l] == value);
        const double divided = value_of(
            *metric, uses, [&](std::size_t w, Cost c) { return all[w][static_cast<std::size_t>(c)][l]; }, divisors);
        RC_ASSERT(scaled[l] == -3 * divided);
        RC_ASSERT(interval.low <= value);
        RC_ASSERT(value <= interval.high);
      }
    }
  }
}

}  // namespace
}  // namespace bitpareto
