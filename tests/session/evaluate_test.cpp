// SPDX-License-Identifier: Apache-2.0
/// Costs as plain values and as tables: the same that the program prints.
#include "session/evaluate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "reports/csv.h"
#include "session/open.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

const std::vector<std::string> fewer{"design.weights.datatype=[int4, bitmod3]",
                                     "design.array={rows: [16, 96], columns: 16}"};

Session edge() { return open_space("llama-2-7b-edge", test::catalogue(), {.settings = fewer}); }

std::string printed(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"evaluate", "llama-2-7b-edge", "--format", "csv"};
  for (const std::string& setting : fewer) arguments.insert(arguments.end(), {"--set", setting});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return test::bitpareto(arguments).out;
}

TEST(Evaluate, GivesTheTablesThatTheProgramPrints) {
  const Session session = edge();
  EXPECT_EQ(reports::csv(tabulate(session, RowPer::workload)), printed({}));
  EXPECT_EQ(reports::csv(tabulate(session, RowPer::model)), printed({"--by-model"}));
  EXPECT_EQ(reports::csv(tabulate(session, RowPer::design)), printed({"--sum"}));
}

TEST(Evaluate, GivesTheSameAsPlainValues) {
  const Session session = edge();
  const Table sums = tabulate(session, RowPer::design);
  const Table rows = tabulate(session, RowPer::workload);
  const auto number = [](const Table& table, std::size_t row, std::string_view column) {
    const auto* const value = std::get_if<double>(&table.rows[row][column_of(table, column)]);
    return value != nullptr ? *value : std::nan("");
  };
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  for (DesignIndex d = 0; d <= session.space().last_index(); ++d) {
    const DesignCosts design = evaluate(session, d);
    EXPECT_EQ(design.number, std::to_string(d));
    EXPECT_EQ(design.reason, cell_text(sums.rows[d][column_of(sums, "reason")]));
    EXPECT_EQ(design.is_feasible(), design.reason.empty());
    for (const auto& [metric, column] : {std::pair{"latency", "latency_s"},
                                         {"energy", "energy_j"},
                                         {"area", "area_mm2"},
                                         {"ttft", "ttft_s"},
                                         {"perplexity", "perplexity"}}) {
      EXPECT_TRUE(same(design.metric(metric), number(sums, d, column))) << d << metric;
    }
    ASSERT_EQ(design.workloads.size(), 2U);
    for (std::size_t w = 0; w < 2; ++w) {
      EXPECT_TRUE(same(design.workloads[w][Cost::energy_dram], number(rows, 2 * d + w, "energy_dram_j"))) << d;
    }
  }
}

TEST(Evaluate, NamesWhatIsADesignsOwn) {
  const DesignCosts design = evaluate(edge(), 1);
  ASSERT_EQ(design.axes.size(), 6U);
  EXPECT_EQ(design.axes[0], (std::pair<std::string, std::string>{"weights.datatype", "int4"}));
  EXPECT_EQ(design.axes[5], (std::pair<std::string, std::string>{"array.rows", "96"}));
}

TEST(Evaluate, TakesDesignsInAnyOrder) {
  const Session session = edge();
  std::vector<DesignKey> designs;
  for (std::uint64_t d = 0; d < 3'000; ++d) {  // more than a block
    designs.emplace_back(session.space().axes().size());
    session.space().levels_of(d * 7 % (session.space().last_index() + 1), designs.back());
  }
  const std::vector<DesignCosts> list = evaluate(session, designs);
  ASSERT_EQ(list.size(), designs.size());
  for (const std::size_t d : {std::size_t{0}, std::size_t{1}, std::size_t{1'500}, std::size_t{2'999}}) {
    EXPECT_EQ(list[d].number, session.space().number_text(designs[d]));
    EXPECT_EQ(list[d].metrics, evaluate(session, session.space().index_of(designs[d])).metrics);
  }
}

TEST(Evaluate, RefusesWhatIsNotInTheSpace) {
  const Session session = edge();
  const DesignIndex last = session.space().last_index();
  EXPECT_THROW(static_cast<void>(evaluate(session, last + 1)), std::invalid_argument);
  const std::vector<DesignKey> short_key{{0, 0}};
  EXPECT_THROW(static_cast<void>(evaluate(session, short_key)), std::invalid_argument);
  const std::vector<DesignKey> beyond{{0, 0, 0, 0, 0, 2}};
  EXPECT_THROW(static_cast<void>(evaluate(session, beyond)), std::invalid_argument);
  EXPECT_TRUE(evaluate(session, std::span<const DesignKey>{}).empty());
  EXPECT_EQ(tabulate(session, RowPer::design, last).rows.size(), 1U);
  EXPECT_EQ(tabulate(session, RowPer::design, 3, 4).rows.size(), 4U);
  EXPECT_EQ(tabulate(session, RowPer::design, 3, 0).rows.size(), 0U);
  EXPECT_THROW(static_cast<void>(tabulate(session, RowPer::design, last + 1)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(tabulate(session, RowPer::design, 1, last + 1)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(tabulate(session, RowPer::design, 1, ~std::uint64_t{0})), std::invalid_argument);
  try {
    static_cast<void>(evaluate(session).metric("latencey"));
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "'latencey' is no metric of this space; did you mean 'latency'?");
  }
}

}  // namespace
}  // namespace bitpareto::session
