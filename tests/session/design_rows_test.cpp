// SPDX-License-Identifier: Apache-2.0
/// Columns of many designs against what is said of each design alone.
#include "session/design_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "session/open.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

Cell cell_of(const db::RowColumns::Column& column, std::size_t row) {
  using Kind = db::RowColumns::Column::Kind;
  if (column.kind == Kind::index) {
    const std::int64_t whole = column.wholes[row];
    if (whole < 0) return (*column.words)[static_cast<std::size_t>(-1 - whole)];
    return whole;
  }
  const double number = column.numbers[row];
  if (std::isnan(number)) return {};
  if (column.kind == Kind::whole) return static_cast<std::int64_t>(number);
  if (column.kind == Kind::word) return (*column.words)[static_cast<std::size_t>(number)];
  return number;
}

/// The row of one design, cell by cell.
std::vector<Cell> row_of(const Problem& problem, const DesignBlock& block, const CostBlock& costs, std::size_t i) {
  const EvaluatedDesign design{problem, block, costs, i};
  const std::span<const Axis> axes = problem.space().axes();
  DesignKey levels(axes.size());
  for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block.levels(a)[i];
  std::vector<Cell> row{design_cell(problem.space(), levels), std::int64_t{design.is_feasible() ? 1 : 0},
                        design.is_feasible() ? Cell{} : Cell{design.reason()}};
  for (const Axis& axis : axes) row.push_back(leaf_cell(problem.space(), axis.leaf, design.point()[axis.leaf]));
  for (const Objective& value : recorded_values(problem)) row.push_back(design.value(value));
  std::vector<std::size_t> all(problem.workloads().size());
  for (std::size_t w = 0; w < all.size(); ++w) all[w] = w;
  row.push_back(design.perplexity_basis(all));
  return row;
}

/// Compares blocks; returns how many designs are infeasible.
int compare(const Session& session, const std::vector<DesignBlock>& blocks) {
  const Problem problem = session.problem();
  DesignRows rows{problem};
  db::RowColumns columns;
  CostBlock costs{problem.workloads().size()};
  int infeasible = 0;
  for (const DesignBlock& block : blocks) {
    rows.fill(block, columns);
    problem.evaluator().evaluate(block, costs);
    EXPECT_EQ(columns.size, block.size());
    EXPECT_EQ(columns.columns.size(), run_columns(problem).size() + 3);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const std::vector<Cell> expected = row_of(problem, block, costs, i);
      for (std::size_t c = 0; c < expected.size(); ++c) {
        EXPECT_EQ(cell_text(cell_of(columns.columns[c], i)), cell_text(expected[c])) << "design " << i << ", column " << c;
        EXPECT_EQ(cell_of(columns.columns[c], i), expected[c]);
        if (testing::Test::HasFailure()) return -1;
      }
      infeasible += expected[1] == Cell{std::int64_t{0}} ? 1 : 0;
    }
  }
  return infeasible;
}

/// The first designs by their numbers, the same as neighbours, and the last.
std::vector<DesignBlock> blocks_of(const Space& space) {
  std::vector<DesignBlock> blocks;
  const auto size = static_cast<std::size_t>(std::min<DesignIndex>(space.last_index(), 999) + 1);
  DesignBlock keys{space};
  DesignKey levels(space.axes().size());
  for (std::size_t i = 0; i < size; ++i) {
    space.levels_of(i, levels);
    keys.push(levels);
  }
  blocks.push_back(std::move(keys));
  for (const DesignIndex first : {DesignIndex{0}, space.last_index() - (size - 1)}) {
    blocks.emplace_back(space).set_range(first, size);
  }
  return blocks;
}

TEST(DesignRows, AreCellForCellWhatIsSaidOfEachDesign) {
  for (const char* name : {"llama-2-7b-edge", "llama-2-7b-native", "lpddr5-or-hbm"}) {
    SCOPED_TRACE(name);
    const Session session = open_space(name, test::catalogue());
    EXPECT_GE(compare(session, blocks_of(session.space())), 0);
  }
}

TEST(DesignRows, KnowFormulasAndWhatBreaksThem) {
  const Session session = open_space(
      "llama-2-7b-edge", test::catalogue(),
      {.settings = {"objectives=[latency * energy, area / 2, worst(perplexity), prefill.energy]",
                    "constraints=[area <= 3 mm2, latency * power <= 1 J, error < 0.01]", "design.weights.group_size=[128, channel]"}});
  EXPECT_GT(compare(session, blocks_of(session.space())), 0);
}

// Numbers of designs beyond 63 bits are texts, and those of a space beyond 64 bits all are.
TEST(DesignRows, NumbersOfVastSpacesAreTexts) {
  const Session session = test::open_text(test::vast_yaml);
  const Space& space = session.space();
  DesignBlock block{space};
  DesignKey levels(space.axes().size());
  block.push(levels);
  for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = space.axes()[a].levels.size() - 1;
  block.push(levels);
  std::vector<DesignBlock> blocks;
  blocks.push_back(std::move(block));
  EXPECT_GE(compare(session, blocks), 0);
}

}  // namespace
}  // namespace bitpareto::session
