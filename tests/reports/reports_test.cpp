// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "reports/csv.h"
#include "reports/json.h"
#include "reports/table.h"

namespace bitpareto::reports {
namespace {

Table sample() {
  return {.columns = {"design", "name", "latency_s", "area_mm2", "tokens_per_s"},
          .rows = {{std::int64_t{7}, std::string{"int4"}, 0.0794932, 4.7476768, 12.5},
                   {std::int64_t{1234567}, std::string{"a, \"b\""}, 1e-5, std::monostate{}, 20000.25}}};
}

TEST(Csv, QuotesOnlyWhatMustBe) {
  EXPECT_EQ(csv(sample()),
            "design,name,latency_s,area_mm2,tokens_per_s\n"
            "7,int4,0.0794932,4.7476768,12.5\n"
            "1234567,\"a, \"\"b\"\"\",1e-05,,20000.25\n");
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
            "   design  name    latency (ms)  area (mm2)  tokens_per_s\n"
            "---------  ------  ------------  ----------  ------------\n"
            "        7  int4           79.49       4.748          12.5\n"
            "1,234,567  a, \"b\"          0.01                    20,000\n");
}

TEST(TextTable, OfNothingIsItsHeader) { EXPECT_EQ(text_table({.columns = {"a", "b"}, .rows = {}}), "a  b\n-  -\n"); }

}  // namespace
}  // namespace bitpareto::reports
