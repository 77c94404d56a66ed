// SPDX-License-Identifier: Apache-2.0
/// Neighbouring designs and such in no order, which are evaluated several at a time, cost to the last bit what each costs alone.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <map>
#include <memory>

#include "core/cost/metric_value.h"
#include "core/problem/problem.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

constexpr const char* published =
    "workloads:\n  - {model: llama-2-7b, phase: prefill, context: 64}\n  - {model: opt-125m, phase: decode, context: 64, tokens: 9}\n"
    "design:\n  performance_model: bitmod-2025-07\n  pe: {kind: [bitmod, fp16]}\n"
    "  array: {rows: {from: 1, to: 600, step: 37}, columns: [2, 8, 40, 200, 3000]}\n"
    "  weights: {datatype: [bitmod3, int4, int8], group_size: [64, channel]}\n"
    "  kv_cache: {datatype: [int8, fp16]}\n"
    "  weight_buffer: {size: {from: 4 KiB, to: 16 MiB, factor: 4}}\n"
    "accuracy: {head: quantised}\nobjectives: [latency, energy, area, worst(perplexity)]\n";

// Plans of which different ones are fastest, weights that stay on the chip, what runs out of DRAM, and clocks that are not met.
constexpr const char* native =
    "workloads:\n  - {model: opt-125m, phase: prefill, context: 96, batch: 2}\n"
    "  - {model: opt-125m, phase: decode, context: 64, tokens: 9}\n  - {model: mistral-7b-v0.1, phase: decode, context: 5000, tokens: 3}\n"
    "design:\n  performance_model: native\n  array: {rows: [8, 33], columns: [4, 16]}\n"
    "  weights: {datatype: [bitmod3, int8]}\n  kv_cache: {datatype: [int8, fp16]}\n"
    "  dram: {preset: [lpddr5-6400-x32, hbm2-2000-x1024, gddr6-16000-x32], channels: [1, 4]}\n"
    "  vector_unit: {lanes: [0, 8]}\n  clock: [200 MHz, 1 GHz, 1.5 GHz]\n  voltage: [nominal, auto]\n"
    "  weight_buffer: {size: [64 KiB, 1 MiB, 64 MiB], banks: 64}\n  input_buffer: {size: [8 KiB, 256 KiB, 4 MiB]}\n"
    "  effects: {fused_attention: [true, false], softmax_overlap: [true, false]}\n"
    "accuracy: {head: quantised}\nobjectives: [latency, energy, area]\n";

// Fewer designs than a tile has, and axes that end in the middle of one.
constexpr const char* small =
    "workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {performance_model: native, array: {rows: [8, 16, 24], columns: 4}, "
    "weights: {datatype: int4}}\nobjectives: [latency, energy]\n";

struct Wanted {
  std::string name;
  CostSet costs;
};

std::vector<Wanted> all_wanted(const models::LoadedSpace& space) {
  CostSet all_but_peaks;
  for (std::size_t c = 0; c < known_costs(); ++c) {
    const auto cost = static_cast<Cost>(c);
    if (cost != Cost::peak_power && cost != Cost::peak_power_onchip) all_but_peaks.insert(cost);
  }
  return {{"of objectives", space.problem().make_block().costs.wanted}, {"all but peaks", all_but_peaks}, {"all", CostSet::all()}};
}

void expect_same_bits(const models::LoadedSpace& loaded, DesignIndex first, std::size_t size) {
  const Space& space = loaded.model->space();
  DesignBlock together{space};
  DesignBlock alone{space};
  together.set_range(first, size);
  std::vector<std::uint64_t> levels(space.axes().size());
  for (std::size_t i = 0; i < size; ++i) {
    space.levels_of(first + i, levels);
    alone.push(levels);
  }
  ASSERT_TRUE(together.is_range());
  ASSERT_FALSE(alone.is_range());
  for (std::size_t a = 0; a < levels.size(); ++a) ASSERT_TRUE(std::ranges::equal(together.levels(a), alone.levels(a)));
  // Whoever asks for the highest powers gets every design evaluated alone, in doubles.
  CostBlock plain{loaded.uses.size()};
  loaded.model->evaluate(alone, plain);
  for (const Wanted& wanted : all_wanted(loaded)) {
    SCOPED_TRACE(wanted.name);
    CostBlock a{loaded.uses.size()};
    CostBlock b{loaded.uses.size()};
    a.wanted = b.wanted = wanted.costs;
    loaded.model->evaluate(together, a);
    loaded.model->evaluate(alone, b);
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(a.cannot_exist()[i], b.cannot_exist()[i]) << first + i;
      ASSERT_EQ(a.cannot_exist()[i], plain.cannot_exist()[i]) << first + i;
      ASSERT_EQ(a.no_perplexity()[i], b.no_perplexity()[i]) << first + i;
    }
    for (std::size_t w = 0; w < loaded.uses.size(); ++w) {
      for (std::size_t c = 0; c < a.count(); ++c) {
        const auto cost = static_cast<Cost>(c);
        if (!wanted.costs.contains(cost)) continue;
        for (std::size_t i = 0; i < size; ++i) {
          const double x = std::as_const(a).column(w, cost)[i];
          for (const CostBlock* other : {&b, &plain}) {
            const double y = other->column(w, cost)[i];
            if (std::isnan(x) && std::isnan(y)) continue;
            ASSERT_EQ(std::bit_cast<std::uint64_t>(x), std::bit_cast<std::uint64_t>(y))
                << first + i << " cost " << c << " of workload " << w << (other == &plain ? " alone" : " in no order");
          }
        }
      }
    }
  }
}

constexpr CostSet accuracies{Cost::perplexity, Cost::perplexity_error, Cost::perplexity_basis};

/// What the model says is the same on all workloads is; and objectives, which count on that, are those of the costs of each workload.
void expect_same_on_all_workloads(const models::LoadedSpace& loaded, DesignIndex first, std::size_t size) {
  const Problem problem = loaded.problem();
  DesignBlock block{loaded.model->space()};
  block.set_range(first, size);
  CostBlock costs{loaded.uses.size()};
  loaded.model->evaluate(block, costs);
  ObjectiveBlock out = problem.make_block();
  problem.evaluate(block, out);
  const CostSet same = loaded.model->same_on_all_workloads();
  for (std::size_t i = 0; i < size; ++i) {
    const auto cost_of = [&](std::size_t w, Cost cost) { return std::as_const(costs).column(w, cost)[i]; };
    const InfeasibleCode code = problem.infeasible(block, costs, i);
    ASSERT_EQ(out.infeasible()[i], code) << first + i;
    if (costs.cannot_exist()[i] != 0) continue;
    for (std::size_t c = 0; c < costs.count(); ++c) {
      const auto cost = static_cast<Cost>(c);
      // Nobody asks for the accuracy of a design that lacks it.
      const bool lacks = cost == Cost::error ? costs.no_error()[i] != 0 : accuracies.contains(cost) && costs.no_perplexity()[i] != 0;
      if (!same.contains(cost) || lacks) continue;
      for (std::size_t w = 1; w < loaded.uses.size(); ++w) {
        const double one = cost_of(0, cost);
        const double other = cost_of(w, cost);
        ASSERT_TRUE(one == other || (std::isnan(one) && std::isnan(other))) << first + i << " cost " << c << " of workload " << w;
      }
    }
    if (code != 0) continue;
    for (std::size_t o = 0; o < problem.objectives().size(); ++o) {
      const double value = metric_value<double>(*problem.objectives()[o].metric(), loaded.uses, cost_of);
      ASSERT_EQ(std::bit_cast<std::uint64_t>(out.values(o)[i]), std::bit_cast<std::uint64_t>(value)) << first + i << " objective " << o;
    }
  }
}

void expect_same_bits_anywhere(const char* text) {
  static std::map<const char*, std::unique_ptr<const models::LoadedSpace>> loaded;
  auto& space = loaded[text];
  if (!space) space = std::make_unique<const models::LoadedSpace>(test::load(text));
  const DesignIndex last = space->model->space().last_index();
  const std::size_t size = static_cast<std::size_t>(*rc::gen::inRange<std::uint64_t>(1, std::min<std::uint64_t>(block_size, last + 1) + 1));
  const DesignIndex first = *rc::gen::inRange<std::uint64_t>(0, last - size + 2);
  expect_same_bits(*space, first, size);
  expect_same_on_all_workloads(*space, first, size);
  RC_ASSERT(!::testing::Test::HasFailure());
}

RC_GTEST_PROP(Stretch, OfPublishedDesignsCostsWhatEachCosts, ()) { expect_same_bits_anywhere(published); }
RC_GTEST_PROP(Stretch, OfNativeDesignsCostsWhatEachCosts, ()) { expect_same_bits_anywhere(native); }
RC_GTEST_PROP(Stretch, ShorterThanATileCostsWhatEachCosts, ()) { expect_same_bits_anywhere(small); }

TEST(SameOnAllWorkloads, IsTheChipAndNotTheTime) {
  const CostSet same = test::load(
      "workloads: [{model: opt-125m, phase: prefill, context: 96}, {model: opt-125m, phase: decode, context: 64}]\n"
      "design: {performance_model: native, array: {rows: [8, 16], columns: 4}, weights: {datatype: int4}}\naccuracy: {head: quantised}\n"
      "objectives: [latency, energy]\n").model->same_on_all_workloads();
  for (const Cost part : area_parts) EXPECT_TRUE(same.contains(part)) << column_name(part);
  for (const Cost cost : {Cost::area, Cost::perplexity, Cost::error}) EXPECT_TRUE(same.contains(cost)) << column_name(cost);
  for (const Cost cost : {Cost::latency, Cost::energy, Cost::compute_cycles, Cost::dram_bytes}) EXPECT_FALSE(same.contains(cost)) << column_name(cost);
}

TEST(SameOnAllWorkloads, IsNoAreaWhereOneOfThemHasAnotherArray) {
  const CostSet same = test::load(
      "workloads: [{model: opt-125m, phase: prefill, context: 96}, {model: opt-125m, phase: decode, context: 64, design: {array: {columns: 8}}}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: [8, 16], columns: 4}, weights: {datatype: int4}}\naccuracy: {head: quantised}\n"
      "objectives: [latency, energy]\n").model->same_on_all_workloads();
  EXPECT_FALSE(same.contains(Cost::pe_array_area));
  EXPECT_FALSE(same.contains(Cost::area));
}

}  // namespace
}  // namespace bitpareto
