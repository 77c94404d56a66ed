// SPDX-License-Identifier: Apache-2.0
/// Energies of published devices: configs/reproduce/published_energy.csv, which names its sources. How far ours are off docs/reproduce.md says;
/// here is what must hold whatever the constants.
#include "models/validation/energies.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/text/words.h"
#include "models/accuracy/accuracy_files.h"
#include "models/design/space_loader.h"
#include "models/validation/data_row.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

Table summary() {
  Diagnostics diagnostics;
  Table table = energy_summary(test::configs(), test::words(), diagnostics);
  diagnostics.throw_if_errors();
  return table;
}

CsvTable published() {
  Diagnostics diagnostics;
  auto rows = load_data_table(test::configs().root() / "reproduce" / "published_energy.csv", "energies", diagnostics, nullptr);
  diagnostics.throw_if_errors();
  return *std::move(rows);
}

Evaluation evaluated(const DataRow& row) {
  Diagnostics diagnostics;
  const auto space = load_space_file(test::configs().root() / "reproduce" / "published_energy.yaml", split_list(row.text("settings"), ';'),
                                     test::configs(), test::words(), diagnostics);
  diagnostics.throw_if_errors();
  return evaluate_design(*space->model, 0)[0];
}

// 10 J of which 4 are DRAM's, in 2 s, for 50 bytes.
TEST(Energies, ScopesOfAHandWorkedCase) {
  Evaluation token;
  token[Cost::energy] = 10;
  token[Cost::energy_dram] = 4;
  token[Cost::latency] = 2;
  token[Cost::dram_bytes] = 50;
  using enum EnergyQuantity;
  EXPECT_EQ(energy_of(token, EnergyScope::chip, w), 3);
  EXPECT_EQ(energy_of(token, EnergyScope::chip_and_dram, w), 5);
  EXPECT_EQ(energy_of(token, EnergyScope::board, w), 5);
  EXPECT_EQ(energy_of(token, EnergyScope::dram, w), 2);
  EXPECT_NEAR(energy_of(token, EnergyScope::chip, mj_per_token), 6'000, 1e-9);
  EXPECT_NEAR(energy_of(token, EnergyScope::dram, mj_per_token), 4'000, 1e-9);
  EXPECT_NEAR(energy_of(token, EnergyScope::dram, pj_per_bit), 0.01e12, 1e-2);  // 4 J over 400 bits
}

TEST(Energies, EveryPublishedRowIsDescribed) {
  const Table table = summary();
  const CsvTable rows = published();
  ASSERT_EQ(table.rows.size(), rows.size());
  std::map<std::string, int> of_scope;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const DataRow row{rows, r};
    EXPECT_EQ(cell_text(table.rows[r][0]), row.text("device"));
    EXPECT_NE(cell_text(table.rows[r][1]).find(", " + row.text("scope")), std::string::npos) << cell_text(table.rows[r][1]);
    EXPECT_EQ(std::get<double>(table.rows[r][3]), row.number("value"));
    EXPECT_FALSE(row.text("source").empty()) << row.text("device");
    ++of_scope[row.text("scope")];
  }
  EXPECT_EQ(of_scope, (std::map<std::string, int>{{"board", 1}, {"chip", 4}, {"chip+dram", 2}, {"dram", 3}}));
  // The power and rate that AMD's NPU shows with FastFlowLM: 1.24 W at 7.6 tokens/s.
  EXPECT_NEAR(std::get<double>(table.rows[0][3]), 1240 / 7.6, 0.05);
}

TEST(Energies, CornersEncloseWhatIsTypical) {
  for (const std::vector<Cell>& row : summary().rows) {
    EXPECT_GT(std::get<double>(row[5]), 0) << cell_text(row[0]);
    // Up to the rounding of a difference, where nothing that counts is in doubt.
    const double typical = std::get<double>(row[2]);
    EXPECT_LE(std::get<double>(row[5]), typical * (1 + 1e-12)) << cell_text(row[0]);
    EXPECT_GE(std::get<double>(row[6]), typical * (1 - 1e-12)) << cell_text(row[0]);
  }
}

// A device takes no more than an upper bound, so the least that ours may take is below it; and the most above a lower one.
TEST(Energies, BoundsAreKeptByTheCornerThatCouldKeepThem) {
  const Table table = summary();
  const CsvTable rows = published();
  int bounds = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::string& bound = DataRow{rows, r}.text("bound");
    const double value = std::get<double>(table.rows[r][3]);
    if (bound.empty()) continue;
    EXPECT_NE(cell_text(table.rows[r][1]).find(bound + " bound"), std::string::npos);
    ++bounds;
    if (bound == "upper") {
      EXPECT_LE(std::get<double>(table.rows[r][5]), value) << cell_text(table.rows[r][0]);
    } else {
      ASSERT_EQ(bound, "lower");
      EXPECT_GE(std::get<double>(table.rows[r][6]), value) << cell_text(table.rows[r][0]);
    }
  }
  EXPECT_EQ(bounds, 7);
}

// Energy that goes with time is compared over the device's time.
TEST(Energies, ATokenTakesAsLongAsThePublishedOne) {
  const CsvTable rows = published();
  int timed = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const DataRow row{rows, r};
    const auto rate = row.number("tokens_per_s");
    if (!rate) continue;
    EXPECT_NEAR(1 / evaluated(row)[Cost::latency] / *rate, 1, 0.01) << row.text("device");
    ++timed;
  }
  EXPECT_EQ(timed, 6);
}

// What DRAM takes for no energy per bit is what it takes to stand by, however long a token takes.
TEST(Energies, AnIdleDramTakesItsStandbyPowerAlone) {
  const CsvTable rows = published();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const DataRow row{rows, r};
    if (!row.text("device").ends_with("idle")) continue;
    const double idle = energy_of(evaluated(row), EnergyScope::dram, EnergyQuantity::w);
    const DataRow loaded{rows, r + 1};
    ASSERT_TRUE(loaded.text("device").ends_with("1 % load"));
    // Besides, 1 % of 256 pins at 4266 MT/s move at 0.1 to 20 pJ/bit.
    const double more = energy_of(evaluated(loaded), EnergyScope::dram, EnergyQuantity::w) - idle;
    EXPECT_GT(more, 0.01 * 256 * 4266e6 * 0.1e-12);
    EXPECT_LT(more, 0.01 * 256 * 4266e6 * 20e-12);
  }
}

}  // namespace
}  // namespace bitpareto::models
