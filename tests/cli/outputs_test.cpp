// SPDX-License-Identifier: Apache-2.0
/// -o, --write and --statistics as users and accidents name them: nothing that was read is lost.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

/// A small space, its results, and other names of both.
class Outputs : public testing::Test {
 protected:
  Outputs() {
    std::filesystem::copy_file(source_folder() / "configs/questions/one-shape-or-two.yaml", folder_ / "s.yaml");
    EXPECT_EQ(run({"sweep", "s.yaml", "--db", "r.db", "--quiet"}).status, 0);
    for (const std::string& name : {std::string{"s.yaml"}, std::string{"r.db"}}) {
      std::filesystem::create_hard_link(folder_ / name, folder_ / ("hard-" + name));
      std::filesystem::create_symlink(name, folder_ / ("soft-" + name));
    }
  }
  [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const {
    return bitpareto(arguments, {.folder = folder_.path().string(), .as_nobody = false});
  }
  void expect_refused(const std::vector<std::string>& arguments, const std::string& input) const {
    const std::string before = read_file(folder_ / input);
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 2) << arguments[0];
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(arguments.back() + " is a file that this command reads"), std::string::npos)
        << outcome.err;
    EXPECT_EQ(read_file(folder_ / input), before) << arguments[0];
  }
  TemporaryFolder folder_;
};

// R1
TEST_F(Outputs, ExportDestroyedTheDatabaseItRead) {
  for (const char* name : {"r.db", "hard-r.db", "soft-r.db"}) {
    expect_refused({"export", "r.db", "-o", name}, "r.db");
    expect_refused({"query", "r.db", "-o", name}, "r.db");
    expect_refused({"query", "r.db", "--sql", "SELECT 1", "-o", name}, "r.db");
    expect_refused({"runs", "r.db", "-o", name}, "r.db");
  }
}

TEST_F(Outputs, EvaluateDestroyedTheSpaceItRead) {
  for (const char* name : {"s.yaml", "hard-s.yaml", "soft-s.yaml"}) {
    expect_refused({"evaluate", "s.yaml", "-o", name}, "s.yaml");
    expect_refused({"explain", "s.yaml", "--design", "0", "-o", name}, "s.yaml");
  }
  std::filesystem::copy_file(folder_ / "s.yaml", folder_ / "b.yaml");
  expect_refused({"evaluate", "s.yaml", "--relative-to", "b.yaml", "-o", "b.yaml"}, "b.yaml");
}

// U9: "165 designs to x.csv" came before the news that x.csv could not be written.
TEST_F(Outputs, ExportToldOfAFileThatItCouldNotWrite) {
  const Outcome outcome = run({"export", "r.db", "-o", "no-folder/x.csv"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "bitpareto: no-folder/x.csv cannot be written: No such file or directory\n");
}

TEST_F(Outputs, ExportLeavesNothingBesideItsFile) {
  EXPECT_EQ(run({"export", "r.db", "-o", "x.csv", "--quiet"}).status, 0);
  EXPECT_EQ(run({"export", "r.db", "-o", "x.csv", "--quiet"}).status, 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) {
    const std::string name = entry.path().filename().string();
    if (name.find("x.csv") != std::string::npos) ++files;
  }
  EXPECT_EQ(files, 1U);
}

// R18: --timeout did not stop a function of SQL on long texts, nor what it leaves half written.
TEST_F(Outputs, AFunctionOfSqlOutlivedTheTimeout) {
  const std::string slow =
      "SELECT instr(printf('%.*c', 8000000, 'a'), printf('%.*c', 4000000, 'a') || 'b')";  // 16 * 10^12 comparisons
  const Outcome outcome = run({"query", "r.db", "--sql", slow, "--timeout", "1", "-o", "x.csv"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "the query was stopped after 1 s (--timeout)\n");
  for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) {
    EXPECT_EQ(entry.path().filename().string().find("x.csv"), std::string::npos) << entry.path();
  }
}

// R7: every row was in memory before the first was printed.
TEST_F(Outputs, RowsArePrintedAsTheyCome) {
  const std::string rows = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 25000) SELECT x, x * 1.5 AS y, "
                           "'a,b' AS z FROM r";
  const auto out = [&](const char* format) { return run({"query", "r.db", "--sql", rows, "--format", format}).out; };
  std::string csv = "x,y,z\n";
  std::string jsonl;
  std::string json = "[";
  for (int x = 1; x <= 25'000; ++x) {
    const std::string whole = std::to_string(x);
    const std::string half = std::to_string(x * 3 / 2) + (x % 2 == 1 ? ".5" : "");
    csv += whole + "," + half + ",\"a,b\"\n";
    const std::string object = R"({"x": )" + whole + R"(, "y": )" + half + R"(, "z": "a,b"})";
    jsonl += object + "\n";
    json += (x == 1 ? "\n" : ",\n") + object;
  }
  EXPECT_EQ(out("csv"), csv);
  EXPECT_EQ(out("jsonl"), jsonl);
  EXPECT_EQ(out("json"), json + "\n]\n");
  const std::string table = out("table");
  EXPECT_EQ(std::ranges::count(table, '\n'), 25'002);
  EXPECT_NE(table.find("\n25,000  37,500  a,b\n"), std::string::npos) << table.substr(table.size() - 100);
  EXPECT_EQ(run({"query", "r.db", "--sql", "SELECT 1 AS x WHERE 0", "--format", "json"}).out, "[\n]\n");
}

// Rows are fetched ahead of those that are printed: neither their number nor their size may show in memory.
TEST_F(Outputs, LongTextsWereFetchedAheadOfTheirPrinting) {
  const std::string texts =
      "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 300) SELECT x, printf('%.*c', 1000000, 'a') AS t "
      "FROM r";
  // Under the thread sanitizer, beside other work, it takes longer than the usual minute.
  const Outcome outcome = run({"query", "r.db", "--sql", texts, "--format", "csv", "-o", "x.csv", "--timeout", "600"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(std::filesystem::file_size(folder_ / "x.csv"), 4 + 300 * 1'000'002 + 9 + 90 * 2 + 201 * 3);
#ifndef BITPARETO_SANITIZED  // sanitizers keep what was freed for a while
  EXPECT_LT(outcome.megabytes, 50);
#endif
}

TEST_F(Outputs, AQueryThatFailsAfterManyRowsLeavesNoFile) {
  const std::string late =
      "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 25000) SELECT x, abs(-9223372036854775807 - (x = "
      "20000)) AS y FROM r";
  const Outcome outcome = run({"query", "r.db", "--sql", late, "--format", "csv", "-o", "x.csv"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("integer overflow"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x.csv"));
}

// Nobody reads what comes: the query must not go on to its end.
TEST_F(Outputs, AFullDiskEndsAQueryThatNeverEnds) {
  const std::string endless = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r";
  const Outcome outcome = bitpareto({"query", "r.db", "--sql", endless, "--format", "csv", "-o", "x.csv", "--timeout", "100"},
                                    {.folder = folder_.path().string(), .most_file_bytes = 1'000'000});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x.csv"));
}

}  // namespace
}  // namespace bitpareto::test
