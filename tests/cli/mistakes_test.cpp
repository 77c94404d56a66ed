// SPDX-License-Identifier: Apache-2.0
/// Thirty typical mistakes of a user, in files and on the command line, and what the program says: the place, what was
/// found, what is expected, and a suggestion where there is one. tests/golden/mistakes.txt is to be read aloud.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/text/format.h"
#include "core/text/words.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

/// A space as a user writes it; each mistake is one change to it.
const std::string good =
    "version: 1\n"
    "workloads:\n"
    "  - {model: llama-2-7b, phase: decode, context: 256}\n"
    "design:\n"
    "  performance_model: native\n"
    "  clock: 1 GHz\n"
    "  array: {rows: 32, columns: {from: 8, to: 64, factor: 2}}\n"
    "  weights: {datatype: [bitmod4, int8], group_size: 128}\n"
    "  weight_buffer: {size: 512 KiB}\n"
    "objectives: [latency, energy]\n";

struct Mistake {
  std::string what;
  std::string from, to;                // a change of the file; empty: none
  std::vector<std::string> arguments;  // empty: check s.yaml
};

const std::vector<Mistake> mistakes{
    {"an LLM misspelt", "llama-2-7b", "lama-2-7b", {}},
    {"a key misspelt", "context:", "contxt:", {}},
    {"a section misspelt", "  weights:", "  wieghts:", {}},
    {"a top key in the singular", "workloads:", "workload:", {}},
    {"a datatype of bits that there are not", "bitmod4", "bitmod5", {}},
    {"a unit left out", "1 GHz", "1", {}},
    {"a unit in the wrong case", "512 KiB", "512 Kib", {}},
    {"a unit of something else", "512 KiB", "512 MHz", {}},
    {"a hexadecimal number", "rows: 32", "rows: 0x20", {}},
    {"two numbers for a list", "rows: 32", "rows: 32 64", {}},
    {"a number with an underscore", "rows: 32", "rows: 1_024", {}},
    {"a number in quotes", "rows: 32", "rows: \"32\"", {}},
    {"a fraction of a PE", "rows: 32", "rows: 32.5", {}},
    {"a number that is too large", "rows: 32", "rows: 100000", {}},
    {"a clock in millihertz", "1 GHz", "1 mHz", {}},
    {"a clock outside of physics", "1 GHz", "1 Hz", {}},
    {"a range without a step", ", factor: 2", "", {}},
    {"a range that is reversed", "from: 8, to: 64", "from: 64, to: 8", {}},
    {"row for channel", "group_size: 128", "group_size: row", {}},
    {"a tab in the indentation", "  clock:", "\tclock:", {}},
    {"a bracket that is not closed", "int8]", "int8", {}},
    {"a key twice", "  clock: 1 GHz\n", "  clock: 1 GHz\n  clock: 2 GHz\n", {}},
    {"a metric misspelt", "energy]", "enrgy]", {}},
    {"a value twice", "[bitmod4, int8]", "[bitmod4, bitmod4]", {}},
    {"an axis that nothing reads", "native", "hpca25\n  dram: {efficiency: [0.5, 0.8]}", {}},
    {"a file that is not there", "", "", {"check", "none.yaml"}},
    {"a space that is not known", "", "", {"check", "llama-2-7b-egde"}},
    {"a command misspelt", "", "", {"chekc", "s.yaml"}},
    {"no command", "", "", {"--foo"}},
    {"the objectives misspelt", "objectives:", "objectivs:", {"sweep", "s.yaml", "--db", "r.db"}},
    {"an option misspelt", "", "", {"sweep", "s.yaml", "--bd", "r.db"}},
    {"an option that is missing", "", "", {"sweep", "s.yaml"}},
    {"an option without its value", "", "", {"sweep", "s.yaml", "--db", "--quiet"}},
    {"an empty value", "", "", {"sweep", "s.yaml", "--db=", "--quiet"}},
    {"a number that is negative", "", "", {"query", "r.db", "--limit", "-1"}},
    {"a format that is not known", "", "", {"evaluate", "s.yaml", "--format", "xml"}},
    {"a list in the singular", "", "", {"list", "datatype"}},
    {"nothing to list", "", "", {"list"}},
    {"a setting without --set", "", "", {"check", "s.yaml", "design.array.rows=64"}},
    {"a setting without a value", "", "", {"check", "s.yaml", "--set", "design.array.rows"}},
    {"a list in a setting without brackets", "", "", {"check", "s.yaml", "--set", "design.array.rows=32,64"}},
    {"a setting past the end of a list", "", "", {"check", "s.yaml", "--set", "workloads.3.context=1"}},
};

class Mistakes : public testing::Test {
 protected:
  Mistakes() { write_file(folder_ / "s.yaml", good); }
  Outcome run(const std::vector<std::string>& arguments) {
    return bitpareto(arguments, {.folder = folder_.path().string()});
  }
  TemporaryFolder folder_;
};

TEST_F(Mistakes, NoneIsInTheFileThatTheyChange) {
  const Outcome outcome = run({"check", "s.yaml"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Mistakes, AreNamedWithPlaceAndSuggestion) {
  std::string all;
  for (const Mistake& mistake : mistakes) {
    std::string text = good;
    if (!mistake.from.empty()) {
      const std::size_t at = text.find(mistake.from);
      ASSERT_NE(at, std::string::npos) << mistake.what;
      text.replace(at, mistake.from.size(), mistake.to);
    }
    write_file(folder_ / "s.yaml", text);
    const std::vector<std::string> arguments =
        mistake.arguments.empty() ? std::vector<std::string>{"check", "s.yaml"} : mistake.arguments;
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 2) << mistake.what;
    EXPECT_EQ(outcome.out, "") << mistake.what;
    EXPECT_LE(std::ranges::count(outcome.err, '\n'), 3) << mistake.what << ": one mistake, one complaint";
    all += "# " + mistake.what + "\n";
    all += mistake.arguments.empty() ? "" : "$ bitpareto " + joined(arguments, " ") + "\n";
    all += outcome.err + "\n";
  }
  EXPECT_GE(mistakes.size(), 30U);
  expect_golden("mistakes.txt", all);
}

TEST_F(Mistakes, HelpAndVersionAreCommandsToo) {
  EXPECT_EQ(run({"help"}).out, run({"--help"}).out);
  EXPECT_EQ(run({"help", "check"}).out, run({"check", "--help"}).out);
  EXPECT_EQ(run({"version"}).out, run({"--version"}).out);
  EXPECT_EQ(run({"help"}).status, 0);
}

/// Each of these hid others: what depended on it was not looked at.
const std::string twenty_five =
    "version: 2\n"                                                            // 1
    "workload:\n"                                                             // 2
    "  - {modle: lama-2-7b, phase: decod, context: 0x100}\n"                  // 3, 4, 5, 6
    "  - {model: llama-2-7b, phase: prefill, contxt: 256, batch: 0}\n"        // 7, 8
    "desing:\n"                                                               // 9
    "  performance_modell: nativ\n"                                           // 10, 11
    "  clock: 1 Ghz\n"                                                        // 12
    "  aray: {rwos: 0, columns: {form: 8, to: 64, stepp: 8}}\n"               // 13, 14, 15, 16, 17
    "  weights: {datatyp: [bitmodd4, int8], group_size: row}\n"               // 18, 19, 20
    "  weight_bufer: {size: 512}\n"                                           // 21, 22
    "objectivs: [latency, enrgy]\n"                                           // 23, 24
    "explorer: {name: exhaustiv}\n"                                           // 25
    "store: al\n";                                                            // 26

TEST_F(Mistakes, TwentyFiveInOneFileTookThreeRounds) {
  write_file(folder_ / "s.yaml", twenty_five);
  const Outcome outcome = run({"check", "s.yaml"});
  EXPECT_EQ(outcome.status, 2);
  expect_golden("twenty_five_mistakes.txt", outcome.err);
  EXPECT_NE(outcome.err.find("26 problems; nothing was run.\n"), std::string::npos);
  // With these mended, and nothing else, the file is right.
  std::string mended = twenty_five;
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"version: 2", "version: 1"},     {"workload:", "workloads:"},
           {"modle: lama", "model: llama"},  {"decod,", "decode,"},
           {"0x100", "256"},                 {"contxt", "context"},
           {"batch: 0", "batch: 1"},         {"desing", "design"},
           {"modell: nativ", "model: native"}, {"1 Ghz", "1 GHz"},
           {"aray: {rwos: 0", "array: {rows: 8"}, {"{form", "{from"},
           {"stepp", "step"},                {"datatyp:", "datatype:"},
           {"bitmodd4", "bitmod4"},          {": row}", ": channel}"},
           {"bufer: {size: 512", "buffer: {size: 512 KiB"}, {"objectivs", "objectives"},
           {"enrgy", "energy"},              {"exhaustiv}", "exhaustive}"},
           {"store: al\n", "store: all\n"}}) {
    const std::size_t at = mended.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    mended.replace(at, from.size(), to);
  }
  write_file(folder_ / "s.yaml", mended);
  const Outcome second = run({"check", "s.yaml"});
  EXPECT_EQ(second.status, 0) << second.err;
}

TEST_F(Mistakes, ARangeWhoseEndIsNotHitPassedInSilence) {
  const Outcome outcome =
      run({"check", "s.yaml", "--set", "design.array.rows={from: 8, to: 96, step: 7}"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "--set 1:33: warning: design.array.rows.to: 96 is not among the values; the last one is 92\n");
  EXPECT_EQ(run({"check", "s.yaml", "--set", "design.array.rows={from: 8, to: 92, step: 7}"}).err, "");
}

TEST_F(Mistakes, SpacesAreKnownByNameAnywhere) {
  const Outcome outcome = run({"check", "llama-2-7b-edge"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.substr(0, 28), "llama-2-7b-edge: no mistakes");
}

TEST_F(Mistakes, AFolderWithoutConfigsPassedList) {
  setenv("BITPARETO_CONFIGS", folder_.path().c_str(), 1);
  const Outcome outcome = run({"list", "technologies"});
  setenv("BITPARETO_CONFIGS", (folder_ / "none").c_str(), 1);
  const Outcome none = run({"list", "technologies"});
  unsetenv("BITPARETO_CONFIGS");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "BITPARETO_CONFIGS: " + folder_.path().string() +
                             " does not hold the program's data files: there is no accuracy in it\n");
  EXPECT_EQ(none.err, "BITPARETO_CONFIGS: " + (folder_ / "none").string() + " is not a folder\n");
}

TEST_F(Mistakes, ConfigsOfTheUserInTheFolderOfWorkWereNotFound) {
  std::filesystem::create_directories(folder_ / "configs" / "datatypes");
  std::filesystem::create_directories(folder_ / "configs" / "spaces");
  write_file(folder_ / "configs/datatypes/mine.yaml", "grid: [-1, 0, 1, 2]\nelement_bits: 2\n");
  std::string text = good;
  write_file(folder_ / "configs/spaces/edge.yaml", text.replace(text.find("int8"), 4, "mine"));
  const Outcome outcome = run({"check", "edge"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

}  // namespace
}  // namespace bitpareto::test
