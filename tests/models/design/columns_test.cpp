// SPDX-License-Identifier: Apache-2.0
/// What reads a table of results asks of its columns: every cell of one is a number, or none is.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/problem/design_table.h"
#include "core/text/number.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

/// The columns in which numbers stand beside texts, as a reader of CSV sees them.
std::vector<std::string> mixed_columns(const Table& table) {
  std::vector<std::string> mixed;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t numbers = 0;
    std::size_t texts = 0;
    for (const std::vector<Cell>& row : table.rows) {
      const std::string text = cell_text(row[c]);
      if (!text.empty()) ++(parse_number(text) ? numbers : texts);
    }
    if (numbers > 0 && texts > 0) mixed.push_back(table.columns[c].name);
  }
  return mixed;
}

/// Designs from all over a space.
Table sample_of(const Problem& problem, RowPer per) {
  constexpr DesignIndex windows = 40;
  constexpr DesignIndex in_one = 25;
  const DesignIndex size = problem.space().last_index() + 1;
  Table all;
  for (DesignIndex w = 0; w < windows; ++w) {
    const DesignIndex first = std::min(size - 1, size / windows * w + w % size);
    Table part = evaluation_table(problem, first, std::min(in_one, size - first), per);
    all.columns = part.columns;
    std::ranges::move(part.rows, std::back_inserter(all.rows));
  }
  return all;
}

// U10: weights_group_size held 128 and channel, and pandas could not sort it.
TEST(Columns, NumbersAndTextsSharedOne) {
  std::size_t spaces = 0;
  for (const char* folder : {"spaces", "questions", "reproduce"}) {
    for (const auto& entry : std::filesystem::directory_iterator{test::configs().root() / folder}) {
      if (entry.path().extension() != ".yaml" || entry.path().stem() == "published_devices") continue;
      SCOPED_TRACE(entry.path().filename().string());
      const models::LoadedSpace loaded = test::load_file("configs/" + std::string{folder} + "/" + entry.path().filename().string());
      const Problem problem = loaded.problem();
      for (const RowPer per : {RowPer::design, RowPer::workload}) {
        EXPECT_EQ(mixed_columns(sample_of(problem, per)), std::vector<std::string>{});
      }
      ++spaces;
    }
  }
  EXPECT_GT(spaces, 15U);
}

TEST(Columns, AWholeRowIsMinusOneAndPeopleReadChannel) {
  const Column column = leaf_column(leaf::weights_group_size);
  EXPECT_EQ(column.for_minus_one, "channel");
  EXPECT_EQ(group_size_cell(whole_row), Cell{std::int64_t{-1}});
  EXPECT_EQ(group_size_cell(128), Cell{std::int64_t{128}});
}

}  // namespace
}  // namespace bitpareto
