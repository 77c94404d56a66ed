// SPDX-License-Identifier: Apache-2.0
/// Draws of the constants in doubt: bands, robustness, and what an answer hangs on.
#include "session/uncertainty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/text/format.h"
#include "db/run_reader.h"
#include "session/evaluate.h"
#include "session/search.h"
#include "session/sensitivity.h"
#include "session/sweep.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::session {
namespace {

Session space(const std::string& dram = "{preset: [lpddr4-3200-x32, lpddr5-6400-x32]}", const std::string& more = "") {
  return test::open_text("workloads: [{model: opt-125m, phase: prefill, context: 64}, {model: opt-125m, phase: decode, context: 64}]\n"
                         "design: {performance_model: native, array: {rows: [8, 16, 32], columns: 16}, weights: {datatype: [int4, int8]}, weight_buffer: {size: [128 KiB, "
                         "256 KiB]}, dram: " + dram + more + "}\naccuracy: {head: quantised}\nobjectives: [latency, energy, area]\n");
}

std::vector<DesignKey> all_designs(const Space& space) {
  std::vector<DesignKey> designs;
  std::vector<std::uint64_t> levels(space.axes().size());
  for (DesignIndex d = 0; d <= space.last_index(); ++d) {
    space.levels_of(d, levels);
    designs.push_back(levels);
  }
  return designs;
}

double number(const Table& table, std::size_t row, const std::string& column) { return std::get<double>(table.rows[row][column_of(table, column)]); }

// By hand: of 0, 1, ..., 10 a tenth lies below 1 and above 9; of two numbers it is a tenth of the way.
TEST(Bands, AreATenthAndNineTenths) {
  const Band band = band_of({10, 3, 5, 1, 7, 9, 0, 2, 4, 6, 8});
  EXPECT_DOUBLE_EQ(band.low, 1);
  EXPECT_DOUBLE_EQ(band.high, 9);
  EXPECT_DOUBLE_EQ(band_of({2, 1}).low, 1.1);
  EXPECT_TRUE(std::isnan(band_of({}).low));
  EXPECT_EQ(band_column(Column{"energy_j", Dimension::energy}, "p10"), "energy_p10_j");
  EXPECT_EQ(band_column(Column{"tops_per_w"}, "p90"), "tops_per_w_p90");
}

// By hand: a constant between 1 and 100 that is drawn evenly in the logarithm has its tenth at 10^0.2 and nine tenths at 10^1.8;
// evenly, at 10.9 and 90.1. The draws of two names have nothing to do with each other.
TEST(Draws, AreSpreadAsTheFileSays) {
  const Bounded log{1, 10, 100, Spreading::log_uniform};
  const Bounded even{1, 10, 100, Spreading::uniform};
  std::vector<double> of_log, of_even, other;
  for (std::uint64_t d = 0; d < 20'000; ++d) {
    const Standpoint from{.draw = Standpoint::Draw{7, d}};
    of_log.push_back(from.value("a", log, Doubt::less_is_better));
    of_even.push_back(from.value("a", even, Doubt::less_is_better));
    other.push_back(from.value("b", log, Doubt::more_is_better));
  }
  EXPECT_NEAR(band_of(of_log).low, std::pow(10, 0.2), 0.05);
  EXPECT_NEAR(band_of(of_log).high, std::pow(10, 1.8), 1.5);
  EXPECT_NEAR(band_of(of_even).low, 10.9, 0.5);
  EXPECT_NEAR(band_of(of_even).high, 90.1, 0.5);
  double both = 0;
  for (std::size_t d = 0; d < other.size(); ++d) both += (std::log10(of_log[d]) - 1) * (std::log10(other[d]) - 1);
  EXPECT_NEAR(both / static_cast<double>(other.size()), 0, 0.02);
  EXPECT_EQ((Standpoint{.draw = Standpoint::Draw{7, 3}}.value("a", {5, 5, 5}, Doubt::less_is_better)), 5);
}

// Whatever is drawn lies between the corners, and no constant moves what hinges on none.
TEST(Uncertainty, BandsLieBetweenTheCorners) {
  const Table table = tabulate_with_bands(space(), RowPer::design, {.draws = 100});
  for (const char* corner : {"low", "high"}) {
    const Table end = tabulate(test::open_text(format("{}at: {}\n",
                                                      "workloads: [{model: opt-125m, phase: prefill, context: 64}, {model: opt-125m, phase: decode, context: 64}]\n"
                                                      "design: {performance_model: native, array: {rows: [8, 16, 32], columns: 16}, weights: {datatype: [int4, int8]}, "
                                                      "weight_buffer: {size: [128 KiB, 256 KiB]}, dram: {preset: [lpddr4-3200-x32, lpddr5-6400-x32]}}\naccuracy: {head: "
                                                      "quantised}\nobjectives: [latency, energy, area]\n",
                                                      corner)),
                               RowPer::design);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      for (const char* metric : {"energy_j", "area_mm2", "peak_power_w"}) {
        const Column column = table.columns[column_of(table, metric)];
        const bool is_low = corner == std::string{"low"};
        const double ours = number(table, r, band_column(column, is_low ? "p10" : "p90"));
        const double furthest = number(end, r, metric);
        EXPECT_LT(is_low ? furthest : ours, is_low ? ours : furthest) << metric;
      }
    }
  }
  EXPECT_FALSE(has_column(table, "latency_p10_s"));
  EXPECT_FALSE(has_column(table, "error_p10"));
}

// The way through a few designs with terms of their own gives what a space gives whose file has that very constant.
TEST(Uncertainty, ADrawIsASpaceWithThatConstant) {
  const std::string bounded = "{preset: lpddr5-6400-x32, energy: {low: 1 pJ/bit, typical: 2 pJ/bit, high: 9 pJ/bit}, background_power: 0 W}";
  const Session session = space(bounded);
  const std::vector<DesignKey> designs = all_designs(session.space());
  const auto only = std::make_shared<const std::vector<DesignKey>>(designs);
  const models::DesignModel& model = *session.loaded.model;
  const std::vector<models::NamedConstant> constants = model.constants();
  ASSERT_EQ(constants.front().name, "design dram.energy");
  const models::DesignModel base{model, only, {}};
  const models::DesignModel moved{base, only, {.moved = Standpoint::Moved{"design dram.energy", 4.5e-12}}};
  const Session given = space("{preset: lpddr5-6400-x32, energy: 4.5 pJ/bit, background_power: 0 W}");
  DesignBlock block{model.space()};
  for (const DesignKey& design : designs) block.push(design);
  CostBlock ours{2};
  CostBlock theirs{2};
  moved.evaluate(block, ours);
  given.loaded.model->evaluate(block, theirs);
  for (std::size_t i = 0; i < designs.size(); ++i) {
    for (const CostEntry& entry : cost_entries) {
      const double a = ours.column(1, entry.cost)[i];
      const double b = theirs.column(1, entry.cost)[i];
      EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << entry.column << " of " << i;
    }
  }
}

TEST(Uncertainty, IsTheSameOnOneAndEightThreads) {
  const Session session = space();
  const SearchResult found = search(session);
  const Table plain = table_of(session, found.front.designs);
  const std::vector<std::string> over = objective_columns(session);
  const Table one = with_bands(plain, session, {.draws = 64, .seed = 3, .threads = 1}, over);
  EXPECT_EQ(one, with_bands(plain, session, {.draws = 64, .seed = 3, .threads = 8}, over));
  EXPECT_NE(one, with_bands(plain, session, {.draws = 64, .seed = 4, .threads = 8}, over));
  for (const std::vector<Cell>& row : one.rows) {
    EXPECT_GE(std::get<double>(row[column_of(one, "robustness")]), 0);
    EXPECT_LE(std::get<double>(row[column_of(one, "robustness")]), 1);
  }
}

// Two designs alike but for their DRAM energies, 1 to 4 and 2 to 8 pJ/bit, evenly in the logarithm. By hand, with u and v even in [0, 1]: the
// first is dearer where 4^u > 2 * 4^v, so u > v + 1/2, which has the share 1/8.
TEST(Uncertainty, RobustnessIsTheShareOfDraws) {
  const test::TemporaryFolder folder;
  for (const auto& [name, low, high] : {std::tuple{"one", "1", "4"}, std::tuple{"two", "2", "8"}}) {
    test::write_file(folder / (std::string{name} + ".yaml"),
                     format("summary: x\ndata_rate: {{value: 6400 MT/s, origin: assumed, source: assumed}}\nwidth: {{value: 16 bit, origin: assumed, source: assumed}}\n"
                            "channels: {{value: 2, origin: assumed, source: assumed}}\nefficiency: {{value: 0.9, origin: assumed, source: assumed}}\nenergy: {{value: {{low: {} pJ/bit, "
                            "typical: {} pJ/bit, high: {} pJ/bit}}, origin: assumed, source: assumed}}\nbackground_power: {{value: 0 W, origin: assumed, source: assumed}}\ncapacity: "
                            "{{value: 8 GiB, origin: assumed, source: assumed}}\nlatency: {{value: 50 ns, origin: assumed, source: assumed}}\ninterface_area: {{value: 1 mm2, origin: "
                            "assumed, source: assumed}}\n",
                            low, low, high));
  }
  const Session session = test::open_text(format("workloads: [{{model: opt-125m, phase: decode, context: 64}}]\ndesign: {{performance_model: native, array: {{rows: 16, columns: 16}}, weights: "
                                                 "{{datatype: int8}}, effects: {{kept_weights: false}}, dram: {{preset: [{}, {}]}}}}\nobjectives: [energy_dram]\n",
                                                 (folder / "one.yaml").string(), (folder / "two.yaml").string()));
  const std::vector<DesignKey> both{{0}, {1}};
  const std::vector<std::string> over{"energy_dram_j"};
  const Table table = with_bands(table_of(session, both), session, {.draws = 4'000, .threads = 2}, over);
  EXPECT_NEAR(number(table, 0, "robustness"), 0.875, 0.02);
  EXPECT_NEAR(number(table, 1, "robustness"), 0.125, 0.02);
  EXPECT_NEAR(number(table, 0, "energy_dram_p90_j") / number(table, 0, "energy_dram_p10_j"), std::pow(4, 0.8), 0.1);
  // Alone, the first's constant has to double for the second to win.
  const std::vector<Objective> values = session.loaded.objectives;
  const Sensitivities found = sensitivities(session, both[0], both, values);
  const std::vector<Sensitivity>& list = found.constants;
  EXPECT_EQ(found.dominated_by, "");
  EXPECT_EQ(sensitivities(session, both[1], both, values).dominated_by, "0");
  ASSERT_FALSE(list.empty());
  EXPECT_NEAR(list.front().flips_at / 1e-12, 2, 0.01);
  EXPECT_EQ(list.front().flips_to, "1");
  EXPECT_NEAR(list.front().high[0], 4, 1e-9);
}

// Tables of a few designs lack the columns of leaves that none of them sets: bands were then those of other columns, and read beyond rows.
TEST(Uncertainty, BandsOfDesignsWithOtherLeavesWereThoseOfOtherColumns) {
  const std::string half = "workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {performance_model: native, array: {rows: {from: 1, to: 600, step: 1}, columns: 4}, "
                           "weights: {datatype: int8}, dram: {preset: [lpddr5-6400-x32%]}}\nobjectives: [energy]\n";
  const auto with = [&](const std::string& more) {
    std::string yaml = half;
    return test::open_text(yaml.replace(yaml.find('%'), 1, more));
  };
  const Table mixed = tabulate_with_bands(with(", bus"), RowPer::design, {.draws = 20});
  const Table alone = tabulate_with_bands(with(""), RowPer::design, {.draws = 20});
  for (const char* column : {"energy_p10_j", "energy_p90_j", "area_p10_mm2", "area_p90_mm2"}) {
    EXPECT_GT(number(mixed, 0, column), 0);
    for (std::size_t r = 0; r < alone.rows.size(); r += 97) {
      EXPECT_EQ(mixed.rows[2 * r][column_of(mixed, column)], alone.rows[r][column_of(alone, column)]) << column << r;
    }
  }
}

TEST(Uncertainty, DesignsThatCannotExistHadBands) {
  const Session session = test::open_text("workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {performance_model: native, array: {rows: 16, columns: {from: 1, to: 32, step: 1}}, weights: "
                                          "{datatype: int8}}\niso_area: {scope: pe, of: 0.3 mm2}\nobjectives: [energy]\n");
  const Table table = tabulate_with_bands(session, RowPer::design, {.draws = 10});
  int feasible = 0;
  for (const std::vector<Cell>& row : table.rows) {
    const bool exists = row[column_of(table, "feasible")] == Cell{std::int64_t{1}};
    feasible += exists ? 1 : 0;
    EXPECT_EQ(std::holds_alternative<double>(row[column_of(table, "energy_p10_j")]), exists);
  }
  EXPECT_EQ(feasible, 1);
}

// One draw holds for the baseline too: a design over itself is 1, whatever the constants are.
TEST(Uncertainty, ABaselineStoodStillWhileItsDesignMoved) {
  const test::TemporaryFolder folder;
  const std::string one = "workloads: [{model: opt-125m, phase: decode, context: 64}]\ndesign: {performance_model: native, array: {rows: 16, columns: 4}, weights: {datatype: int8}, dram: {preset: "
                          "lpddr5-6400-x32}}\n";
  test::write_file(folder / "one.yaml", "version: 1\n" + one);
  test::write_file(folder / "two.yaml", "version: 1\n" + one + "baseline: one.yaml\nobjectives: [\"energy / baseline.energy\", energy]\n");
  const Session session = open_space((folder / "two.yaml").string(), test::catalogue());
  const DesignKey only;
  const Table table = with_bands(table_of(session, {&only, 1}), session, {.draws = 30});
  EXPECT_TRUE(has_column(table, "energy_p10_j"));
  EXPECT_EQ(number(table, 0, objective_columns(session)[0]), 1);
  EXPECT_FALSE(has_column(table, band_column(Column{objective_columns(session)[0]}, "p10")));  // no band: it is 1 in every draw
}

TEST(Uncertainty, IsStoredWithTheRun) {
  const test::TemporaryFolder folder;
  const std::string db = (folder / "r.db").string();
  const auto swept = test::bitpareto({"sweep", "llama-2-7b-native", "--db", db, "--uncertainty", "50", "--quiet"});
  ASSERT_EQ(swept.status, 0) << swept.err;
  const auto stored = test::bitpareto({"query", db, "--columns", "design,energy_j,energy_p10_j,energy_p90_j,robustness", "--where", "robustness > 0.5", "--sort", "design", "--format", "csv"});
  ASSERT_EQ(stored.status, 0) << stored.err;
  EXPECT_GT(stored.out.size(), 100U);
  // What export computes from the stored run is what sweep stored.
  const auto exported = test::bitpareto({"export", db, "--uncertainty", "50", "--columns", "design,energy_j,robustness", "--format", "csv"});
  ASSERT_EQ(exported.status, 0) << exported.err;
  const auto again = test::bitpareto({"export", db, "--columns", "design,energy_j,energy_p10_j,energy_p90_j,robustness", "--format", "csv"});
  EXPECT_EQ(exported.out, again.out);
}

// Every part that its help names is printed.
TEST(Explain, PartsThatTheHelpNamedWereRefused) {
  for (const char* part : {"operations", "metrics", "area", "effects", "steps", "origins", "constants", "bands"}) {
    const auto said = test::bitpareto({"explain", "llama-2-7b-native", "--design", "0", "--part", part, "--format", "csv"});
    EXPECT_EQ(said.status, 0) << part << said.err;
    EXPECT_GT(said.out.size(), 40U) << part;
  }
}

TEST(Uncertainty, RefusesWhatIsNone) {
  const Session session = space();
  EXPECT_THROW((void)tabulate_with_bands(session, RowPer::design, {.draws = 0}), std::invalid_argument);
  for (const char* wrong : {"0", "-3", "many", "1.5"}) {
    EXPECT_EQ(test::bitpareto({"evaluate", "lpddr5-or-hbm", "--uncertainty", wrong}).status, 2) << wrong;
  }
  EXPECT_EQ(test::bitpareto({"evaluate", "how-much-sram", "--uncertainty", "100000"}).status, 2);  // too many of both
  EXPECT_EQ(test::bitpareto({"evaluate", "lpddr5-or-hbm", "--uncertainty", "5", "--at", "high"}).status, 2);
}

}  // namespace
}  // namespace bitpareto::session
