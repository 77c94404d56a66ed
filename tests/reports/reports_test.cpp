// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "core/cost/metric.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/table.h"

namespace bitpareto::reports {
namespace {

Table sample() {
  Column rate{"tokens_per_s"};
  rate.unit = "tokens/s";
  return {.columns = {"design", "name", Column{"latency_s", Dimension::time}, Column{"area_mm2", Dimension::area}, rate},
          .rows = {{std::int64_t{7}, std::string{"int4"}, 0.0794932, 4.7476768, 12.5},
                   {std::int64_t{1234567}, std::string{"a, \"b\""}, 1e-5, std::monostate{}, 20000.25}}};
}

TEST(Csv, QuotesOnlyWhatMustBe) {
  EXPECT_EQ(csv(sample()),
            "design,name,latency_s,area_mm2,tokens_per_s\n"
            "7,int4,0.0794932,4.7476768,12.5\n"
            "1234567,\"a, \"\"b\"\"\",1e-05,,20000.25\n");
}

// A number is not written anew if the row before it has the same one.
TEST(Csv, NumbersThatRepeatAreTheSameText) {
  const std::vector<Cell> numbers{0.1,  0.1,   -0.0,  0.0,     NAN, 0.1, std::int64_t{3}, 3.0, std::monostate{},
                                  1e-5, 1e-05, 2e300, INFINITY, std::string{"0.1"}, 0.1, -2.2250738585072014e-308};
  Table table{.columns = {"a", "b"}, .rows = {}};
  std::string expected = "a,b\n";
  for (const Cell& number : numbers) {
    table.rows.push_back({number, 0.25});
    expected += cell_text(number) + ",0.25\n";
  }
  EXPECT_EQ(csv(table), expected);
}

TEST(Csv, PiecesMadeByThreadsAreTheSameText) {
  Table table{.columns = {"a", "b", "c"}, .rows = {}};
  std::string expected = "a,b,c\n";
  for (int r = 0; r < 30'000; ++r) {
    table.rows.push_back({std::int64_t{r}, r % 7 == 0 ? Cell{} : Cell{1.0 / (r / 5 + 3)}, std::string{r % 2 == 0 ? "x, y" : "z"}});
    expected += cell_text(table.rows.back()[0]) + "," + cell_text(table.rows.back()[1]) + (r % 2 == 0 ? ",\"x, y\"\n" : ",z\n");
  }
  EXPECT_EQ(csv(table), expected);
  for (const int threads : {1, 2, 5}) {
    std::string text;
    int pieces = 0;
    write_csv(table, threads, [&](std::string_view piece) {
      text += piece;
      ++pieces;
    });
    EXPECT_TRUE(text == expected) << threads;
    EXPECT_GT(pieces, 10);
  }
  std::string nothing;
  write_csv({.columns = {"a"}, .rows = {}}, 2, [&](std::string_view piece) { nothing += piece; });
  EXPECT_EQ(nothing, "a\n");
}

TEST(Json, IsAListOfObjects) {
  EXPECT_EQ(json(sample()),
            "[\n{\"design\": 7, \"name\": \"int4\", \"latency_s\": 0.0794932, \"area_mm2\": 4.7476768, "
            "\"tokens_per_s\": 12.5},\n"
            "{\"design\": 1234567, \"name\": \"a, \\\"b\\\"\", \"latency_s\": 1e-05, \"area_mm2\": null, "
            "\"tokens_per_s\": 20000.25}\n]\n");
}

TEST(Json, HasNoInfinities) {
  EXPECT_EQ(json_lines({.columns = {"x"}, .rows = {{INFINITY}, {std::int64_t{1}}}}), "{\"x\": null}\n{\"x\": 1}\n");
  EXPECT_EQ(json({.columns = {"x"}, .rows = {}}), "[\n]\n");
}

TEST(TextTable, AlignsAndShowsUnitsInTheHeader) {
  EXPECT_EQ(text_table(sample()),
            "   design  name    latency (ms)  area (mm2)  tokens_per_s (tokens/s)\n"
            "---------  ------  ------------  ----------  -----------------------\n"
            "        7  int4           79.49       4.748                     12.5\n"
            "1,234,567  a, \"b\"          0.01                               20,000\n");
}

TEST(TextTable, PeopleReadTheWordForMinusOne) {
  Column size{"group_size"};
  size.for_minus_one = "channel";
  const Table table{.columns = {size, "shift"}, .rows = {{std::int64_t{-1}, std::int64_t{-1}}, {std::int64_t{128}, std::int64_t{2}}}};
  EXPECT_EQ(text_table(table),
            "group_size  shift\n"
            "----------  -----\n"
            "   channel     -1\n"
            "       128      2\n");
  EXPECT_EQ(csv(table), "group_size,shift\n-1,-1\n128,2\n");
}

// tops_per_w is not a power, tokens_per_j no energy, tops_per_mm2 no area: the column says what it is, not its name.
TEST(TextTable, ReadUnitsOffTheEndsOfNames) {
  const auto header = [](const Column& column) {
    const std::string text = text_table({.columns = {column}, .rows = {{0.5}}});
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(header({"tops_per_w"}), "tops_per_w");
  EXPECT_EQ(header({"layers_w"}), "layers_w");
  for (const auto& [metric, shown] :
       {std::pair{Metric::tops_per_w, "tops_per_w (TOPS/W)"}, std::pair{Metric::tokens_per_j, "tokens_per_j (tokens/J)"},
        std::pair{Metric::tops_per_mm2, "tops_per_mm2 (TOPS/mm2)"}, std::pair{Metric::energy, "energy (mJ)"},
        std::pair{Metric::peak_power, "peak_power (mW)"}, std::pair{Metric::error, "error"},
        std::pair{Metric::edp, "edp (mJs)"}}) {
    EXPECT_EQ(header(column_of(metric, std::string{entry_of(metric).column})), shown);
  }
}

TEST(TextTable, OfNothingIsItsHeader) { EXPECT_EQ(text_table({.columns = {"a", "b"}, .rows = {}}), "a  b\n-  -\n"); }

}  // namespace
}  // namespace bitpareto::reports
