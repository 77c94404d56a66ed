// SPDX-License-Identifier: Apache-2.0
/// Rivals at equal area: of designs that differ in columns only, the one with most columns that fits.
#include <gtest/gtest.h>

#include "core/text/format.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

std::string space(const std::string& iso_area, const std::string& columns = "{from: 1, to: 64, step: 1}", const std::string& model = "native") {
  return format("workloads: [{{model: opt-125m, phase: decode, context: 64}}]\ndesign: {{performance_model: {}, pe: {{kind: [bitmod, ant, fp16]}}, array: {{rows: 16, columns: {}}}, "
                "weights: {{datatype: int8}}, kv_cache: {{datatype: int8}}}}\nobjectives: [latency, energy]\n{}\n",
                model, columns, iso_area);
}

/// The columns of the one design of that PE that may be, or 0.
double columns_of(const LoadedSpace& loaded, std::uint64_t pe, Cost area, double* is = nullptr) {
  double found = 0;
  for (std::uint64_t level = 0; level < 64; ++level) {
    const DesignIndex design = pe * 64 + level;
    const std::string reason = test::reason_against(loaded, design);
    if (!reason.empty()) continue;
    EXPECT_EQ(found, 0) << "two of PE " << pe;
    found = static_cast<double>(level + 1);
    if (is != nullptr) *is = test::evaluate(loaded, design)[0][area];
  }
  return found;
}

// By hand: 16 rows of BitMoD's PE of 1507.7 um2 and of ANT's of 1318.6 um2 (configs/pes): 0.5 mm2 hold 20 and 23 columns.
TEST(IsoArea, PicksTheMostColumnsThatFit) {
  for (const char* model : {"hpca25", "bitmod-2025-07"}) {
    const LoadedSpace loaded = test::load(space("iso_area: {scope: pe, of: 0.5 mm2}", "{from: 1, to: 64, step: 1}", model));
    double area = 0;
    EXPECT_EQ(columns_of(loaded, 0, Cost::pe_array_area, &area), 20) << model;
    EXPECT_NEAR(area, 20 * 16 * 1507.7e-6, 1e-12);
    EXPECT_EQ(columns_of(loaded, 1, Cost::pe_array_area, &area), 23) << model;
  }
}

// Whatever must fit, it fits, and with one more column it does not.
TEST(IsoArea, HoldsForEveryScope) {
  for (const auto& [scope, of] : {std::pair{"pe", 0.7}, std::pair{"array", 0.7}, std::pair{"die", 7.5}}) {
    SCOPED_TRACE(scope);
    const LoadedSpace bounded = test::load(space(format("iso_area: {{scope: {}, of: {} mm2}}", scope, of)));
    const LoadedSpace free = test::load(space(""));
    for (const std::uint64_t pe : {0U, 1U}) {
      const double columns = columns_of(bounded, pe, Cost::area);
      ASSERT_GT(columns, 0);
      ASSERT_LT(columns, 64);
      const std::string what = scope;  // clang 14 captures no structured bindings
      const auto area = [&](double of_columns) {
        const Evaluation e = test::evaluate(free, pe * 64 + static_cast<DesignIndex>(of_columns) - 1)[0];
        if (what == "die") return e[Cost::area];
        return e[Cost::pe_array_area] + (what == "pe" ? 0 : e[Cost::encoder_area] + e[Cost::accumulator_area]);
      };
      EXPECT_LE(area(columns), of);
      EXPECT_GT(area(columns + 1), of);
      // It costs what it costs without the area.
      const DesignIndex design = pe * 64 + static_cast<DesignIndex>(columns) - 1;
      EXPECT_EQ(test::evaluate(bounded, design)[0][Cost::energy], test::evaluate(free, design)[0][Cost::energy]);
    }
  }
}

TEST(IsoArea, SaysWhyOthersAreNone) {
  const LoadedSpace loaded = test::load(space("iso_area: {scope: pe, of: 0.5 mm2}"));
  EXPECT_EQ(test::reason_against(loaded, 63), "beyond the iso-area");
  EXPECT_EQ(test::reason_against(loaded, 0), "more columns fit the iso-area");
  EXPECT_EQ(test::complaints(space("iso_area: {scope: pe, of: 0.5 mm2}", "16")).size(), 1U);
  EXPECT_EQ(test::complaints(space("iso_area: {scope: pe, of: 0.5 mm2}", "[16, 8]")).size(), 1U);
  EXPECT_EQ(test::complaints(space("iso_area: {scope: pes, of: 0.5 pJ}")).size(), 2U);
  EXPECT_EQ(test::complaints(space("iso_area: {scope: pe}")).size(), 1U);
}

}  // namespace
}  // namespace bitpareto::models
