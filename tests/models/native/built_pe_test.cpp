// SPDX-License-Identifier: Apache-2.0
/// What the native model makes of PEs that are built of components: dot sizes, activations, sets of datatypes, clocks.
#include <gtest/gtest.h>

#include "core/text/format.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

constexpr double columns = 16;
constexpr double pes = 32 * columns;

test::LoadedOne decode(const std::string& design, const std::string& head = "quantised", const std::string& weights = "bitmod4",
                       const std::string& kv_cache = "int8") {
  return test::LoadedOne{format("version: 1\nname: x\nworkloads: [{{model: opt-125m, phase: decode, context: 64}}]\ndesign: {{performance_model: native, "
                                "array: {{rows: 32, columns: 16}}, weights: {{datatype: {}}}, kv_cache: {{datatype: {}}}, {}}}\naccuracy: "
                                "{{head: {}}}\nobjectives: [latency, energy]\n",
                                weights, kv_cache, design, head)};
}

double area_of(const test::LoadedOne& one) { return one.costs[Cost::pe_array_area] / pes; }

constexpr double um2 = 1e-6;

// Chen et al., HPCA 2025, the authors' simulator: 1507.7 um2 with dot size 4 and FP16.
TEST(NativePe, IsThePublishedOneAtDotSizeFourAndFp16) {
  for (const char* design : {"clock: 1 GHz", "pe: {dot_size: 4}", "pe: {activation: fp16}", "pe: {supports: bitmod3+bitmod4+int5+int6+int8}",
                             "effects: {pe_components: false}"}) {
    EXPECT_DOUBLE_EQ(area_of(decode(design)), 1507.7 * um2) << design;
  }
  EXPECT_DOUBLE_EQ(area_of(decode("clock: 1 GHz", "kept")), 1507.7 * um2);
}

// Twice the lanes take nearly twice the area, less by what a PE has once; and half the cycles of a layer that they divide.
TEST(NativePe, GrowsWithItsLanes) {
  double before = 0;
  for (const int lanes : {1, 2, 4, 8, 16}) {
    const double area = area_of(decode(format("pe: {{dot_size: {}}}", lanes)));
    EXPECT_GT(area, before) << lanes;
    EXPECT_LT(area, 2.2 * (before > 0 ? before : area)) << lanes;
    before = area;
  }
}

// INT4 is two Booth digits: taken at a time, a bit-serial PE does what a bit-parallel one of its dot size does, through ports as wide, apart
// from the term generators.
TEST(NativePe, WithTwoTermsPerCycleIsABitParallelOneForTwoDigits) {
  const auto custom = [](const char* takes) {
    return decode(format("pe: {{kind: custom, dot_size: 4, energy: 1 pJ, area: 2000 um2, {}}}, effects: {{encoder: false}}", takes), "quantised", "int4", "int4");
  };
  const test::LoadedOne serial = custom("bit_serial: true, terms_per_cycle: 2");
  const test::LoadedOne parallel = custom("bit_serial: false");
  for (const Cost cost : {Cost::latency, Cost::compute_cycles, Cost::energy_compute, Cost::energy_sram_read, Cost::energy_sram_write, Cost::weight_buffer_area,
                          Cost::input_buffer_area}) {
    EXPECT_EQ(serial.costs[cost], parallel.costs[cost]);
  }
  EXPECT_LT(serial.costs[Cost::compute_cycles], custom("bit_serial: true").costs[Cost::compute_cycles]);
  EXPECT_EQ(custom("bit_serial: false, terms_per_cycle: 2").reason, "PE takes no two terms of a weight per cycle");
  EXPECT_EQ(decode("pe: {kind: pragmatic, activation: int8, terms_per_cycle: 2}, weight_buffer: {banks: 64}", "quantised", "int8").reason, "PE takes no two terms of a weight per cycle");
}

TEST(NativePe, CostsLessWithNarrowerActivations) {
  const double fp16 = area_of(decode("pe: {activation: fp16}"));
  const double bf16 = area_of(decode("pe: {activation: bf16}"));
  const double int8 = area_of(decode("pe: {activation: int8}"));
  const double int4 = area_of(decode("pe: {activation: int4}"));
  EXPECT_LT(bf16, fp16);
  EXPECT_LT(int8, bf16);
  EXPECT_LT(int4, int8);
  const double e4m3 = area_of(decode("pe: {activation: fp8_e4m3}"));
  EXPECT_LT(e4m3, bf16);
  EXPECT_LT(area_of(decode("pe: {activation: fp8_e5m2}")), e4m3);  // three bits of mantissa for four
  // Known only by its name: nobody would know how wide its exponents are.
  EXPECT_EQ(decode("pe: {activation: bitmod4}").reason, "PE takes no such activations");
  EXPECT_EQ(decode("pe: {kind: stripes, activation: fp16}", "quantised", "int8").reason, "PE takes no such activations");
  EXPECT_EQ(decode("pe: {kind: stripes, activation: fp8_e4m3}", "quantised", "int8").reason, "PE takes no such activations");
  EXPECT_EQ(decode("pe: {dot_size: 8}, effects: {pe_components: false}").reason, "nobody knows what the PE costs with that dot size in that technology");
}

TEST(NativePe, CostsWhatItsDatatypesNeed) {
  const test::LoadedOne narrow = decode("pe: {supports: int4}", "quantised", "int4", "int4");
  const test::LoadedOne wide = decode("pe: {supports: int4+int8}", "quantised", "int4", "int4");
  const test::LoadedOne wider = decode("pe: {supports: bitmod3+bitmod4+int4+int8}", "quantised", "int4", "int4");
  const test::LoadedOne used = decode("clock: 1 GHz", "quantised", "int4", "int4");
  EXPECT_LT(area_of(narrow), area_of(wide));
  EXPECT_LT(area_of(wide), area_of(wider));
  EXPECT_LT(wide.costs[Cost::encoder_area], wider.costs[Cost::encoder_area]);
  EXPECT_LT(narrow.costs[Cost::energy_compute], wider.costs[Cost::energy_compute]);
  EXPECT_DOUBLE_EQ(area_of(used), area_of(narrow));
  // Table X: the term generator of eight columns has 2419 um2, for what the paper's PE takes.
  EXPECT_DOUBLE_EQ(wider.costs[Cost::encoder_area], columns * 2'419 / 8 * um2);
}

TEST(NativePe, RefusesWhatItDoesNotSupport) {
  constexpr const char* reason = "weights or KV cache of a datatype that the PE does not support";
  EXPECT_EQ(decode("pe: {supports: bitmod4}").reason, reason);            // keys and values of int8
  EXPECT_EQ(decode("pe: {supports: bitmod3+int8}").reason, reason);       // weights of bitmod4
  EXPECT_EQ(decode("pe: {supports: bitmod4+int8}").reason, "");
  EXPECT_EQ(decode("pe: {supports: int8+bitmod4}", "kept").reason, reason);  // and a head of fp16
  EXPECT_EQ(decode("pe: {kind: stripes, activation: int8}").reason, reason);  // integers only
  EXPECT_EQ(decode("pe: {kind: stripes, activation: int8}", "quantised", "fp8_e4m3").reason, reason);
  EXPECT_EQ(decode("pe: {kind: stripes, activation: int8}", "quantised", "int6").reason, "");
  EXPECT_EQ(decode("pe: {kind: stripes, activation: int8}", "quantised", "int6", "fp16").reason, reason);
  EXPECT_EQ(decode("pe: {kind: olive}", "quantised", "int6", "fp16").reason, "");  // in passes, as it takes floats
}

// FINDINGS of users: 6 GHz in 28 nm won. The slowest stage of BitMoD's PE, its accumulator, takes 1.83 ns by the laws of 45 nm, of which the
// technology takes 0.33.
TEST(NativePe, IsNoFasterThanItsSlowestStage) {
  EXPECT_EQ(decode("clock: 1.6 GHz, effects: {sram_cycle_time: false}").reason, "");
  EXPECT_EQ(decode("clock: 6 GHz, effects: {sram_cycle_time: false}").reason, "PE slower than the clock");
  EXPECT_EQ(decode("clock: 6 GHz, effects: {sram_cycle_time: false, pe_components: false}").reason, "");
}

// A bit per cycle: eight cycles for eight bits, where Booth digits take four. Bit columns have a sign apart, and may be skipped.
TEST(NativePe, TakesAsManyCyclesAsItsKind) {
  const auto cycles = [](const std::string& kind, const std::string& weights) {
    return decode("pe: {kind: " + kind + ", dot_size: 8, activation: int8}", "quantised", weights).costs[Cost::compute_cycles];
  };
  EXPECT_DOUBLE_EQ(cycles("stripes", "int8"), 2 * cycles("bitmod", "int8"));
  EXPECT_DOUBLE_EQ(8 * cycles("bitwave", "int8"), 7 * cycles("stripes", "int8"));
  EXPECT_LT(cycles("stripes", "int4"), cycles("stripes", "int8"));
}

// E4M3 by E4M3: four bits by four. Weights of 16 bits, or what has to be expanded to such, need the wider multiplier.
TEST(NativePe, MultipliesFp8ByFp8WhereThatIsAll) {
  const auto baseline = [](const std::string& weights, const std::string& kv_cache) {
    return decode("pe: {kind: fp16, activation: fp8_e4m3}", "kept", weights, kv_cache);
  };
  const test::LoadedOne alone = baseline("fp8_e4m3", "fp8_e4m3");
  const test::LoadedOne expanded = baseline("int8", "fp8_e4m3");
  EXPECT_EQ(alone.reason, "");
  EXPECT_LT(area_of(alone), area_of(expanded));
  EXPECT_DOUBLE_EQ(area_of(expanded), area_of(baseline("fp8_e4m3", "fp16")));
  EXPECT_LT(area_of(expanded), area_of(decode("pe: {kind: fp16, activation: bf16}")));
}

// One of 8 bits or two of 4 per cycle, whatever else it is built for.
TEST(NativePe, HalvesWhatItsFileSays) {
  const auto dual = [](const std::string& weights) { return decode("pe: {kind: fp16-dual}", "quantised", weights, weights); };
  EXPECT_DOUBLE_EQ(dual("int8").costs[Cost::compute_cycles], 2 * dual("int4").costs[Cost::compute_cycles]);
  EXPECT_DOUBLE_EQ(area_of(dual("int8")), area_of(dual("int4")));
}

TEST(NativePe, IsMadeInOlderSiliconToo) {
  const test::LoadedOne tsmc = decode("pe: {kind: stripes, activation: int8}", "quantised", "int8");
  const test::LoadedOne nangate = decode("technology: nangate45, clock: 500 MHz, pe: {kind: stripes, activation: int8}, effects: {sram_cycle_time: false}",
                                         "quantised", "int8");
  EXPECT_EQ(nangate.reason, "");
  EXPECT_GT(area_of(nangate), area_of(tsmc));
}

}  // namespace
}  // namespace bitpareto::models
