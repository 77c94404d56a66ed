// SPDX-License-Identifier: Apache-2.0
/// Branch and bound against what evaluates everything, and what it says of designs that it left out.
#include <rapidcheck/gtest.h>

#include "explorers/box_walk.h"
#include "tests/explorers/searching.h"

namespace bitpareto {
namespace {

using namespace explorers;

/// Spaces whose axes are, together, of every kind: numbers in steps and lists, rising or not, names, sets, flags, clocks, voltages.
const std::vector<std::string>& space_texts() {
  static const std::string two_workloads =
      "workloads: [{model: opt-1.3b, phase: prefill, context: 64}, {model: opt-1.3b, phase: decode, context: 64, tokens: 5}]\n";
  static const std::string native =
      "design:\n  performance_model: native\n"
      "  array: {rows: {from: 4, to: 64, step: 4}, columns: [8, 4, 32, 16]}\n"
      "  weights: {datatype: [bitmod3, bitmod4, int4, int6], group_size: [128, channel, 64]}\n"
      "  kv_cache: {datatype: [int8, fp16, int4]}\n";
  static const std::vector<std::string> texts{
      // Published model, a constraint, a maximised objective.
      two_workloads +
          "design:\n  performance_model: bitmod-2025-07\n"
          "  pe: {kind: [bitmod, fp16]}\n"
          "  weights: {datatype: [bitmod3, bitmod4, int4, int6], group_size: [128, channel]}\n"
          "  array: {rows: {from: 2, to: 60, step: 2}, columns: {from: 4, to: 80, step: 4}}\n"
          "  weight_buffer: {size: [32 KiB, 1 MiB, 256 KiB]}\n"
          "accuracy: {head: quantised}\n"
          "objectives: [latency, energy, perplexity, tokens_per_s]\n"
          "constraints: [\"area <= 6 mm2\"]\n",
      // Native: DRAM, cells, leakage; buffers in steps.
      two_workloads + native +
          "  weight_buffer: {size: {from: 64 KiB, to: 512 KiB, step: 64 KiB}}\n"
          "  input_buffer: {size: {from: 64 KiB, to: 256 KiB, step: 64 KiB}}\n"
          "  dram: {preset: [lpddr5-6400-x32, hbm2-2000-x1024]}\n"
          "accuracy: {head: quantised}\n"
          "objectives: [latency, energy, area, perplexity]\n",
      // Clock, voltage, lanes, cells, flags; decode alone, which has plateaus of equal latency.
      "workloads: [{model: opt-1.3b, phase: decode, context: 64, tokens: 5}]\n" + native +
          "  clock: [500 MHz, 1 GHz]\n"
          "  cell: [itrs-hp, itrs-lop]\n"
          "  vector_unit: {lanes: [0, 64]}\n"
          "  dram: {preset: [lpddr5-6400-x32, ddr4-3200-x64], channels: [1, 2]}\n"
          "  effects: {tiling: [true, false]}\n"
          "objectives: [tpot, energy]\n"
          "constraints: [\"area <= 20 mm2\"]\n",
      // Both models side by side, formulas and aggregates.
      two_workloads +
          "design:\n  performance_model: [native, bitmod-2025-07]\n"
          "  array: {rows: {from: 4, to: 64, step: 4}, columns: [4, 8, 16, 32]}\n"
          "  weights: {datatype: [bitmod3, bitmod4, int6], group_size: [128, channel]}\n"
          "  weight_buffer: {size: {from: 64 KiB, to: 1 MiB, factor: 2}}\n"
          "accuracy: {head: quantised}\n"
          "objectives: [energy * latency, 'margin: area - 8 mm2', worst(latency), perplexity]\n"
          "constraints: [\"perplexity <= 1.5 * fp16_perplexity\", \"array.rows * array.columns <= 1500\"]\n",
      // Sets of datatypes, an override, the highest power.
      "workloads:\n  - {model: opt-1.3b, phase: prefill, context: 64}\n"
      "  - {model: opt-1.3b, phase: decode, context: 64, tokens: 5, design: {array: {rows: 16}}}\n"
      "design:\n  performance_model: native\n"
      "  pe: {kind: bitmod, dot_size: [2, 4, 8]}\n"
      "  array: {rows: {from: 4, to: 64, step: 4}, columns: [4, 8, 16, 32]}\n"
      "  weights: {datatype: [bitmod3, bitmod4, int6], group_size: 128}\n"
      "  input_buffer: {size: {from: 64 KiB, to: 1 MiB, factor: 2}}\n"
      "objectives: [latency, peak_power, area]\n",
      // Objectives within a share, rates and formulas among them; means over workloads that weigh differently.
      "workloads:\n  - {model: opt-1.3b, phase: prefill, context: 64, weight: 3}\n"
      "  - {model: opt-1.3b, phase: decode, context: 64, tokens: 5}\n" +
          native +
          "  weight_buffer: {size: {from: 64 KiB, to: 512 KiB, step: 64 KiB}}\n"
          "accuracy: {head: quantised}\n"
          "objectives: [{metric: geomean(each.latency), tolerance: 3 %}, {metric: energy, tolerance: 10 %}, {metric: 'cost: area * energy', tolerance: 1 %},\n"
          "  {metric: tokens_per_s, tolerance: 5 %}, {metric: perplexity, tolerance: 2 %}]\n",
      // Equal designs: what the buffers hold beyond need changes nothing.
      "workloads: [{model: opt-125m, phase: decode, context: 64, tokens: 3}]\n"
      "design:\n  performance_model: bitmod-2025-07\n"
      "  weights: {bits: [3, 4, 6, 8]}\n"
      "  array: {rows: {from: 4, to: 64, step: 6}, columns: [2, 4, 8, 16, 200]}\n"
      "  weight_buffer: {size: {from: 16 KiB, to: 1 MiB, factor: 2}}\n"
      "objectives: [latency]\n",
  };
  return texts;
}

Node first_of_equals() { return make::map({{"ties", make::text("first")}}); }

std::uint64_t accounted(const SearchState& state) {
  const SearchCertificate& c = state.certificate.value();
  return static_cast<std::uint64_t>(state.evaluated) + c.dominated + c.infeasible + c.open;
}

TEST(Exact, FindsTheFrontOfExhaustiveSearchInEverySpace) {
  double left_out = 0;
  for (const std::string& text : space_texts()) {
    SCOPED_TRACE(text);
    const models::LoadedSpace loaded = test::load(text);
    const Problem problem = loaded.problem();
    for (const Node& options : {make::map(), first_of_equals()}) {
      const SearchResult all = watched(*explorer_of("exhaustive", options), problem, {.threads = 2}).result;
      EXPECT_GT(all.front.size(), 0U);
      for (const int threads : {1, 8}) {
        const Watched found = watched(*explorer_of("exact", options), problem, {.threads = threads});
        EXPECT_TRUE(found.result.front == all.front);
        EXPECT_EQ(found.result.end, SearchEnd::complete);
        EXPECT_EQ(accounted(found.result.state), problem.space().last_index() + 1);
        EXPECT_EQ(found.result.state.certificate->open, 0U);
        EXPECT_TRUE(found.result.state.certificate->gaps.empty());
        left_out += problem.space().size() - found.result.state.evaluated;
      }
    }
  }
  EXPECT_GT(left_out, 0) << "bounds that never drop anything are no use";
}

/// What a front of rounded objectives means for unrounded ones, design by design.
TEST(Exact, FindsAFrontWithinTheToleranceOfEveryDesign) {
  const std::string text =
      "workloads: [{model: opt-1.3b, phase: prefill, context: 64}, {model: opt-1.3b, phase: decode, context: 64, tokens: 5}]\n"
      "design:\n  performance_model: native\n"
      "  array: {rows: {from: 4, to: 64, step: 4}, columns: {from: 4, to: 32, step: 4}}\n"
      "  weights: {datatype: [bitmod3, bitmod4, int4, int6], group_size: [128, 64]}\n"
      "  weight_buffer: {size: [64 KiB, 256 KiB]}\n"
      "accuracy: {head: quantised}\n";
  const std::vector<double> shares{0.05, 0.2, 0.01, 0.02};
  const models::LoadedSpace rounded = test::load(text +
      "objectives: [{metric: latency, tolerance: 5 %}, {metric: energy, tolerance: 20 %}, {metric: tokens_per_s, tolerance: 1 %}, {metric: perplexity, tolerance: 2 %}]\n");
  const models::LoadedSpace plain = test::load(text + "objectives: [latency, energy, tokens_per_s, perplexity]\n");
  const Problem problem = plain.problem();
  const SearchResult found = watched(*explorer_of("exact"), rounded.problem(), {.threads = 2}).result;
  const SearchResult all = watched(*explorer_of("exact"), problem, {.threads = 2}).result;
  EXPECT_LT(found.front.size(), all.front.size());
  // Every design of the plain front, and so every design, has one that is worse by at most the tolerance everywhere.
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  std::vector<std::vector<double>> stored;
  for (const DesignKey& design : found.front.designs) {
    block.clear();
    block.push(design);
    problem.evaluate(block, out);
    std::vector<double>& values = stored.emplace_back();
    for (std::size_t o = 0; o < shares.size(); ++o) values.push_back(out.values(o)[0]);
  }
  for (std::size_t i = 0; i < all.front.size(); ++i) {
    const bool is_near = std::ranges::any_of(stored, [&](const std::vector<double>& by) {
      for (std::size_t o = 0; o < shares.size(); ++o) {
        const double value = all.front.at(i)[o];
        const double most = value > 0 ? value * (1 + shares[o]) : value / (1 + shares[o]);
        if (by[o] > most) return false;
      }
      return true;
    });
    EXPECT_TRUE(is_near) << i;
  }
}

TEST(Exact, EvaluatesFewOfManyDesigns) {
  const Problem problem = searched_space().problem();
  const SearchResult found = watched(*explorer_of("exact"), problem, {.threads = 2}).result;
  EXPECT_LT(found.state.evaluated, problem.space().size() / 4);
  EXPECT_GT(found.state.certificate->dominated, 0U);
}

// What is feasible and open cannot be better than the nearest known design by more than the gaps, in all objectives at once.
TEST(Exact, SaysHowFarItIsFromTheWholeFrontWhenItIsStopped) {
  const Problem problem = searched_space().problem();
  const FoundFront whole = watched(*explorer_of("exhaustive"), problem, {.threads = 2}).result.front;
  double first_gap = 0;
  for (const std::uint64_t budget : {300U, 3'000U, 20'000U}) {
    const SearchResult part =
        watched(*explorer_of("exact"), problem, {.threads = 2, .seed = 0, .budget = {.evaluations = budget, .seconds = {}}}).result;
    if (part.end == SearchEnd::complete) continue;
    EXPECT_EQ(accounted(part.state), problem.space().last_index() + 1);
    ASSERT_EQ(part.state.certificate->gaps.size(), problem.objectives().size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
      bool is_near = false;
      for (std::size_t k = 0; k < part.front.size() && !is_near; ++k) {
        is_near = true;
        for (std::size_t o = 0; o < whole.objectives; ++o) {
          const SearchCertificate::Gap& gap = part.state.certificate->gaps[o];
          is_near = is_near && part.front.at(k)[o] - gap.additive <= whole.at(i)[o] * (1 + 1e-12) && part.front.at(k)[o] <= whole.at(i)[o] * (1 + gap.relative) * (1 + 1e-12);
        }
      }
      EXPECT_TRUE(is_near) << i;
    }
    const double gap = part.state.certificate->gaps[0].relative;
    if (first_gap == 0) first_gap = gap;
    EXPECT_LE(gap, first_gap);
  }
  EXPECT_GT(first_gap, 0);
}

TEST(Exact, PartsTogetherGiveTheWholeFront) {
  const Problem problem = searched_space().problem();
  const SearchResult whole = watched(*explorer_of("exact"), problem, {.threads = 2}).result;
  for (const std::uint64_t parts : {2U, 7U}) {
    std::vector<DesignKey> known;
    std::uint64_t sum = 0;
    FoundFront front;
    for (std::uint64_t p = 0; p < parts; ++p) {
      const SearchResult part =
          watched(*explorer_of("exact"), problem, {.threads = 2, .seed = 0, .budget = {}, .part = {p, parts}, .resumption = nullptr, .known = known}).result;
      sum += accounted(part.state);
      front = part.front;
      known = part.front.designs;
    }
    EXPECT_EQ(sum, problem.space().last_index() + 1);
    EXPECT_TRUE(front == whole.front) << parts;
  }
}

// A design that is known and lies in the part is one design of the front, not two.
TEST(Exact, KeepsKnownDesignsOfItsOwnOnce) {
  const Problem problem = small_space().problem();
  const SearchResult whole = watched(*explorer_of("exact"), problem, {.threads = 2}).result;
  const SearchSettings settings{
      .threads = 2, .seed = 0, .budget = {}, .part = {}, .resumption = nullptr, .known = whole.front.designs};
  EXPECT_TRUE(watched(*explorer_of("exact"), problem, settings).result.front == whole.front);
}

RC_GTEST_PROP(BoxTree, BoxesBetweenTwoDesignsHoldAllOfThemOnce, ()) {
  std::vector<Axis> axes;
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  const std::array<Leaf, 4> leaves{leaf::array_rows, leaf::array_columns, leaf::weight_buffer_size, leaf::input_buffer_size};
  for (std::size_t a = 0; a < count; ++a) {
    const auto levels = *rc::gen::inRange<std::uint64_t>(1, 6);
    axes.push_back({leaves[a], Levels::steps({1, 0}, {1, 0}, levels)});
  }
  const Space space{axes, DesignPoint{}, LeafNames{}};
  const auto first = *rc::gen::inRange<DesignIndex>(0, space.last_index() + 1);
  const auto last = *rc::gen::inRange<DesignIndex>(first, space.last_index() + 1);
  std::vector<int> times(static_cast<std::size_t>(space.last_index()) + 1, 0);
  for (const Box& box : boxes_between(space, first, last)) {
    std::vector<std::uint64_t> levels(count);
    for (std::uint64_t n = 0; n < BoxTree::size_of(box); ++n) {
      levels_in(box, n, levels);
      RC_ASSERT(number_in(box, levels) == n);
      ++times[static_cast<std::size_t>(space.index_of(levels))];
    }
  }
  for (DesignIndex d = 0; d <= space.last_index(); ++d) RC_ASSERT(times[static_cast<std::size_t>(d)] == (first <= d && d <= last ? 1 : 0));
}

// Any place that a walk leaves is found again, with the same boxes behind it.
RC_GTEST_PROP(BoxTree, APlaceTellsAllThatIsLeft, ()) {
  const Problem problem = searched_space().problem();
  const BoxTree tree{problem.space()};
  const Box root = whole_box(problem.space());
  BoxStack stack{tree};
  RC_ASSERT(stack.restore(root, {0, 0}));
  for (int step = *rc::gen::inRange(0, 200); step > 0; --step) {
    if (BoxTree::size_of(stack.top()) > leaf_size) {
      *rc::gen::inRange(0, 4) == 0 ? stack.pop() : stack.halve();
    } else {
      const bool stops = *rc::gen::inRange(0, 8) == 0;
      if (stops) stack.advance(BoxTree::size_of(stack.top()) / 2);
      if (stops) break;
      stack.pop();
    }
    if (stack.empty()) return;
  }
  BoxStack again{tree};
  RC_ASSERT(again.restore(root, stack.place()));
  RC_ASSERT(again.size() == stack.size());
  RC_ASSERT(again.done() == stack.done());
  RC_ASSERT(again.designs() == stack.designs());
  for (std::size_t i = 0; i < stack.size(); ++i) RC_ASSERT(std::ranges::equal(again.box(i), stack.box(i)));
}

}  // namespace
}  // namespace bitpareto
