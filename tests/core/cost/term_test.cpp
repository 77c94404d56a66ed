// SPDX-License-Identifier: Apache-2.0
#include "core/cost/term.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/hardware/leaves.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

/// Two spaces with the same designs, one of which has levels enough besides that no table is made.
std::string space(const std::string& rows, const std::string& weight_buffer) {
  return "workloads: [{model: opt-125m, phase: prefill, context: 100}, {model: opt-125m, phase: decode, context: "
         "100}]\n"
         "design:\n  performance_model: bitmod-2025-07\n"
         "  array: {rows: " +
         rows +
         ", columns: [4, 8]}\n"
         "  weights: {datatype: [int4, bitmod3, fp6_e2m3], group_size: [32, channel]}\n"
         "  weight_buffer: {size: " +
         weight_buffer +
         "}\n"
         "accuracy: {head: quantised}\n";
}

TEST(Term, GivesTheSameBitsWithAndWithoutATable) {
  const LoadedSpace small = test::load(space("[8, 9, 10]", "[64 KiB, 128 KiB, 192 KiB]"));
  // 50,000 row counts and 1,000,000 buffer sizes: far more rows than a table may have.
  const LoadedSpace large =
      test::load(space("{from: 8, to: 50007, step: 1}", "{from: 64 KiB, to: 64000000 KiB, step: 64 KiB}"));
  ASSERT_TRUE(large.model->space().is_indexable());
  const Space& from = small.model->space();
  const Space& to = large.model->space();
  for (DesignIndex design = 0; design <= from.last_index(); ++design) {
    std::vector<std::uint64_t> levels(from.axes().size());
    from.levels_of(design, levels);
    for (std::size_t a = 0; a < levels.size(); ++a) {
      levels[a] = to.axes()[a].levels.level_of(from.axes()[a].levels.at(levels[a])).value();
    }
    const std::vector<Evaluation> tabulated = test::evaluate(small, design);
    const std::vector<Evaluation> computed = test::evaluate(large, to.index_of(levels));
    for (std::size_t w = 0; w < tabulated.size(); ++w) {
      for (std::size_t c = 0; c < cost_count; ++c) {
        const Cost cost = static_cast<Cost>(c);
        const bool both_none = std::isnan(tabulated[w][cost]) && std::isnan(computed[w][cost]);
        EXPECT_TRUE(both_none || tabulated[w][cost] == computed[w][cost])
            << column_name(cost) << " of design " << design;
      }
    }
  }
}

TEST(Term, ABlockGivesWhatItsDesignsGiveAlone) {
  const LoadedSpace space_ = test::load(space("{from: 8, to: 50007, step: 1}", "[64 KiB, 128 KiB]"));
  DesignBlock block{space_.model->space()};
  CostBlock costs{2};
  block.set_range(0, 1000);
  space_.model->evaluate(block, costs);
  for (std::size_t i = 0; i < block.size(); i += 7) {
    const std::vector<Evaluation> alone = test::evaluate(space_, i);
    for (std::size_t w = 0; w < 2; ++w) {
      for (const Cost cost : {Cost::total_cycles, Cost::energy, Cost::area}) {
        const double in_block = costs.column(w, cost)[i];
        EXPECT_TRUE(in_block == alone[w][cost] || (std::isnan(in_block) && std::isnan(alone[w][cost])));
      }
    }
  }
}

/// A row of a reason, a number, the same again but for one design, the same again, and a constant.
Term numbers(const Space& space_) {
  return {space_, {leaf::array_rows}, 5, [](const DesignPoint& p, std::span<double> row) {
            const double rows = p[leaf::array_rows];
            row[0] = rows == 9 ? 1 : 0;
            row[1] = rows;
            row[2] = rows == 10 ? 0 : rows;
            row[3] = rows == 9 ? 0 : rows;
            row[4] = rows == 9 ? 0 : 7;
          }};
}

TEST(Term, KnowsWhichNumbersAreTheSameForAllDesignsThatExist) {
  const LoadedSpace loaded = test::load(space("[8, 9, 10]", "[64 KiB, 128 KiB]"));
  const Term term = numbers(loaded.model->space());
  EXPECT_EQ(term.equal_columns(), (std::vector<std::size_t>{0, 1, 2, 1, 4}));
  EXPECT_TRUE(term.is_always(4, 7));
  EXPECT_FALSE(term.is_always(1, 8));
}

TEST(Term, GivesNeighboursRunByRunTheRowsThatTheyHave) {
  const LoadedSpace loaded = test::load(space("[8, 9, 10]", "[64 KiB, 128 KiB]"));
  const Space& all = loaded.model->space();
  const Term term = numbers(all);
  DesignBlock block{all};
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, static_cast<std::size_t>(all.last_index())}) {
    block.set_range(1, size);
    std::size_t next = 0;
    term.runs(block, [&](std::size_t first, std::size_t count, const double* row) {
      EXPECT_EQ(first, next);
      for (std::size_t i = first; i < first + count; ++i) EXPECT_EQ(row[1], all.point(1 + i)[leaf::array_rows]);
      next = first + count;
    });
    EXPECT_EQ(next, size);
  }
}

}  // namespace
}  // namespace bitpareto::models
