// SPDX-License-Identifier: Apache-2.0
/// Bounds of a box hold for every design in it: what branch and bound stands on.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/problem/problem.h"
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

/// The same designs, searched by formulas.
std::string with_formulas(std::string text) {
  text.resize(text.find("objectives:"));
  return text +
         "objectives: [energy * latency, perplexity + 2 * perplexity_error, 'margin: area - 8 mm2', tops_per_w / area, "
         "array.rows * array.columns, 'later: max(prefill.latency, decode.latency) * (area - 4 mm2)', "
         "energy / ((array.rows - 75) * (array.rows - 64))]\n"
         "constraints:\n"
         "  - perplexity + 2*perplexity_error <= 1.3 * fp16_perplexity or area < 4 mm2\n"
         "  - array.rows * array.columns <= 20000 and not kv_cache.datatype in [int4]\n"
         "  - weights.group_size <= 64 or energy / latency < 2 W\n"
         "  - weight_buffer.size / input_buffer.size <= 8\n"
         "  - pe.dot_size >= 4 or weights.datatype == int8\n";
}

/// The same space with objectives that count as equal within a share, and means over workloads.
std::string with_tolerances(std::string text) {
  text.replace(text.find("tokens: 9}"), 10, "tokens: 9, weight: 2.5}");
  text.resize(text.find("objectives:"));
  return text +
         "objectives: [{metric: geomean(each.latency), tolerance: 2 %}, {metric: energy, tolerance: 30 %}, mean(each.energy), "
         "{metric: tokens_per_s, tolerance: 1 %}, {metric: 'margin: area - 4 mm2', tolerance: 5 %}, geomean(each.dram_bytes)]\n"
         "constraints: [\"geomean(each.energy) <= 30 J\"]\n";
}

constexpr int spaces = 6;
const models::LoadedSpace& space(int which = 0) {
  static const std::array<models::LoadedSpace, spaces> loaded{
      test::load(published()), test::load(native("native")), test::load(native("[native, bitmod-2025-07]")),
      test::load(with_formulas(published())), test::load(with_formulas(native("[native, bitmod-2025-07]"))),
      test::load(with_tolerances(native("native")))};
  return loaded[static_cast<std::size_t>(which)];
}

RC_GTEST_PROP(Bounds, NoDesignOfABoxUndercutsThem, ()) {
  const Problem problem = space(*rc::gen::inRange(0, spaces)).problem();
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

/// A box of at most so many designs.
Box small_box(const Space& space, std::uint64_t most, Stream& stream) {
  Box box;
  for (const Axis& axis : space.axes()) {
    const std::uint64_t first = stream.bits() % axis.levels.size();
    box.push_back({first, first + stream.bits() % (axis.levels.size() - first)});
  }
  const auto size = [&] {
    double designs = 1;
    for (const LevelRange& range : box) designs *= static_cast<double>(range.size());
    return designs;
  };
  while (size() > static_cast<double>(most)) {
    LevelRange& range = box[static_cast<std::size_t>(stream.bits() % box.size())];
    range.last -= range.size() / 2;
  }
  return box;
}

// By brute force: every design of ten thousand boxes, with terms that stand in tables and with such as do not.
TEST(Bounds, HoldForEveryDesignOfThousandsOfBoxes) {
  constexpr int boxes = 1'000;
  constexpr std::uint64_t most_designs = 96;
  int empty = 0;
  int feasible = 0;
  int tight = 0;
  for (int which = 0; which < spaces; ++which) {
    const models::LoadedSpace& loaded = space(which);
    const std::unique_ptr<const Evaluator> tabulated = loaded.model->within(whole_box(loaded.model->space()), {.evaluations = 1e18}, nullptr);
    ASSERT_TRUE(tabulated != nullptr && tabulated->is_tabulated());
    for (const Evaluator* const evaluator : {static_cast<const Evaluator*>(&*loaded.model), tabulated.get()}) {
      const Problem of_space = loaded.problem();
      const Problem problem{*evaluator,
                            {of_space.workloads().begin(), of_space.workloads().end()},
                            {of_space.objectives().begin(), of_space.objectives().end()},
                            {of_space.constraints().begin(), of_space.constraints().end()}};
      CostBounds room = problem.make_bounds();
      std::vector<double> lowest(problem.objectives().size());
      DesignBlock block{problem.space()};
      ObjectiveBlock out = problem.make_block();
      for (int b = 0; b < boxes; ++b) {
        Stream stream{static_cast<std::uint64_t>(which), static_cast<std::uint64_t>(b)};
        const Box box = small_box(problem.space(), most_designs, stream);
        const bool may_be_feasible = problem.lower_bounds(box, room, lowest);
        block.clear();
        std::vector<std::uint64_t> levels;
        for (const LevelRange& range : box) levels.push_back(range.first);
        for (bool more = true; more;) {
          block.push(levels);
          more = false;
          for (std::size_t a = box.size(); a-- > 0 && !more;) {
            more = ++levels[a] <= box[a].last;
            if (!more) levels[a] = box[a].first;
          }
        }
        problem.evaluate(block, out);
        std::vector<double> least(lowest.size(), std::numeric_limits<double>::infinity());
        for (std::size_t i = 0; i < block.size(); ++i) {
          if (out.infeasible()[i] != 0) continue;
          ASSERT_TRUE(may_be_feasible);
          for (std::size_t o = 0; o < lowest.size(); ++o) {
            ASSERT_LE(lowest[o], out.values(o)[i]) << problem.objectives()[o].text();
            least[o] = std::min(least[o], out.values(o)[i]);
          }
        }
        if (!may_be_feasible) ++empty;
        if (std::isfinite(least[0])) ++feasible;
        if (std::isfinite(least[0]) && lowest[0] >= 0.5 * least[0]) ++tight;
      }
    }
  }
  EXPECT_GT(empty, boxes / 10);
  EXPECT_GT(feasible, boxes / 2);
  EXPECT_GT(tight, feasible / 4) << "bounds far below everything are no use";
}

// Boxes as a search meets them, which have most ranges of the one before, in parts of a space that come and go at the same addresses.
TEST(Bounds, AreTheSameWhateverIsKept) {
  constexpr std::uint64_t walks = 24;
  constexpr int halvings = 40;
  for (int which = 0; which < spaces; ++which) {
    const models::LoadedSpace& loaded = space(which);
    const Problem of_space = loaded.problem();
    CostBounds kept = of_space.make_bounds();
    for (std::uint64_t walk = 0; walk < walks; ++walk) {
      Box part = whole_box(loaded.model->space());
      for (LevelRange& range : part) {
        const std::uint64_t half = range.size() / 2;
        walk % 2 == 0 ? range.last -= half : range.first += half;
      }
      const std::unique_ptr<const Evaluator> evaluator = loaded.model->within(part, {.evaluations = 1e18}, nullptr);
      const Problem problem{*evaluator,
                            {of_space.workloads().begin(), of_space.workloads().end()},
                            {of_space.objectives().begin(), of_space.objectives().end()},
                            {of_space.constraints().begin(), of_space.constraints().end()}};
      std::vector<double> lowest(problem.objectives().size());
      std::vector<double> anew(lowest.size());
      const auto compare = [&](const Box& box) {
        CostBounds nothing = problem.make_bounds();
        const bool may_be_feasible = problem.lower_bounds(box, kept, lowest);
        ASSERT_EQ(may_be_feasible, problem.lower_bounds(box, nothing, anew));
        for (std::size_t o = 0; may_be_feasible && o < lowest.size(); ++o) {
          ASSERT_EQ(std::bit_cast<std::uint64_t>(lowest[o]), std::bit_cast<std::uint64_t>(anew[o])) << problem.objectives()[o].text();
        }
      };
      const Box whole = whole_box(problem.space());
      compare(whole);
      Stream stream{static_cast<std::uint64_t>(which), walk};
      Box box = whole;
      for (int halving = 0; halving < halvings; ++halving) {
        LevelRange& range = box[static_cast<std::size_t>(stream.bits() % box.size())];
        const std::uint64_t half = range.size() / 2;
        stream.bits() % 2 == 0 ? range.last -= half : range.first += half;
        compare(box);
      }
      compare(whole);  // with which the next part, as large and of other levels, begins
    }
  }
}

// Every value of every box, on a space that is small enough for it.
TEST(Bounds, OfFormulasHoldForEveryDesignOfEveryBox) {
  std::string text = with_formulas(published());
  text.replace(text.find("{from: 1, to: 600, step: 37}"), 28, "[64, 8, 200]");
  text.replace(text.find("[bitmod3, int4, flint4, int6, int8]"), 35, "[bitmod3, int6, int8]");
  text.replace(text.find("{from: 4 KiB, to: 16 MiB, factor: 4}"), 36, "[8 MiB, 512 KiB]");
  const models::LoadedSpace loaded = test::load(text);
  const Problem problem = loaded.problem();
  const std::span<const Axis> axes = problem.space().axes();
  Box box = whole_box(problem.space());
  for (LevelRange& range : box) range = {0, 0};
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  CostBlock all{problem.workloads().size()};
  int empty = 0;
  int boxes = 0;
  std::vector<std::uint64_t> levels(axes.size());
  const auto check_box = [&] {
    ++boxes;
    const auto bounds = problem.lower_bounds(box);
    empty += bounds ? 0 : 1;
    for (std::size_t a = 0; a < axes.size(); ++a) levels[a] = box[a].first;
    block.clear();
    while (true) {
      block.push(levels);
      std::size_t a = axes.size();
      while (a-- > 0) {
        if (levels[a] < box[a].last) {
          ++levels[a];
          break;
        }
        levels[a] = box[a].first;
      }
      if (a > axes.size() || block.size() == block_size) break;
    }
    problem.evaluate(block, out);
    problem.evaluator().evaluate(block, all);
    for (std::size_t i = 0; i < block.size(); ++i) {
      ASSERT_EQ(out.infeasible()[i], problem.infeasible(block, all, i)) << "one by one as in a block";
      if (out.infeasible()[i] != 0) continue;
      ASSERT_TRUE(bounds.has_value());
      for (std::size_t o = 0; o < bounds->size(); ++o) ASSERT_LE((*bounds)[o], out.values(o)[i]) << o;
    }
  };
  // Boxes as branch and bound makes them: halves of halves.
  const auto split = [&](const auto& self, std::size_t axis) -> void {
    check_box();
    if (testing::Test::HasFatalFailure()) return;
    for (std::size_t a = axis; a < axes.size(); ++a) {
      if (box[a].size() < 2) continue;
      const LevelRange whole = box[a];
      const std::uint64_t middle = (whole.first + whole.last) / 2;
      for (const LevelRange& half : {LevelRange{whole.first, middle}, LevelRange{middle + 1, whole.last}}) {
        box[a] = half;
        self(self, a);
      }
      box[a] = whole;
      return;
    }
  };
  box = whole_box(problem.space());
  split(split, 0);
  EXPECT_GT(boxes, 500);
  EXPECT_GT(empty, 50) << "bounds that never exclude anything are no use";
  EXPECT_LT(empty, boxes);
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
        EXPECT_LE((*bounds)[o], value) << problem.objectives()[o].text();
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
  const std::size_t buffer = problem.space().axis_of(leaf::weight_buffer_size).value();
  box[buffer] = {0, 0};  // 4 KiB: banks of 512 bytes
  EXPECT_FALSE(problem.lower_bounds(box));
}

}  // namespace
}  // namespace bitpareto
