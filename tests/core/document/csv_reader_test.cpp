// SPDX-License-Identifier: Apache-2.0
#include "core/document/csv_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bitpareto {
namespace {

std::optional<CsvTable> read(const std::string& text, std::vector<std::string>* complaints = nullptr) {
  Diagnostics diagnostics;
  auto table = read_csv(text, std::make_shared<const std::string>("f.csv"), diagnostics);
  for (const Diagnostic& d : diagnostics.in_file_order()) {
    if (complaints != nullptr) complaints->push_back(d.text());
  }
  return table;
}

std::string complaint(const std::string& text) {
  std::vector<std::string> list;
  EXPECT_FALSE(read(text, &list));
  return list.at(0);
}

TEST(CsvReader, ReadsQuotesCommentsAndLineBreaks) {
  const auto table = read("# about\na,b\n1,\"x, \"\"y\"\"\"\n2,\"two\nlines\"\n3,z");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->size(), 3U);
  EXPECT_EQ(table->at(0, table->column("b").value()), "x, \"y\"");
  EXPECT_EQ(table->at(1, 1), "two\nlines");
  EXPECT_EQ(table->at(2, 0), "3");
  EXPECT_EQ(table->place(0).line, 3);
  EXPECT_EQ(table->place(2).line, 6);
  EXPECT_FALSE(table->column("c"));
}

TEST(CsvReader, ReadsWindowsLines) { EXPECT_EQ(read("a,b\r\n1,2\r\n")->at(0, 1), "2"); }

TEST(CsvReader, SaysWhatIsWrong) {
  EXPECT_EQ(complaint("a,a\n1,2\n"), "f.csv:1: column 'a' stands twice");
  EXPECT_EQ(complaint("a,b\n1,\"2\n"), "f.csv:2: a quote that is not closed");
  EXPECT_EQ(complaint(""), "f.csv:1: an empty table; expected a header");
}

TEST(CsvReader, LeavesWrongRowsOutAndSaysWhatIsWrongWithEach) {
  std::vector<std::string> list;
  const auto table = read("a,b\n1,2,3\n3,4\nx\"y,1\n1,x\"2\n" + std::string(5'000, 'x') + ",1\n5,\"6\n7\"\n8\n", &list);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->size(), 2U);
  EXPECT_EQ(table->at(0, 0), "3");
  EXPECT_EQ(table->place(1).line, 7);
  EXPECT_EQ(table->at(1, 1), "6\n7");
  EXPECT_EQ(list, (std::vector<std::string>{
                      "f.csv:2: 3 cells in a table of 2 columns",
                      "f.csv:4: a quote that is neither doubled nor at the end of its cell",
                      "f.csv:5: a quote that is neither doubled nor at the end of its cell",
                      "f.csv:6: a cell of more than 4,096 bytes",
                      "f.csv:9: 1 cell in a table of 2 columns",
                  }));
}

TEST(CsvReader, NothingFollowsFromAWrongHeader) {
  EXPECT_EQ(complaint("a,x\"b\n1\n"), "f.csv:1: a quote that is neither doubled nor at the end of its cell");
  std::vector<std::string> list;
  EXPECT_FALSE(read("a,a\n1\n2\n", &list));
  EXPECT_EQ(list.size(), 1U);
}

RC_GTEST_PROP(CsvReader, NeverCrashes, (const std::string& text)) { static_cast<void>(read(text)); }

}  // namespace
}  // namespace bitpareto
