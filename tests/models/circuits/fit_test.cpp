// SPDX-License-Identifier: Apache-2.0
#include "models/circuits/fit.h"

#include <gtest/gtest.h>

#include "core/system/file.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

CsvTable grid() {
  Diagnostics diagnostics;
  const std::filesystem::path path = test::source_folder() / "configs/components/synthesis.csv";
  auto table = read_csv(*read_text(path, 1 << 20), std::make_shared<const std::string>(path.string()), diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(table);
}

ComponentLaws shipped() {
  Diagnostics diagnostics;
  auto laws = read_laws("nangate45", test::source_folder() / "configs/components/nangate45.yaml", diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(laws);
}

struct Expected {
  const ComponentEntry* component;
  std::vector<double> area_um2;
  double mean, most;  // of points left out
};

// A separate program fitted the same grid: its coefficients in um2 and errors in per cent, as printed.
TEST(Fit, FindsTheLawsThatAnotherProgramFound) {
  const Expected all[]{{&exponent_alignment, {3.735, 10.019, 2.560}, 5.7, 14.6},
                       {&float_serial_multiplier, {8.259, 1.175, 5.055, 6.352}, 3.2, 12.6},
                       {&integer_serial_multiplier, {4.841, 1.781, 5.047}, 3.4, 8.1},
                       {&float_accumulator, {9.698, 1.241, 0.455, 2.072, 15.144}, 6.4, 24.1},
                       {&integer_accumulator, {6.509, 1.290}, 2.0, 6.7},
                       {&dequantiser, {1.175, 5.570}, 4.9, 12.3},
                       {&integer_multiplier, {7.428, -6.331}, 3.1, 8.0},
                       {&float_adder, {20.936, 10.927, 14.719}, 7.2, 15.2},
                       {&normaliser, {1.858, 5.082, 6.057}, 6.2, 15.5},
                       {&special_values, {2.993, -2.709}, 47, 147}};
  Diagnostics diagnostics;
  const auto laws = fit_laws(grid(), {.library = "nangate45", .target_delay = "2000"}, shipped(), diagnostics);
  ASSERT_TRUE(laws);
  for (const Expected& expected : all) {
    const ComponentLaw& law = laws->of(*expected.component);
    SCOPED_TRACE(expected.component->name);
    ASSERT_EQ(law.area.size(), expected.area_um2.size());
    for (std::size_t t = 0; t < law.area.size(); ++t) EXPECT_NEAR(law.area[t] / units::um2.base(), expected.area_um2[t], 6e-4);
    // Normaliser and floating-point adder: that program had one row more or less.
    EXPECT_NEAR(100 * law.area_error.mean, expected.mean, 0.14);
    EXPECT_NEAR(100 * law.area_error.most, expected.most, expected.component == &normaliser ? 1.1 : 0.11);
    for (const double d : law.delay) EXPECT_GE(d, 0);
  }
  EXPECT_NEAR(laws->flip_flop / units::um2, 4.522, 0.02);  // DFF_X1 of the library; a few have a reset
}

TEST(Fit, ShipsWhatItFinds) {
  Diagnostics diagnostics;
  const ComponentLaws ships = shipped();
  const auto laws = fit_laws(grid(), {.library = "nangate45", .target_delay = "2000"}, ships, diagnostics);
  ASSERT_TRUE(laws);
  for (const ComponentEntry* component : components()) {
    SCOPED_TRACE(component->name);
    const ComponentLaw& found = laws->of(*component);
    const ComponentLaw& stands = ships.of(*component);
    // What has no points is scaled, and the ratio of a library to itself is one as far as its laws hold.
    if (found.points == 0) continue;
    for (std::size_t t = 0; t < found.area.size(); ++t) EXPECT_NEAR(found.area[t], stands.area[t], 1e-3 * std::abs(stands.area[t]));
    for (std::size_t t = 0; t < found.delay.size(); ++t) EXPECT_NEAR(found.delay[t], stands.delay[t], 1e-3 * std::abs(stands.delay[t]));
  }
}

TEST(Fit, WritesAFileThatReadsBack) {
  const ComponentLaws laws = shipped();
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder / "laws.yaml";
  test::write_file(path, to_yaml(laws));
  Diagnostics diagnostics;
  const auto again = read_laws("laws", path, diagnostics);
  ASSERT_TRUE(again) << testing::PrintToString(diagnostics.error_count());
  EXPECT_EQ(to_yaml(*again), to_yaml(laws));
}

// Another process: one constant per component predicts sky130 within 2 to 6 % on average, says the study that measured the grid; laws fitted
// to sky130 itself must not be worse.
TEST(Fit, FitsAnotherLibrary) {
  Diagnostics diagnostics;
  const auto laws = fit_laws(grid(), {.library = "sky130hd", .target_delay = ""}, shipped(), diagnostics);
  ASSERT_TRUE(laws);
  const ComponentLaw& serial = laws->of(float_serial_multiplier);
  EXPECT_GT(serial.points, 10);
  EXPECT_LT(serial.area_error.mean, 0.06);
  EXPECT_GT(laws->area(float_serial_multiplier, {{Width::N, 4}, {Width::M, 11}, {Width::G, 3}, {Width::B, 1}}),
            2 * shipped().area(float_serial_multiplier, {{Width::N, 4}, {Width::M, 11}, {Width::G, 3}, {Width::B, 1}}));
}

TEST(Fit, AsksWhichOfSeveralLibraries) {
  Diagnostics diagnostics;
  EXPECT_FALSE(fit_laws(grid(), {}, shipped(), diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 1U);
  try {
    diagnostics.throw_if_errors();
  } catch (const ConfigError& e) {
    EXPECT_NE(std::string{e.what()}.find("rows of several libraries: nangate45, sky130hd"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace bitpareto::models
