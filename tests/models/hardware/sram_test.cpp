// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/sram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

using namespace units;

SramTable table() {
  Diagnostics diagnostics;
  const auto text = test::read_file(test::configs().root() / "technologies" / "sram_cacti7.csv");
  const auto csv = read_csv(text, std::make_shared<const std::string>("sram"), diagnostics);
  return SramTable::read(csv.value(), "itrs-hp", 28, diagnostics).value();
}

SramMacro macro(double bytes, std::int64_t width) { return std::get<SramMacro>(table().macro(bytes, width)); }

TEST(Sram, IsExactAtEveryPointOfTheTable) {
  Diagnostics diagnostics;
  const auto text = test::read_file(test::configs().root() / "technologies" / "sram_cacti7.csv");
  const auto csv = read_csv(text, std::make_shared<const std::string>("sram"), diagnostics);
  const SramTable sram = table();
  int points = 0;
  for (std::size_t row = 0; row < csv->size(); ++row) {
    if (csv->at(row, 0) != "itrs-hp" || csv->at(row, 1) != "28") continue;
    const SramMacro m = std::get<SramMacro>(sram.macro(std::stod(csv->at(row, 2)), std::stoll(csv->at(row, 3))));
    EXPECT_EQ(m.read, std::stod(csv->at(row, 4)) * pJ);
    EXPECT_EQ(m.write, std::stod(csv->at(row, 5)) * pJ);
    EXPECT_EQ(m.leakage, std::stod(csv->at(row, 6)) * mW);
    EXPECT_EQ(m.area, std::stod(csv->at(row, 7)) * mm2);
    EXPECT_EQ(m.cycle, std::stod(csv->at(row, 9)) * ns);
    ++points;
  }
  EXPECT_EQ(points, 700);
}

TEST(Sram, IsLinearInWidthBetweenPoints) {
  const SramMacro a = macro(65536, 8);
  const SramMacro b = macro(65536, 12);
  EXPECT_NEAR(macro(65536, 11).read / pJ, a.read / pJ + 0.75 * (b.read / pJ - a.read / pJ), 1e-12);
}

TEST(Sram, IsLinearInTheLogarithmOfTheSizeBetweenPoints) {
  const SramMacro a = macro(65536, 64);
  const SramMacro b = macro(131072, 64);
  // The geometric mean of two sizes lies half way.
  EXPECT_NEAR(macro(65536 * std::sqrt(2.0), 64).area / mm2, (a.area / mm2 + b.area / mm2) / 2, 1e-12);
  const double third = std::log2(80000.0 / 65536);
  EXPECT_NEAR(macro(80000, 64).write / pJ, a.write / pJ + third * (b.write / pJ - a.write / pJ), 1e-12);
}

// CACTI 7: at 64 KiB, 512 bits take 0.188 mm2 and 256 bits 0.238 (sram_cacti7.csv). The envelope has no such step, is
// never below the table, and equals it where the table grows by itself.
TEST(Sram, EnvelopeGrowsWithSizeAndWidth) {
  const SramTable raw = table();
  const SramTable envelope = raw.envelope();
  EXPECT_LT(macro(65536, 512).area, macro(65536, 256).area);
  const auto at = [](const SramTable& sram, double bytes, std::int64_t width) -> std::optional<SramMacro> {
    const auto found = sram.macro(bytes, width);
    const auto* m = std::get_if<SramMacro>(&found);
    return m == nullptr ? std::nullopt : std::optional{*m};
  };
  const auto expect_no_better = [](const SramMacro& larger, const SramMacro& smaller, double bytes,
                                   std::int64_t width) {
    EXPECT_GE(larger.read / smaller.read, 1 - 1e-12) << bytes << " " << width;
    EXPECT_GE(larger.write / smaller.write, 1 - 1e-12) << bytes << " " << width;
    EXPECT_GE(larger.leakage / smaller.leakage, 1 - 1e-12) << bytes << " " << width;
    EXPECT_GE(larger.area / smaller.area, 1 - 1e-12) << bytes << " " << width;
    EXPECT_GE(larger.cycle / smaller.cycle, 1 - 1e-12) << bytes << " " << width;
  };
  int compared = 0;
  for (double bytes = 1024; bytes <= 524'288; bytes *= 1.37) {
    const double size = std::floor(bytes);
    for (std::int64_t width = 2; width <= 512; width += 7) {
      const auto here = at(envelope, size, width);
      const auto table_has = at(raw, size, width);
      EXPECT_EQ(here.has_value(), table_has.has_value());
      if (!here) continue;
      expect_no_better(*here, *table_has, size, width);
      if (const auto wider = at(envelope, size, width + 5)) expect_no_better(*wider, *here, size, width);
      if (const auto larger = at(envelope, std::floor(size * 1.2), width))
        expect_no_better(*larger, *here, size, width);
      ++compared;
    }
  }
  EXPECT_GT(compared, 500);
}

TEST(Sram, HasLimits) {
  const SramTable sram = table();
  const auto limit = [&](double bytes, std::int64_t width) {
    const auto result = sram.macro(bytes, width);
    const auto* found = std::get_if<SramLimit>(&result);
    return found == nullptr ? std::string{"a macro"} : sram.limit_text(*found);
  };
  EXPECT_EQ(limit(1023, 64), "bank smaller than 1 KiB");
  EXPECT_EQ(limit(1048577, 64), "bank larger than 1 MiB");
  EXPECT_EQ(limit(65536, 3), "port narrower than 4 bits per bank");
  EXPECT_EQ(limit(65536, 513), "port wider than 512 bits per bank");
  EXPECT_EQ(limit(1024, 300), "port wider than a bank of its size can have");  // 1 KiB ends at 272 bits
  EXPECT_EQ(limit(1500, 300), "port wider than a bank of its size can have");  // needs the 1 KiB row too
  EXPECT_EQ(limit(2048, 300), "a macro");
  EXPECT_EQ(limit(1048576, 512), "a macro");
}

TEST(Sram, SaysWhatIsWrongWithATable) {
  const auto complaint = [](const std::string& text) {
    Diagnostics diagnostics;
    const auto csv = read_csv(text, std::make_shared<const std::string>("t.csv"), diagnostics);
    EXPECT_FALSE(SramTable::read(csv.value(), "itrs-hp", 28, diagnostics));
    return diagnostics.in_file_order().at(0).text();
  };
  const std::string header =
      "cell,node_nm,bank_bytes,width_bits,read_pj,write_pj,leakage_mw,area_mm2,access_ns,cycle_ns\n";
  EXPECT_EQ(complaint("cell,node_nm\nx,1\n"), "t.csv:1: column 'bank_bytes' is missing");
  EXPECT_EQ(complaint(header + "itrs-hp,28,1024,8,-1,1,1,1,1,1\n"), "t.csv:2: read_pj: '-1' is not a positive number");
  EXPECT_EQ(complaint(header + "itrs-hp,22,1024,8,1,1,1,1,1,1\n"), "t.csv:1: no macro of cell itrs-hp at 28 nm");
}

}  // namespace
}  // namespace bitpareto::models
