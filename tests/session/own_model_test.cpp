// SPDX-License-Identifier: Apache-2.0
/// A catalogue with a performance model more: that of examples/own_model.cpp, as it stands there.
#include <gtest/gtest.h>

#include <stdexcept>

#include "db/run_reader.h"
#include "session/evaluate.h"
#include "session/open.h"
#include "session/search.h"
#include "session/sweep.h"
#include "tests/support/spaces.h"

#define BITPARETO_CONFIGS ""
#define main main_of_own_model  // NOLINT(readability-identifier-naming): there is one already
#include "examples/own_model.cpp"
#undef main

namespace bitpareto::session {
namespace {

Catalogue with_own() {
  Catalogue catalogue = test::catalogue();
  catalogue.add(roofline);
  return catalogue;
}

std::string space_with(const std::string& design) {
  return "workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {" + design +
         "}\nobjectives: [latency, pe_array_area]\n";
}

std::vector<std::string> complaints(const std::string& yaml) {
  std::vector<std::string> texts;
  try {
    for (const Diagnostic& d : open_text(yaml, with_own()).warnings) texts.push_back(d.text());
  } catch (const ConfigError& error) {
    for (const Diagnostic& d : error.diagnostics()) texts.push_back(d.text());
  }
  return texts;
}

// OPT-125m has 12 (4 x 768^2 + 2 x 768 x 3,072) + 768 x 50,272 = 123,543,552 weights that a step of decode reads.
TEST(OwnModel, GivesTheTimeThatItsRooflineSays) {
  const Session space = open_text(
      space_with("performance_model: roofline, array: {rows: 64, columns: 64, takes: int4}, weights: {bits: 4}, "
                 "link: {rate: [10 GT/s, 1 GT/s]}"),
      with_own());
  const std::vector<DesignCosts> designs = evaluate(space, std::vector<DesignKey>{DesignKey{0}, DesignKey{1}});
  EXPECT_DOUBLE_EQ(designs[0].metric("latency"), 123'543'552 * 4 / 10e9);
  EXPECT_DOUBLE_EQ(designs[1].metric("latency"), 123'543'552 * 4 / 1e9);
  EXPECT_DOUBLE_EQ(designs[0].metric("pe_array_area"), 4.096);
}

TEST(OwnModel, HasLeavesAndReasonsThatNoOtherHas) {
  const Session space = open_text(
      space_with("performance_model: roofline, array: {rows: [64, 256], columns: 128, takes: [int4+int8, fp16+int4]}, "
                 "weights: {datatype: int4_asym}"),
      with_own());
  ASSERT_EQ(space.loaded.model->space().axes().size(), 2U);
  const std::vector<DesignCosts> designs = evaluate(space, std::vector<DesignKey>{DesignKey{0, 1}, DesignKey{1, 0}});
  EXPECT_EQ(designs[0].axes[1], (std::pair<std::string, std::string>{"array.takes", "int4+fp16"}));
  EXPECT_EQ(designs[0].reason, "");
  EXPECT_EQ(designs[1].reason, "more than 16,384 PEs");
  EXPECT_EQ(
      complaints(
          space_with("performance_model: roofline, array: {rows: 8, columns: 8, takes: int5}, weights: {bits: 4}")),
      std::vector<std::string>{"space.yaml:2:75: design.array.takes: 'int5' is not a precision; did you mean 'int4'?"});
}

TEST(OwnModel, BringsAMetricThatObjectivesConstraintsAndTablesKnow) {
  const std::string yaml =
      "workloads: [{model: opt-125m, phase: decode, context: 64, tokens: 3}, {model: opt-125m, phase: prefill, context: 9}]\n"
      "design: {performance_model: roofline, array: {rows: [8, 16], columns: 8}, weights: {bits: [3, 4]}}\n"
      "objectives: [latency, link_bytes]\nconstraints: [decode.link_bytes < 150 MB]\n";
  const Session space = open_text(yaml, with_own());
  const std::vector<DesignCosts> designs = evaluate(space, std::vector<DesignKey>{{0, 0}, {0, 1}});
  // Three steps of decode and a prefill each read all weights; the output head is one product in both.
  EXPECT_DOUBLE_EQ(designs[0].metric("link_bytes"), 4 * 123'543'552 * 3 / 8.0);
  EXPECT_EQ(designs[0].reason, "");
  EXPECT_NE(designs[1].reason, "") << "185 MB are too much";
  EXPECT_TRUE(has_column(tabulate(space, RowPer::design), "link_bytes"));
  EXPECT_TRUE(has_column(tabulate(space, RowPer::workload), "link_bytes"));
  EXPECT_EQ(search(space, {.threads = 2}).front.size(), 2U) << "as many rows as you like, the link is slower";
  // Elsewhere there is no such metric.
  EXPECT_EQ(complaints("workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {performance_model: native, array: "
                       "{rows: 8, columns: 8}, weights: {bits: 4}}\nobjectives: [link_bytes]\n")
                .size(),
            1U);
}

TEST(OwnModel, HasItsMetricReadBackWithItsUnit) {
  const test::TemporaryFolder folder;
  const Catalogue catalogue = with_own();
  const Session space = open_text(space_with("performance_model: roofline, array: {rows: [8, 16], columns: 8}, weights: {bits: 4}"),
                                  catalogue);
  Sweep sweep{space, {.database = folder / "runs.db"}};
  static_cast<void>(sweep.search());
  const auto column = [&](const db::RunReader& reader) {
    const std::vector<db::RunColumn> columns = reader.columns(sweep.run());
    return *std::ranges::find(columns, "link_bytes", &db::RunColumn::name);
  };
  const db::RunReader knowing{folder / "runs.db", 5, catalogue.leaves(), catalogue.metrics()};
  EXPECT_EQ(column(knowing).dimension, Dimension::storage);
  EXPECT_EQ(column(knowing).better, Better::less);
  // A program without the model reads the same numbers, and knows no more than that less is better.
  const db::RunReader other{folder / "runs.db", 5, Catalogue{}.leaves(), Catalogue{}.metrics()};
  EXPECT_EQ(column(other).dimension, Dimension::none);
  EXPECT_EQ(column(other).better, Better::less);
  EXPECT_EQ(other.designs(sweep.run(), {}).all().rows, knowing.designs(sweep.run(), {}).all().rows);
}

TEST(OwnModel, SharesASpaceWithModelsThatShip) {
  const Session space = open_text(
      space_with(
          "performance_model: [roofline, bitmod-2025-07], array: {rows: {from: 8, to: 64, step: 8}, columns: [8, 16]}, "
          "weights: {datatype: int4_asym}, dram: {bus: 64 bit}"),
      with_own());
  const Session published = open_text(
      space_with("performance_model: bitmod-2025-07, array: {rows: {from: 8, to: 64, step: 8}, columns: [8, 16]}, "
                 "weights: {datatype: int4_asym}, dram: {bus: 64 bit}"),
      with_own());
  for (std::uint64_t rows = 0; rows < 8; ++rows) {
    const DesignCosts mixed = evaluate(space, std::vector<DesignKey>{DesignKey{1, rows, 0}})[0],
                      alone = evaluate(published, std::vector<DesignKey>{DesignKey{rows, 0}})[0];
    EXPECT_EQ(mixed.metric("latency"), alone.metric("latency"));
    EXPECT_EQ(mixed.metric("pe_array_area"), alone.metric("pe_array_area"));
  }
  EXPECT_EQ(search(space, {.threads = 1}).front, search(space, {.threads = 3}).front);
}

TEST(OwnModel, IsToldApartFromThoseThatDoNotReadALeaf) {
  EXPECT_EQ(complaints(space_with("performance_model: native, array: {rows: 8, columns: 8}, weights: {bits: 4}, link: "
                                  "{rate: [1 GT/s, 2 GT/s]}")),
            std::vector<std::string>{
                "space.yaml:2:100: design.link.rate: an axis that changes nothing: only roofline reads it"});
  EXPECT_EQ(
      complaints(space_with(
          "performance_model: roofline, array: {rows: 8, columns: 8}, weights: {bits: 4}, technology: tsmc28")),
      std::vector<std::string>{
          "space.yaml:2:101: warning: design.technology: is not used: only native, bitmod-2025-07, hpca25 read it"});
}

TEST(OwnModel, IsRefusedWithoutWhatEveryModelHas) {
  Catalogue catalogue = with_own();
  EXPECT_THROW(catalogue.add(roofline), std::invalid_argument) << "the name is taken";
  static constexpr std::array<Leaf, 1> no_choice{leaf::clock};
  PerformanceModelEntry entry = roofline;
  entry.name = "other";
  entry.leaves = no_choice;
  EXPECT_THROW(catalogue.add(entry), std::invalid_argument);
  entry.leaves = roofline.leaves;
  entry.make = nullptr;
  EXPECT_THROW(catalogue.add(entry), std::invalid_argument);
}

}  // namespace
}  // namespace bitpareto::session
