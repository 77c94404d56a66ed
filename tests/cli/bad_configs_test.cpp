// SPDX-License-Identifier: Apache-2.0
/// Wrong input: every file of tests/bad_configs gives the messages that stand beside it, and nothing is run.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

std::vector<std::string> bad_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{source_folder() / "tests" / "bad_configs"}) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

class BadConfig : public testing::TestWithParam<std::string> {};

TEST_P(BadConfig, GivesItsMessages) {
  const TemporaryFolder folder;
  const std::string database = folder / "r.db";
  const std::string file = GetParam() + ".yaml";
  const Outcome outcome =
      bitpareto({"sweep", file, "--db", database}, {.folder = (source_folder() / "tests" / "bad_configs").string()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_FALSE(std::filesystem::exists(database)) << "nothing was run";
  expect_golden("../bad_configs/" + GetParam() + ".txt", outcome.err);
}

INSTANTIATE_TEST_SUITE_P(EveryFile, BadConfig, testing::ValuesIn(bad_files()),
                         [](const auto& test) { return test.param; });

TEST(BadConfigs, AreAtLeastForty) { EXPECT_GE(bad_files().size(), 40U); }

/// Runs `check` on a file that cannot be kept in the repository.
class BadFile : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string complaint(const std::string& name, bool as_nobody = false) {
    const Outcome outcome = bitpareto({"check", name}, {.folder = folder_.path().string(), .as_nobody = as_nobody});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
};

TEST_F(BadFile, OfAHundredMegabytesIsNotRead) {
  write_file(folder_ / "large.yaml", "");
  std::filesystem::resize_file(folder_ / "large.yaml", 100'000'000);
  EXPECT_EQ(
      complaint("large.yaml"),
      "large.yaml: is larger than 1,048,576 bytes, the most that such a file may have\n1 problem; nothing was run.\n");
}

TEST_F(BadFile, ThatIsAFolderIsSaidToBeOne) {
  std::filesystem::create_directory(folder_ / "folder.yaml");
  EXPECT_EQ(complaint("folder.yaml"), "folder.yaml: is a directory; expected a file\n1 problem; nothing was run.\n");
}

TEST_F(BadFile, ThatIsBinaryIsSaidToBeSo) {
  write_file(folder_ / "binary.yaml", std::string{"\x7f"
                                                  "ELF\0\0",
                                                  6});
  EXPECT_EQ(complaint("binary.yaml"),
            "binary.yaml: is not text: byte 1 is not UTF-8 or is a control character\n1 problem; nothing was run.\n");
}

TEST_F(BadFile, ThatIsNotThereIsSaidNotToBe) {
  EXPECT_EQ(complaint("none.yaml"),
            "none.yaml: cannot be read: No such file or directory\n1 problem; nothing was run.\n");
}

TEST_F(BadFile, ThatMayNotBeReadIsSaidNotToBe) {
  write_file(folder_ / "secret.yaml", "version: 1\n");
  std::filesystem::permissions(folder_ / "secret.yaml", std::filesystem::perms::none);
  // root may read everything, so somebody else asks.
  const bool is_root = geteuid() == 0;
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  EXPECT_EQ(complaint("secret.yaml", is_root),
            "secret.yaml: cannot be read: Permission denied\n1 problem; nothing was run.\n");
}

TEST_F(BadFile, SettingsAreNamedByTheirNumber) {
  const Outcome outcome =
      bitpareto({"check", "configs/spaces/llama-2-7b-edge.yaml", "--set", "design.array.rows=[8, 0]", "--set",
                 "design.weights.datatype=bitmdo4", "--set", "store=nothing"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "--set 1:23: design.array.rows.1: 0 is outside [1, 65536]\n"
            "--set 2:25: design.weights.datatype: 'bitmdo4' is not a datatype; did you mean 'bitmod4'? (bitpareto list "
            "datatypes)\n"
            "--set 3:7: store: 'nothing' is not known here; one of front, all\n"
            "3 problems; nothing was run.\n");
}

}  // namespace
}  // namespace bitpareto::test
