// SPDX-License-Identifier: Apache-2.0
/// An evaluator of a part of a space gives what that of the whole gives, bit by bit, whoever shares its tables.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <bit>

#include "core/problem/problem.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

std::string text_with(const std::string& model, const std::string& more) {
  return "workloads:\n  - {model: opt-1.3b, phase: prefill, context: 64}\n  - {model: opt-1.3b, phase: decode, context: 64, tokens: 9}\n"
         "design:\n  performance_model: " + model + "\n"
         "  array: {rows: {from: 1, to: 57, step: 7}, columns: [2, 8, 40]}\n"
         "  weights: {datatype: [bitmod3, int4, int6], group_size: [64, 128, channel]}\n"
         "  kv_cache: {datatype: [int8, fp16, int4]}\n"
         "  weight_buffer: {size: {from: 4 KiB, to: 16 MiB, factor: 4}}\n" + more +
         "accuracy: {head: quantised}\n"
         "objectives: [latency, energy, area, perplexity, peak_power]\n";
}

const models::LoadedSpace& space(int which) {
  static const std::array<models::LoadedSpace, 4> loaded{
      test::load(text_with("bitmod-2025-07", "")),
      test::load(text_with("native", "  dram: {preset: [lpddr5-6400-x32, hbm2-2000-x1024]}\n  cell: [itrs-hp, itrs-lop]\n")),
      test::load(text_with("[native, bitmod-2025-07]", "")),
      test::load(text_with("native", "  effects: {causal: [true, false]}\niso_area: {scope: die, of: 5 mm2}\n"))};
  return loaded[static_cast<std::size_t>(which)];
}

Box random_box(const Space& whole, bool all_columns) {
  Box box;
  for (const Axis& axis : whole.axes()) {
    const std::uint64_t top = axis.levels.size();
    const auto first = *rc::gen::inRange<std::uint64_t>(0, top);
    const auto last = *rc::gen::inRange<std::uint64_t>(first, top);
    box.push_back(all_columns && axis.leaf == Leaf{leaf::array_columns} ? LevelRange{0, top - 1} : LevelRange{first, last});
  }
  return box;
}

void expect_same_designs(const Evaluator& whole, const Evaluator& part, const Box& box) {
  const Space& space = whole.space();
  DesignBlock of_whole{space};
  DesignBlock of_part{part.space()};
  std::vector<std::uint64_t> levels(box.size());
  std::vector<std::uint64_t> own(box.size());
  for (int k = 0; k < 100; ++k) {
    for (std::size_t a = 0; a < box.size(); ++a) {
      levels[a] = *rc::gen::inRange<std::uint64_t>(box[a].first, box[a].last + 1);
      own[a] = levels[a] - box[a].first;
    }
    for (std::size_t a = 0; a < box.size(); ++a) RC_ASSERT(part.space().axes()[a].levels.at(own[a]) == space.axes()[a].levels.at(levels[a]));
    of_whole.push(levels);
    of_part.push(own);
  }
  CostBlock costs{whole.workload_count()};
  CostBlock own_costs{whole.workload_count()};
  whole.evaluate(of_whole, costs);
  part.evaluate(of_part, own_costs);
  const CostBlock& a = costs;
  const CostBlock& b = own_costs;
  for (std::size_t i = 0; i < of_whole.size(); ++i) {
    RC_ASSERT(a.cannot_exist()[i] == b.cannot_exist()[i]);
    RC_ASSERT(a.no_perplexity()[i] == b.no_perplexity()[i]);
    for (std::size_t w = 0; w < whole.workload_count(); ++w) {
      for (std::size_t c = 0; c < a.count(); ++c) {
        const auto cost = static_cast<Cost>(c);
        RC_ASSERT(std::bit_cast<std::uint64_t>(a.column(w, cost)[i]) == std::bit_cast<std::uint64_t>(b.column(w, cost)[i]));
      }
    }
  }
}

RC_GTEST_PROP(Within, DesignsOfAPartCostWhatTheyCostInTheWhole, ()) {
  const int which = *rc::gen::inRange(0, 4);
  const Evaluator& whole = *space(which).model;
  // Boxes one after the other share tables.
  const auto cache = std::make_shared<TableCache>(*rc::gen::elementOf(std::vector<std::size_t>{0, 100'000, std::size_t{1} << 30U}));
  for (int k = 0; k < 3; ++k) {
    const Box box = random_box(whole.space(), which == 3);
    const auto part = whole.within(box, {}, cache);
    RC_ASSERT(part != nullptr);
    RC_ASSERT(part->is_tabulated());
    expect_same_designs(whole, *part, box);
  }
}

// Designs at the iso-area are those beside which one with more columns does not fit.
TEST(Within, LeavesNoColumnsOutAtAnIsoArea) {
  const Evaluator& whole = *space(3).model;
  Box box = whole_box(whole.space());
  box[whole.space().axis_of(leaf::array_columns).value()].last = 1;
  EXPECT_EQ(whole.within(box, {}, nullptr), nullptr);
}

// One room for many boxes, of the whole and of its parts, gives what a new one gives.
RC_GTEST_PROP(Within, BoundsAreThoseOfTheWholeOrTighterWhateverWasAskedBefore, ()) {
  const int which = *rc::gen::inRange(0, 3);
  const models::LoadedSpace& loaded = space(which);
  const Problem problem = loaded.problem();
  CostBounds room = problem.make_bounds();
  std::vector<double> lowest(problem.objectives().size());
  for (int k = 0; k < 20; ++k) {
    const Box box = random_box(problem.space(), false);
    const auto once = problem.lower_bounds(box);
    RC_ASSERT(problem.lower_bounds(box, room, lowest) == once.has_value());
    if (once) RC_ASSERT(*once == lowest);
  }
}

}  // namespace
}  // namespace bitpareto
