// SPDX-License-Identifier: Apache-2.0
#include "core/design/tabulated.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/mixed.h"

namespace bitpareto {
namespace {

/// A row of two numbers for each combination.
Tabulated table_of(const std::vector<double>& first, const std::vector<double>& second) {
  Tabulated table{2, first.size()};
  for (std::size_t c = 0; c < first.size(); ++c) {
    table.rows[2 * c] = first[c];
    table.rows[2 * c + 1] = second[c];
  }
  return table;
}

std::vector<std::uint64_t> digests_of(const Tabulated& table) {
  std::vector<std::uint64_t> digests;
  for (std::size_t c = 0; c < table.row_count; ++c) digests.push_back(digest_of({table.row(c), table.width}));
  return digests;
}

void expect_rows(const Tabulated& table, const std::vector<double>& first, const std::vector<double>& second) {
  for (std::size_t c = 0; c < first.size(); ++c) {
    EXPECT_EQ(table.row(table.row_number(c))[0], first[c]) << c;
    EXPECT_EQ(table.row(table.row_number(c))[1], second[c]) << c;
  }
}

TEST(Tabulated, KeepsEqualRowsOnceInTheOrderInWhichTheyCome) {
  const std::vector<double> first{7, 1, 7, 3, 1, 7};
  const std::vector<double> second{0, 2, 0, 4, 2, 0};
  Tabulated table = table_of(first, second);
  const std::size_t before = table.bytes();
  table.keep_different(digests_of(table));
  EXPECT_EQ(table.row_count, 3U);
  EXPECT_EQ(table.row_numbers, (std::vector<std::uint32_t>{0, 1, 0, 2, 1, 0}));
  EXPECT_LT(table.bytes(), before);
  expect_rows(table, first, second);
}

TEST(Tabulated, KeepsRowsApartThatHaveADigestInCommon) {
  const std::vector<double> first{7, 1, 7, 3, 1, 7, 3, 3};
  const std::vector<double> second{0, 2, 0, 4, 2, 0, 4, 4};
  Tabulated table = table_of(first, second);
  table.keep_different(std::vector<std::uint64_t>(first.size(), 5));
  expect_rows(table, first, second);
  EXPECT_LT(table.row_count, first.size());
}

// -0 and 0 are equal numbers and different bits: what is exact stays so.
TEST(Tabulated, TellsApartWhatDiffersInABit) {
  const std::vector<double> first{0.0, -0.0, 0.0, -0.0};
  Tabulated table = table_of(first, {1, 1, 1, 1});
  table.keep_different(digests_of(table));
  EXPECT_EQ(table.row_count, 2U);
  EXPECT_TRUE(std::signbit(table.row(table.row_number(3))[0]));
  EXPECT_FALSE(std::signbit(table.row(table.row_number(2))[0]));
}

TEST(Tabulated, StaysAsItIsWhereLessThanAQuarterIsEqual) {
  const std::vector<double> first{1, 2, 3, 4, 5, 6, 7, 7};
  Tabulated table = table_of(first, first);
  table.keep_different(digests_of(table));
  EXPECT_EQ(table.row_count, first.size());
  EXPECT_TRUE(table.row_numbers.empty());
}

}  // namespace
}  // namespace bitpareto
