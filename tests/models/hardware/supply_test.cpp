// SPDX-License-Identifier: Apache-2.0
/// What a supply voltage changes, by itself and in designs.
#include "models/hardware/supply.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/text/format.h"
#include "models/hardware/technology.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

Supply supply_of(const std::string& name) {
  Diagnostics diagnostics;
  return *read_technology(name, test::configs().file("technologies", ".yaml", name, {}), diagnostics)->supply;
}

// By hand at 0.7 V of 0.9 V with a threshold of 0.35 V and an exponent of 1.3: overdrives are 0.55 and 0.35 V, so the delay is
// 0.7/0.9 (0.55/0.35)^1.3 = 1.3998 times as long; the energy (7/9)^2; leakage 7/9 exp(-0.2/0.39) = 0.46575.
TEST(Supply, FollowsItsThreeLaws) {
  const Supply supply = supply_of("tsmc28");
  EXPECT_NEAR(supply.delay(0.7), 0.7 / 0.9 * std::pow(0.55 / 0.35, 1.3), 1e-12);
  EXPECT_NEAR(supply.delay(0.7), 1.3998, 1e-3);
  EXPECT_NEAR(supply.energy(0.7), 49.0 / 81, 1e-12);
  EXPECT_NEAR(supply.leakage(0.7), 0.46575, 1e-4);
  for (const double factor : {supply.delay(0.9), supply.energy(0.9), supply.leakage(0.9)}) EXPECT_EQ(factor, 1);
}

// The lowest of the steps at which it is fast enough: one step lower is not.
TEST(Supply, LowestIsTheLowest) {
  for (const char* technology : {"nangate45", "tsmc28", "finfet16", "finfet7"}) {
    SCOPED_TRACE(technology);
    const Supply supply = supply_of(technology);
    for (const double slack : {1.0, 1.01, 1.2, 1.5, 2.0, 3.0, 100.0}) {
      const double volts = supply.lowest(slack).value();
      EXPECT_LE(supply.delay(volts), slack);
      if (volts > supply.minimum.value) {
        EXPECT_GT(supply.delay(volts - 0.01), slack) << slack;
      }
    }
    EXPECT_EQ(supply.lowest(100), supply.minimum.value);
    EXPECT_EQ(supply.lowest(0.99), std::nullopt);
  }
}

test::LoadedOne design(const std::string& leaves, const std::string& technology = "tsmc28", const std::string& pe = "bitmod") {
  return test::LoadedOne{format("workloads: [{{model: opt-125m, phase: prefill, context: 64}}]\ndesign: {{performance_model: native, technology: {}, pe: {{kind: {}}}, "
                                "array: {{rows: 16, columns: 16}}, weights: {{datatype: int8}}, dram: {{preset: lpddr5-6400-x32}}, {}}}\n",
                                technology, pe, leaves)};
}

// A higher voltage never costs less energy, and no voltage changes time or area.
TEST(Supply, AHigherVoltageNeverCostsLess) {
  for (const char* technology : {"nangate45", "tsmc28", "finfet16", "finfet7"}) {
    const Supply supply = supply_of(technology);
    std::optional<Evaluation> before;
    for (double volts = supply.minimum.value; volts <= supply.maximum.value + 1e-9; volts += 0.05) {
      const test::LoadedOne one = design(format("clock: 200 MHz, voltage: {} mV", std::lround(volts * 1000)), technology);
      ASSERT_EQ(one.reason, "") << technology << volts;
      if (before) {
        for (const Cost part : {Cost::energy_compute, Cost::energy_sram_read, Cost::energy_sram_write, Cost::energy_leakage, Cost::energy_vector, Cost::peak_power}) {
          EXPECT_GT(one.costs[part], (*before)[part]) << technology << " " << volts << " " << column_name(part);
        }
        EXPECT_EQ(one.costs[Cost::latency], (*before)[Cost::latency]);
        EXPECT_EQ(one.costs[Cost::area], (*before)[Cost::area]);
        EXPECT_EQ(one.costs[Cost::energy_dram], (*before)[Cost::energy_dram]);
      }
      before = one.costs;
    }
  }
}

// FINDINGS: 6 GHz in 28 nm was feasible and won, and a slower clock always cost more energy.
TEST(Supply, ASlowerClockAlwaysCostMore) {
  EXPECT_EQ(design("clock: 6 GHz, effects: {sram_cycle_time: false}").reason, "PE slower than the clock");
  EXPECT_EQ(design("clock: 1 GHz, voltage: 0.5 V").reason, "a voltage that the technology does not have");
  EXPECT_EQ(design("clock: 1 GHz, voltage: 1.1 V").reason, "a voltage that the technology does not have");
  // FP16 multiply-adds take 0.97 ns at the nominal voltage (docs/pe.md): they miss 1 GHz at any lower one.
  EXPECT_EQ(design("clock: 1 GHz, voltage: 0.8 V", "tsmc28", "fp16").reason, "PE slower than the clock");
  EXPECT_EQ(design("clock: 500 MHz, voltage: 0.8 V", "tsmc28", "fp16").reason, "");
  const auto onchip = [](const test::LoadedOne& one) { return one.costs[Cost::energy] - one.costs[Cost::energy_dram]; };
  const double fast = onchip(design("clock: 1 GHz, voltage: auto", "tsmc28", "fp16"));
  EXPECT_LT(onchip(design("clock: 500 MHz, voltage: auto", "tsmc28", "fp16")), 0.7 * fast);
  EXPECT_GT(onchip(design("clock: 500 MHz", "tsmc28", "fp16")), fast);
}

// FINDINGS: idle energy doubled with the clock at a fixed run time. What leaks is power over time: at half of the clock a
// cycle leaks twice as much. By hand: only waiting PEs take anything here.
TEST(Supply, WhatLeaksIsPowerOverTime) {
  const auto one = [](const std::string& clock, const char* share) {
    return test::LoadedOne{format("workloads: [{{model: opt-125m, phase: decode, context: 64}}]\ndesign: {{performance_model: native, clock: {}, pe: {{kind: bitmod, "
                                  "idle_share: 0, stall_share: {}}}, array: {{rows: 64, columns: 16}}, weights: {{datatype: int8}}, dram: {{preset: "
                                  "lpddr4-3200-x32}}, effects: {{clock_tree: false, kept_weights: false, pe_components: false}}}}\n",
                                  clock, share)};
  };
  // J per second of waiting.
  const auto power = [&](const std::string& clock, double hertz) {
    const Evaluation with = one(clock, "0.05").costs;
    const double waiting = (with[Cost::total_cycles] - with[Cost::compute_cycles]) / hertz;
    return (with[Cost::energy_compute] - one(clock, "0").costs[Cost::energy_compute]) / waiting;
  };
  // 64 x 16 PEs of 0.56 pJ at 1 GHz, placed 1.5 times that, of which a twentieth.
  EXPECT_NEAR(power("1 GHz", 1e9) / (1024 * 0.56e-12 * 1e9 * 1.5 * 0.05), 1, 1e-9);
  EXPECT_NEAR(power("500 MHz", 5e8) / power("1 GHz", 1e9), 1, 1e-9);
}

TEST(Supply, RefusesWhatIsNoVoltage) {
  const auto complaints = [](const std::string& voltage) {
    return test::complaints(format("workloads: [{{model: opt-125m, phase: prefill, context: 64}}]\ndesign: {{performance_model: native, array: {{rows: 16, columns: 16}}, weights: "
                                   "{{datatype: int8}}, voltage: {}}}\n",
                                   voltage));
  };
  EXPECT_EQ(complaints("[nominal, auto, 0.7 V]").size(), 0U);
  for (const char* wrong : {"atuo", "0.7 A", "0.7", "9 V", "[700 mV, 0.7 V]"}) EXPECT_EQ(complaints(wrong).size(), 1U) << wrong;
  EXPECT_NE(complaints("atuo")[0].find("did you mean 'auto'?"), std::string::npos) << complaints("atuo")[0];
}

}  // namespace
}  // namespace bitpareto::models
