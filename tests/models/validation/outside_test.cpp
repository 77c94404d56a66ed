// SPDX-License-Identifier: Apache-2.0
/// Other people's numbers: configs/reproduce/outside_products.csv and published_devices.csv, which name their sources.
#include "models/validation/outside.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

TEST(Outside, ProductsAndDevicesAreAsCloseAsTheDocumentationSays) {
  Diagnostics diagnostics;
  const Table table = outside_summary(test::configs(), test::words(), diagnostics);
  diagnostics.throw_if_errors();
  int products = 0;
  int devices = 0;
  int exact_words = 0;
  for (const auto& row : table.rows) {
    const std::string what = cell_text(row[0]);
    const std::string against = cell_text(row[1]);
    const double off = std::get<double>(row[4]);
    if (what.starts_with("Timeloop") && against == "cycles") {
      EXPECT_EQ(off, 0) << what;
      ++products;
    } else if (what.starts_with("Timeloop")) {
      EXPECT_LE(std::abs(off), 0.28) << what;
      exact_words += off == 0 ? 1 : 0;
    } else if (what.starts_with("openTPU")) {
      EXPECT_LE(off, 0) << what;  // a bound from below
      EXPECT_GE(off, -0.03) << what;
      ++products;
    } else if (what.starts_with("SCALE-Sim")) {
      EXPECT_NEAR(off, what.ends_with("64 x 64") ? -0.49 : -0.19, 0.01) << what;  // filling and draining
      ++products;
    } else {
      EXPECT_LE(std::abs(off), 0.09) << what;
      ++devices;
    }
  }
  EXPECT_EQ(products, 15 + 8 + 8);
  EXPECT_EQ(devices, 8);
  EXPECT_GE(exact_words, 7);
}

// SCALE-Sim's cycles are our tiles and 2 rows + columns - 2 cycles of filling per tile, less one.
TEST(Outside, SystolicArraysFillAndDrainBesides) {
  // ViT-B, L1: 196 x 1176 x 64 on 64 x 64: 19 tiles.
  EXPECT_EQ(19 * (196 + 2 * 64 + 64 - 2) - 1, 7333);
}

}  // namespace
}  // namespace bitpareto::models
