// SPDX-License-Identifier: Apache-2.0
/// Constants that nobody knows exactly, at their ends.
#include <gtest/gtest.h>

#include <cmath>

#include "core/text/format.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

test::LoadedOne at(const std::string& corner, const std::string& design) {
  return test::LoadedOne{format("version: 1\nname: x\nat: {}\nworkloads: [{{model: opt-125m, phase: prefill, context: 64}}, {{model: opt-125m, phase: "
                                "decode, context: 64, design: {{weights: {{datatype: int4}}}}}}]\ndesign: {{performance_model: native, array: {{rows: 32, "
                                "columns: 16}}, weights: {{datatype: bitmod4}}, kv_cache: {{datatype: int8}}, {}}}\naccuracy: {{head: quantised}}\n"
                                "objectives: [latency, energy]\n",
                                corner, design)};
}

// low <= typical <= high in every cost of every design.
TEST(Corners, AreInOrder) {
  for (const char* dram : {"ddr4-3200-x64", "gddr6-16000-x32", "hbm2-2000-x1024", "hbm2e-3200-x1024", "lpddr4-3200-x32", "lpddr5-6400-x32",
                           "lpddr5x-8533-x32"}) {
    SCOPED_TRACE(dram);
    const std::string design = format("dram: {{preset: {}}}", dram);
    const Evaluation low = at("low", design).costs;
    const Evaluation typical = at("typical", design).costs;
    const Evaluation high = at("high", design).costs;
    for (const CostEntry& entry : cost_entries) {
      if (std::isnan(typical[entry.cost])) continue;  // nothing is known of its perplexity
      SCOPED_TRACE(entry.column);
      EXPECT_LE(low[entry.cost], typical[entry.cost]);
      EXPECT_LE(typical[entry.cost], high[entry.cost]);
    }
    EXPECT_LT(low[Cost::energy_dram], typical[Cost::energy_dram]);
    EXPECT_LT(typical[Cost::energy_dram], high[Cost::energy_dram]);
    EXPECT_LT(low[Cost::control_area], typical[Cost::control_area]);
    EXPECT_LT(typical[Cost::control_area], high[Cost::control_area]);
  }
}

// The same for every PE in every technology, at a voltage of its own.
TEST(Corners, AreInOrderForEveryPeAndTechnology) {
  int compared = 0;
  for (const std::string& technology : test::configs().names("technologies", ".yaml")) {
    for (const std::string& pe : test::configs().names("pes", ".yaml")) {
      for (const char* shape : {"activation: fp16", "activation: int8", "activation: fp16, dot_size: 8"}) {
        SCOPED_TRACE(format("{} in {}, {}", pe, technology, shape));
        std::vector<Evaluation> costs;
        for (const char* corner : {"low", "typical", "high"}) {
          const test::LoadedOne one{format("version: 1\nname: x\nat: {}\nworkloads: [{{model: opt-125m, phase: decode, context: 64}}]\ndesign: {{performance_model: native, technology: {}, clock: 200 MHz, "
                                           "voltage: auto, pe: {{kind: {}, {}}}, array: {{rows: 16, columns: 8}}, weights: {{datatype: int8}}, kv_cache: {{datatype: int8}}}}\n",
                                           corner, technology, pe, shape)};
          if (one.reason.empty()) costs.push_back(one.costs);
        }
        if (costs.size() < 3) continue;  // it takes no such activations, or nobody knows what it costs
        ++compared;
        for (const Cost cost : {Cost::latency, Cost::energy, Cost::energy_compute, Cost::energy_leakage, Cost::peak_power, Cost::area, Cost::pe_array_area, Cost::weight_buffer_area}) {
          EXPECT_LE(costs[0][cost], costs[1][cost]) << column_name(cost);
          EXPECT_LE(costs[1][cost], costs[2][cost]) << column_name(cost);
        }
        EXPECT_LT(costs[0][Cost::energy_compute], costs[2][Cost::energy_compute]);
      }
    }
  }
  EXPECT_GT(compared, 40);
}

// By hand: of a leaf that is an efficiency, more is cheaper, so that the low corner takes its high end.
TEST(Corners, TakeTheCheaperEndOfWhateverIsInDoubt) {
  const std::string design = "dram: {preset: lpddr5-6400-x32, efficiency: {low: 0.5, typical: 0.8, high: 0.9}}";
  EXPECT_DOUBLE_EQ(at("low", design).costs[Cost::latency], at("low", "dram: {preset: lpddr5-6400-x32, efficiency: 0.9}").costs[Cost::latency]);
  EXPECT_DOUBLE_EQ(at("high", design).costs[Cost::latency], at("high", "dram: {preset: lpddr5-6400-x32, efficiency: 0.5}").costs[Cost::latency]);
  EXPECT_DOUBLE_EQ(at("typical", design).costs[Cost::latency], at("typical", "dram: {preset: lpddr5-6400-x32, efficiency: 0.8}").costs[Cost::latency]);
  const std::string energy = "dram: {preset: lpddr5-6400-x32, energy: {low: 1 pJ/bit, typical: 2 pJ/bit, high: 4 pJ/bit}, background_power: 0 W}";
  EXPECT_NEAR(at("high", energy).costs[Cost::energy_dram] / at("low", energy).costs[Cost::energy_dram], 4, 1e-12);
}

// What was computed before anything was in doubt.
TEST(Corners, AreTypicalUnlessSaidOtherwise) {
  const std::string design = "dram: {preset: lpddr5-6400-x32}";
  const Evaluation typical = at("typical", design).costs;
  const Evaluation given = at("typical", "dram: {preset: lpddr5-6400-x32, energy: 5.2 pJ/bit, background_power: 0.12 W}").costs;
  for (const CostEntry& entry : cost_entries) {
    if (std::isnan(typical[entry.cost])) continue;
    EXPECT_EQ(typical[entry.cost], given[entry.cost]) << entry.column;
  }
}

}  // namespace
}  // namespace bitpareto::models
