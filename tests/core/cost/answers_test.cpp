// SPDX-License-Identifier: Apache-2.0
#include "core/cost/answers.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>

#include "core/cost/term.h"
#include "models/hardware/leaves.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

const LoadedSpace& loaded() {
  static const LoadedSpace space = test::load(
      "workloads: [{model: opt-125m, phase: prefill, context: 100}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: [8, 10, 12], columns: [4, 8]}, weights: {datatype: [int4, bitmod3]}, "
      "weight_buffer: {size: [64 KiB, 128 KiB]}}\naccuracy: {head: quantised}\n");
  return space;
}

TEST(Answers, AreComputedOnceForEachQuestionAndCombinationOfTheGrid) {
  const Space& space = loaded().model->space();
  Answers answers{space, std::array<Leaf, 2>{leaf::array_columns, leaf::array_rows}};
  std::atomic<int> computed = 0;
  const auto ask = [&](std::uint64_t kind, double question) {
    return answers.ask(kind, std::array{question}, 2, space.point(0), 2, [&](const DesignPoint& p, std::span<double> row) {
      ++computed;
      row[0] = p[leaf::array_rows] * p[leaf::array_columns];
      row[1] = question;
    });
  };
  const auto first = ask(1, 5);
  EXPECT_EQ(computed, 6);
  // Numbered as an odometer runs over the axes of the space, whatever the order in which they were named: rows stand first in the file.
  const std::array<double, 6> products{8 * 4, 8 * 8, 10 * 4, 10 * 8, 12 * 4, 12 * 8};
  for (std::size_t i = 0; i < products.size(); ++i) {
    EXPECT_EQ(first->row(i)[0], products[i]);
    EXPECT_EQ(first->row(i)[1], 5);
  }
  EXPECT_EQ(ask(1, 5), first);
  EXPECT_EQ(computed, 6);
  EXPECT_EQ(ask(1, 6)->row(0)[1], 6);
  EXPECT_NE(ask(2, 5), first);
  EXPECT_EQ(computed, 18);
  // A part of the space with the same grid asks the same; one with fewer rows does not.
  Box box = whole_box(space);
  const std::size_t datatypes = space.axis_of(leaf::weights_datatype).value();
  box[datatypes] = {1, 1};
  const auto ask_in = [&](const Space& part) {
    Answers of_part{part, std::array<Leaf, 2>{leaf::array_rows, leaf::array_columns}};
    return of_part.ask(1, std::array{5.0}, 2, part.point(0), 1, [&](const DesignPoint&, std::span<double>) { ++computed; });
  };
  EXPECT_EQ(ask_in(space.within(box, {}, nullptr)), first);
  EXPECT_EQ(computed, 18);
  box[space.axis_of(leaf::array_rows).value()] = {0, 1};
  EXPECT_NE(ask_in(space.within(box, {}, nullptr)), first);
  EXPECT_EQ(computed, 22);
}

/// rows x columns + 1000 x the level of the datatype, where sizes do not matter.
Term term(const Space& space, std::atomic<int>& prepared) {
  const RowStages stages{.grid = {leaf::array_columns, leaf::weight_buffer_size}, .prepare = [&prepared](const DesignPoint& outer, int) -> GridFunction {
                           ++prepared;
                           const double base = outer[leaf::array_rows];
                           return [base](const DesignPoint& p, std::size_t number, std::span<double> row) {
                             row[0] = 0;
                             row[1] = base * p[leaf::array_columns];
                             row[2] = static_cast<double>(number);
                           };
                         }};
  return {space,
          {leaf::array_rows, leaf::array_columns, leaf::weight_buffer_size},
          3,
          [](const DesignPoint& p, std::span<double> row) {
            row[0] = 0;
            row[1] = p[leaf::array_rows] * p[leaf::array_columns];
            row[2] = -1;
          },
          &stages};
}

void expect_rows_in_stages(const Space& space, const Term& term) {
  DesignBlock block{space};
  std::vector<const double*> rows(block_size);
  std::vector<double> scratch;
  for (DesignIndex design = 0; design <= space.last_index(); ++design) {
    block.set_range(design, 1);
    term.rows(block, rows, scratch);
    const DesignPoint p = space.point(design);
    EXPECT_EQ(rows[0][1], p[leaf::array_rows] * p[leaf::array_columns]);
    const double number = (p[leaf::array_columns] == 8 ? 2 : 0) + (p[leaf::weight_buffer_size] == 128 * 1024 ? 1 : 0);
    EXPECT_EQ(rows[0][2], number) << design;
  }
}

TEST(Term, FillsItsTableGridByGrid) {
  for (const int threads : {1, 2, 8}) {
    Space space = loaded().model->space();
    space.limit_tables({.evaluations = 0, .threads = threads});
    std::atomic<int> prepared = 0;
    const Term staged = term(space, prepared);
    ASSERT_TRUE(staged.has_table());
    EXPECT_EQ(prepared, 3);  // of each number of rows
    expect_rows_in_stages(space, staged);
  }
}

TEST(Term, GoesThroughStagesWithoutATableWhereSoManyEvaluationsAreToCome) {
  Space space = loaded().model->space();
  space.limit_tables({.bytes = 0, .evaluations = 1e6});
  std::atomic<int> prepared = 0;
  const Term staged = term(space, prepared);
  ASSERT_FALSE(staged.has_table());
  EXPECT_EQ(prepared, 0);
  expect_rows_in_stages(space, staged);
  EXPECT_EQ(prepared, 3);
  // With few to come it is asked row by row.
  space.limit_tables({.bytes = 0, .evaluations = 10});
  const Term plain = term(space, prepared);
  DesignBlock block{space};
  block.set_range(0, 1);
  std::vector<const double*> rows(block_size);
  std::vector<double> scratch;
  plain.rows(block, rows, scratch);
  EXPECT_EQ(rows[0][2], -1);
  EXPECT_EQ(prepared, 3);
}

}  // namespace
}  // namespace bitpareto::models
