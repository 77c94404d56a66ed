// SPDX-License-Identifier: Apache-2.0
/// -o, --write and --statistics as users and accidents name them: nothing that was read is lost.
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bitpareto::test
