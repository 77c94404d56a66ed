// SPDX-License-Identifier: Apache-2.0
#include "core/design/table_memory.h"

#include <gtest/gtest.h>

#include "core/system/parallel.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

TEST(TableMemory, HoldsNoMoreThanItsLimit) {
  TableMemory memory{{.bytes = 1'000}};
  EXPECT_TRUE(memory.take(10, 600));
  EXPECT_FALSE(memory.take(10, 600));
  EXPECT_EQ(memory.missing(), 600);
  EXPECT_TRUE(memory.take(400));
  EXPECT_FALSE(memory.take(1));
  memory.give_back(400);
  EXPECT_TRUE(memory.take(10, 400));
  EXPECT_EQ(memory.taken(), 1'000U);
  EXPECT_FALSE(memory.take(1e30, 1e33));
}

TEST(TableMemory, MakesALargeTableOnlyWhereItsRowsAreUsedOften) {
  constexpr double bytes = 2 * TableMemory::always_pays;
  TableMemory few{{.bytes = std::size_t{1} << 30U, .evaluations = 1e6}};
  EXPECT_FALSE(few.take(1e6, bytes));
  EXPECT_EQ(few.missing(), 0);  // it would not have been made with more memory either
  TableMemory many{{.bytes = std::size_t{1} << 30U, .evaluations = 8e6}};
  EXPECT_TRUE(many.take(1e6, bytes));
}

TEST(TableMemory, CountsWhatSeveralThreadsTake) {
  TableMemory memory{{.bytes = 100'000}};
  std::atomic<int> given = 0;
  parallel_for(2'000, 8, [&](std::size_t) { given += memory.take(std::size_t{100}) ? 1 : 0; });
  EXPECT_EQ(given, 1'000);
  EXPECT_EQ(memory.taken(), 100'000U);
}

constexpr const char* yaml =
    "workloads: [{model: opt-125m, phase: prefill, context: 64}, {model: opt-125m, phase: decode, context: 64}]\n"
    "design:\n  performance_model: native\n  array: {rows: {from: 4, to: 64, step: 4}, columns: [4, 8, 16, 32]}\n"
    "  weights: {datatype: [int4, bitmod3]}\n  weight_buffer: {size: [64 KiB, 1 MiB]}\naccuracy: {head: quantised}\nobjectives: [latency, energy, area]\n";

/// The objectives of every design, as bits of numbers.
std::vector<double> objectives(const session::Session& session) {
  const Problem problem = session.problem();
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  block.set_range(0, static_cast<std::size_t>(problem.space().last_index() + 1));
  problem.evaluate(block, out);
  std::vector<double> all;
  for (std::size_t i = 0; i < block.size(); ++i) {
    all.push_back(out.infeasible()[i]);
    for (std::size_t o = 0; out.infeasible()[i] == 0 && o < problem.objectives().size(); ++o) all.push_back(out.values(o)[i]);
  }
  return all;
}

// What does not fit is computed for each design, by many threads or one: the same bits.
TEST(TableMemory, ChangesNoResult) {
  const session::Session roomy = test::open_text(yaml, {.needs_explorer = true, .threads = 8});
  const session::Session single = test::open_text(yaml, {.needs_explorer = true});
  const session::Session tight = test::open_text(yaml, {.needs_explorer = true, .memory = 4'096});
  EXPECT_EQ(roomy.space().tables().missing(), 0);
  EXPECT_GT(tight.space().tables().missing(), 0);
  EXPECT_LE(tight.space().tables().taken(), 4'096U);
  const std::vector<double> expected = objectives(roomy);
  EXPECT_EQ(objectives(single), expected);
  EXPECT_EQ(objectives(tight), expected);
}

}  // namespace
}  // namespace bitpareto
