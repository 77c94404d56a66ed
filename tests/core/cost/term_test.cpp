// SPDX-License-Identifier: Apache-2.0
#include "core/cost/term.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

}  // namespace
}  // namespace bitpareto::models
