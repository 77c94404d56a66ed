// SPDX-License-Identifier: Apache-2.0
/// Bounds of a box hold for every design in it: what branch and bound stands on.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/problem.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

std::string published() {
  return "workloads:\n  - {model: llama-2-7b, phase: prefill, context: 64}\n  - {model: llama-2-7b, phase: decode, "
         "context: 64, tokens: 9}\n"
         "design:\n  performance_model: bitmod-2025-07\n"
         "  pe: {kind: [bitmod, fp16]}\n"
         "  array: {rows: {from: 1, to: 600, step: 37}, columns: [2, 8, 40, 200]}\n"
         "  weights: {datatype: [bitmod3, int4, flint4, int6, int8], group_size: [64, 128, channel]}\n"
         "  kv_cache: {datatype: [int8, fp16, int4]}\n"
         "  weight_buffer: {size: {from: 4 KiB, to: 16 MiB, factor: 4}}\n"
         "accuracy: {head: quantised}\n"
         "objectives: [latency, energy, area, perplexity, tokens_per_s, edp, weight_bytes, peak_power, tops_per_mm2]\n"
         "constraints: [\"area <= 8 mm2\", \"perplexity <= 1.2 * fp16_perplexity\", \"tokens_per_s >= 2\"]\n";
}

/// The same space with what native adds, alone or beside the published model.
std::string native(const std::string& models) {
  std::string text = published();
  text.replace(text.find("bitmod-2025-07"), 14, models);
  text.insert(text.find("accuracy:"),
              "  dram: {preset: [lpddr5-6400-x32, hbm2-2000-x1024, bus], channels: [1, 4]}\n"
              "  vector_unit: {lanes: [0, 64]}\n  clock: 1 GHz\n  cell: [itrs-hp, itrs-lop]\n"
              "  effects: {causal: [true, false], tiling: [true, false]}\n");
  text.replace(text.find("\"area <= 8 mm2\""), 15, "\"area <= 20 mm2\"");
  return text;
}

const models::LoadedSpace& space(int which = 0) {
  static const std::array<models::LoadedSpace, 3> loaded{test::load(published()), test::load(native("native")),
                                                         test::load(native("[native, bitmod-2025-07]"))};
  return loaded[static_cast<std::size_t>(which)];
}

RC_GTEST_PROP(Bounds, NoDesignOfABoxUndercutsThem, ()) {
  const Problem problem = space(*rc::gen::inRange(0, 3)).problem();
  Box box;
  for (const Axis& axis : problem.space().axes()) {
    const auto first = *rc::gen::inRange<std::uint64_t>(0, axis.levels.size());
    const auto last = *rc::gen::inRange<std::uint64_t>(first, axis.levels.size());
    box.push_back({first, last});
  }
  const auto bounds = problem.lower_bounds(box);
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  std::vector<std::uint64_t> levels(box.size());
  for (int k = 0; k < 200; ++k) {  // a sample of the box
    block.clear();
    for (std::size_t a = 0; a < box.size(); ++a)
      levels[a] = *rc::gen::inRange<std::uint64_t>(box[a].first, box[a].last + 1);
    block.push(levels);
    problem.evaluate(block, out);
    if (out.infeasible()[0] != 0) continue;
    RC_ASSERT(bounds.has_value());  // a box called empty holds no feasible design
    for (std::size_t o = 0; o < bounds->size(); ++o) RC_ASSERT((*bounds)[o] <= out.values(o)[0]);
  }
}

TEST(Bounds, OfOneDesignAreItsObjectives) {
  for (const int which : {0, 1, 2}) {
    const Problem problem = space(which).problem();
    DesignBlock block{problem.space()};
    ObjectiveBlock out = problem.make_block();
    int feasible = 0;
    for (DesignIndex design = 0; design <= problem.space().last_index(); design += which == 0 ? 97 : 20'011) {
      std::vector<std::uint64_t> levels(problem.space().axes().size());
      problem.space().levels_of(design, levels);
      Box box;
      for (const std::uint64_t level : levels) box.push_back({level, level});
      block.set_range(design, 1);
      problem.evaluate(block, out);
      const auto bounds = problem.lower_bounds(box);
      if (out.infeasible()[0] != 0) continue;
      ++feasible;
      ASSERT_TRUE(bounds);
      for (std::size_t o = 0; o < bounds->size(); ++o) {
        const double value = out.values(o)[0];
        // A sum that is taken apart differs in its last digit.
        EXPECT_NEAR((*bounds)[o], value, which == 0 ? 0 : 1e-12 * std::abs(value)) << problem.objectives()[o].text();
      }
    }
    EXPECT_GT(feasible, 10) << which;
  }
}

TEST(Bounds, ABoxWhereNothingCanExistIsEmpty) {
  const Problem problem = space().problem();
  Box box = whole_box(problem.space());
  const std::size_t buffer = problem.space().axis_of(Leaf::weight_buffer_size).value();
  box[buffer] = {0, 0};  // 4 KiB: banks of 512 bytes
  EXPECT_FALSE(problem.lower_bounds(box));
}

}  // namespace
}  // namespace bitpareto
