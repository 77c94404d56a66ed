// SPDX-License-Identifier: Apache-2.0
#include "core/table/packed_rows.h"

#include <gtest/gtest.h>

namespace bitpareto {
namespace {

using Row = std::vector<Cell>;

TEST(PackedRows, GiveBackWhatWasPutIn) {
  PackedRows rows;
  const std::vector<Row> given{{Cell{}, std::string{"ab"}, std::int64_t{-3}}, {std::string{""}, 0.1, std::string{"c"}}};
  for (const Row& row : given) {
    rows.begin_row(row.size());
    for (const Cell& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) rows.add(std::string_view{*text});
      else if (const auto* number = std::get_if<double>(&cell)) rows.add(*number);
      else if (const auto* whole = std::get_if<std::int64_t>(&cell)) rows.add(*whole);
      else rows.add_nothing();
    }
    rows.end_row();
  }
  Row row;
  for (const Row& expected : given) {
    ASSERT_TRUE(rows.next(row));
    EXPECT_EQ(row, expected);
  }
  EXPECT_FALSE(rows.next(row));
}

// A query that fails in the middle of a row leaves the rows before it.
TEST(PackedRows, ForgetARowThatHasNoEnd) {
  PackedRows rows;
  rows.begin_row(2);
  rows.add(std::string_view{"whole"});
  rows.add(1.0);
  rows.end_row();
  rows.begin_row(2);
  rows.add(std::string_view{"half"});
  EXPECT_EQ(rows.size(), 1U);
  Row row;
  ASSERT_TRUE(rows.next(row));
  EXPECT_EQ(row, (Row{std::string{"whole"}, 1.0}));
  EXPECT_FALSE(rows.next(row));

  rows.begin_row(2);
  rows.add_nothing();
  rows.add(std::string_view{"next"});
  rows.end_row();
  ASSERT_TRUE(rows.next(row));
  EXPECT_EQ(row, (Row{Cell{}, std::string{"next"}}));
}

}  // namespace
}  // namespace bitpareto
