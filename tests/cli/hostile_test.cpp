// SPDX-License-Identifier: Apache-2.0
/// Files that are made to hurt: each ends in a sentence, within a second and 200 MB, with few complaints. Every test is
/// named after what a version of the program did before there were limits.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include "core/text/format.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

// Sanitizers take time and memory of their own.
#ifdef BITPARETO_SANITIZED
constexpr double allowance = 20;
#else
constexpr double allowance = 1;
#endif
constexpr double most_seconds = 1 * allowance;
constexpr double most_megabytes = 200 * allowance;

/// `count` times what `item` gives, commas between.
std::string repeated(int count, const std::function<std::string(int)>& item) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + item(i);
  return text;
}

class Hostile : public testing::Test {
 protected:
  TemporaryFolder folder_;

  void write(const std::string& name, const std::string& text) { write_file(folder_ / name, text); }
  Outcome run(const std::vector<std::string>& arguments) {
    Outcome outcome = bitpareto(arguments, {.folder = folder_.path().string()});
    EXPECT_LT(outcome.seconds, most_seconds);
    EXPECT_LT(outcome.megabytes, most_megabytes);
    EXPECT_LE(std::ranges::count(outcome.err, '\n'), 60) << outcome.err.substr(0, 2'000);
    EXPECT_LT(outcome.err.size(), 60'000U);
    return outcome;
  }
  /// What `check` says of a space, which must be wrong.
  std::string complaints(const std::string& space) {
    write("s.yaml", space);
    const Outcome outcome = run({"check", "s.yaml"});
    EXPECT_EQ(outcome.status, 2) << outcome.err.substr(0, 2'000);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
  static std::string space(const std::string& datatype, const std::string& group_size = "128",
                           const std::string& more = "", const std::string& model = "llama-2-7b") {
    return format(
        "workloads: [{{model: {}, phase: decode, context: 256}}]\ndesign:\n  performance_model: bitmod-2025-07\n"
        "  array: {{rows: 8, columns: 8}}\n  weights: {{datatype: {}, group_size: {}}}\n{}\nobjectives: [energy]\n",
        model, datatype, group_size, more);
  }
};

TEST_F(Hostile, NestedAnchorsTookFortySecondsAndThreeGigabytes) {
  std::string text = "x: ";
  for (int i = 0; i < 60; ++i) text += format("&n{} [", i);
  text += repeated(190'000, [](int) { return "1"; }) + std::string(60, ']') + "\n";
  EXPECT_NE(complaints(text).find("workloads: missing"), std::string::npos);
}

TEST_F(Hostile, AnAnchoredScalarTookGigabytes) {
  const std::string text = "a: &a " + std::string(60'000, 'x') + "\nb: [" +
                           repeated(30'000, [](int) { return "*a"; }) + "]\n";
  EXPECT_NE(complaints(text).find("s.yaml:2:209: more than 4,194,304 bytes of text once aliases are followed"),
            std::string::npos);
}

TEST_F(Hostile, AnAnchoredKeyCountsToo) {
  const std::string keys = repeated(50, [](int i) { return format("{}{}: 1", std::string(1'000, 'k'), i); });
  const std::string text = "a: &a {" + keys + "}\nb: [" + repeated(90, [](int) { return "*a"; }) + "]\n";
  EXPECT_NE(complaints(text).find("bytes of text once aliases are followed"), std::string::npos);
}

TEST_F(Hostile, APathOfAThousandKeysCrashed) {
  write("s.yaml", space("bitmod4"));
  std::string path = "a";
  for (int i = 0; i < 60'000; ++i) path += ".a";
  const Outcome outcome = run({"check", "s.yaml", "--set", path + "=1"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "--set 1:1: a path of more than 64 keys\n1 problem; nothing was run.\n");
}

TEST_F(Hostile, AValueBelowAPathMayNotNestDeeperThanAFile) {
  write("s.yaml", space("bitmod4"));
  std::string path = "a";
  for (int i = 0; i < 40; ++i) path += ".a";
  const Outcome outcome = run({"check", "s.yaml", "--set", path + "=" + std::string(40, '[') + std::string(40, ']')});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("nested more than 64 levels deep"), std::string::npos);
}

TEST_F(Hostile, EveryValueOfAListGaveAMessageOfItsOwn) {
  const std::string text =
      complaints(space("bitmod4", "[" + repeated(60'000, [](int i) { return format("w{}", i); }) + "]"));
  EXPECT_NE(text.find("s.yaml: and 59,950 more problems\n60,000 problems; nothing was run.\n"), std::string::npos);
  EXPECT_EQ(std::ranges::count(text, '\n'), 52);
}

TEST_F(Hostile, SixtyThousandNamesAreTooMany) {
  const std::string text = complaints(space("[" + repeated(60'000, [](int i) { return format("w{}", i); }) + "]"));
  EXPECT_NE(text.find("design.weights.datatype: a list of 60,000 values; at most 256\n"), std::string::npos);
}

TEST_F(Hostile, EveryDotSizeWasComparedWithEveryPe) {
  const std::string text =
      complaints(space("bitmod4", "128", "  pe: {kind: [bitmod, fp16, ant, olive], dot_size: [" +
                                             repeated(1'000, [](int i) { return format("{}", i + 5); }) + "]}"));
  EXPECT_NE(text.find("more problems"), std::string::npos);
}

TEST_F(Hostile, TenThousandMissingFilesTookTenSeconds) {
  const std::string files = "[" + repeated(10'000, [](int i) { return format("./none{}.yaml", i); }) + "]";
  EXPECT_NE(complaints(space("bitmod4", "128", "  technology: " + files)).find("a list of 10,000 values; at most 256"),
            std::string::npos);
  EXPECT_NE(complaints(space(files)).find("a list of 10,000 values; at most 256"), std::string::npos);
}

TEST_F(Hostile, OneMissingFileUnderManyNamesIsCounted) {
  const std::string text =
      complaints(space("[" + repeated(250, [](int i) { return format("./none{}.yaml", i); }) + "]"));
  EXPECT_NE(text.find("./none0.yaml: cannot be read: No such file or directory\n"), std::string::npos);
  EXPECT_NE(text.find("and 195 more problems in other files\n250 problems; nothing was run.\n"), std::string::npos);
}

TEST_F(Hostile, ARangeOfAMillionGroupSizesTookAMinute) {
  const std::string text = complaints(space("nf4", "{from: 1, to: 1000000, step: 1}"));
  EXPECT_NE(text.find("s.yaml:5:40: design.weights.group_size: 1,000,000 group sizes with a datatype of one's own; at "
                      "most 64, because the errors of each are computed"),
            std::string::npos)
      << text;
}

TEST_F(Hostile, SixteenGridsOf256ValuesTookAMinute) {
  write("d.yaml", "element_bits: 8\ngrids: [" + repeated(16, [](int i) {
                    return "[" + repeated(256, [i](int k) { return format("{}", (k - 128) * (i + 1)); }) + "]";
                  }) + "]\n");
  EXPECT_NE(complaints(space("./d.yaml")).find("grids: 4,096 values in all grids; at most 512"), std::string::npos);
}

TEST_F(Hostile, AThousandWorkloadsTookSecondsAndManyMegabytes) {
  std::string text = "workloads:\n";
  for (int i = 0; i < 1'000; ++i) {
    text += format("- {{model: llama-2-7b, phase: decode, context: {}, name: w{}}}\n", i + 1, i);
  }
  text += "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: bitmod4}}\n";
  EXPECT_NE(complaints(text).find("workloads: a list of 1,000; at most 250 workloads"), std::string::npos);
}

TEST_F(Hostile, AsManyWorkloadsAsMayBeAreFast) {
  std::string text = "workloads:\n";
  for (int i = 0; i < 250; ++i) {
    text += format("- {{model: llama-2-7b, phase: decode, context: {}, name: w{}}}\n", i + 1, i);
  }
  text += "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: bitmod4}}\n";
  write("s.yaml", text);
  EXPECT_EQ(run({"check", "s.yaml"}).status, 0);
}

class HostileLlm : public Hostile {
 protected:
  std::string complaints_of(const std::string& extra) {
    std::string config = read_file(configs().root() / "workloads" / "llama-2-7b.json");
    config.replace(config.find('{'), 1, "{" + extra + ",");
    write("m.json", config);
    return complaints(space("bitmod4", "128", "", "./m.json"));
  }
};

TEST_F(HostileLlm, AHundredThousandKeysTookSeventeenSeconds) {
  EXPECT_NE(complaints_of(repeated(100'000, [](int i) { return format("\"k{}\": 1", i); }))
                .find("./m.json: more than 100,000 values"),
            std::string::npos);
}

TEST_F(HostileLlm, NinetyThousandEqualObjectsAreReadAtOnce) {
  EXPECT_NE(complaints_of("\"n_expert\": {" + repeated(90'000, [](int i) { return format("\"k{}\": 1", i); }) + "}")
                .find("experts are not modelled"),
            std::string::npos);
}

TEST_F(HostileLlm, SixteenMillionLayersTookFifteenSeconds) {
  std::string config = read_file(configs().root() / "workloads" / "llama-2-7b.json");
  const std::size_t at = config.find("\"num_hidden_layers\": 32");
  ASSERT_NE(at, std::string::npos);
  config.replace(at, 23, "\"num_hidden_layers\": 16000000");
  write("m.json", config);
  EXPECT_NE(complaints(space("bitmod4", "128", "", "./m.json"))
                .find("./m.json: num_hidden_layers: 16000000 is outside [1, 10000]"),
            std::string::npos);
}

class HostileTable : public Hostile {
 protected:
  std::string complaints_of(const std::string& csv) {
    write("t.csv", csv);
    return complaints(space("bitmod4") + "accuracy: {measurements: t.csv}\n");
  }
};

TEST_F(HostileTable, AHundredThousandEqualColumnsTookSeconds) {
  EXPECT_NE(complaints_of(repeated(100'000, [](int) { return "c"; }) + "\n").find("t.csv:1: more than 1,000 columns"),
            std::string::npos);
  EXPECT_NE(complaints_of(std::string(8'000'000, ',') + "\n").find("t.csv:1: more than 1,000 columns"),
            std::string::npos);
}

TEST_F(HostileTable, LimitsAreNamed) {
  EXPECT_NE(complaints_of("a,b\n1," + std::string(5'000, 'x') + "\n").find("t.csv:2: a cell of more than 4,096 bytes"),
            std::string::npos);
  std::string rows = "a\n";
  for (int i = 0; i < 100'001; ++i) rows += "1\n";
  EXPECT_NE(complaints_of(rows).find("t.csv:100002: more than 100,000 rows"), std::string::npos);
  EXPECT_NE(complaints_of(std::string(9'000'000, 'x')).find("is larger than 8,388,608 bytes"), std::string::npos);
}

// Every round found one.
TEST_F(HostileTable, OnlyTheFirstWrongRowWasFound) {
  EXPECT_EQ(complaints_of("model,dataset,method,datatype,group_size,head_quantised,perplexity\n"
                          "llama-2-7b,wikitext2,rtn,int4,128,yes\n"
                          "llama-2-7b,wikitext2,rtn,int4,128,maybe,x\n"
                          "llama-2-7b,wikitext2,rtn,int4,128,yes,5.5,6\n"
                          "llama-2-7b,wikitext2,rtn,int4,1\"28,yes,5.5\n"
                          "llama-2-7b,wikitext2,rtn,int4,row,yes,5.5\n"),
            "t.csv:2: 6 cells in a table of 7 columns\n"
            "t.csv:3: perplexity: 'x' is not a perplexity; expected a number from 1 to 1000000000\n"
            "t.csv:3: head_quantised: 'maybe' is none of yes, no, unknown\n"
            "t.csv:4: 8 cells in a table of 7 columns\n"
            "t.csv:5: a quote that is neither doubled nor at the end of its cell\n"
            "t.csv:6: group_size: 'row' is neither a number from 1 to 16777216 nor per_channel\n"
            "6 problems; nothing was run.\n");
}

TEST_F(HostileTable, AHundredThousandWrongRowsAreFiftyComplaintsAndACount) {
  for (const std::string row : {"1", "1,2,3", "1,x\"2"}) {
    std::string rows = "a,b\n";
    for (int i = 0; i < 100'000; ++i) rows += row + "\n";
    const std::string text = complaints_of(rows);
    // 50, the count of the others, and how many they are.
    EXPECT_EQ(std::ranges::count(text, '\n'), 52) << text.substr(0, 500);
    EXPECT_TRUE(text.ends_with("problems; nothing was run.\n"));
  }
}

TEST_F(Hostile, ControlCharactersReachedTheTerminal) {
  write("s.yaml", "name: \"\\x1b[2J\"\n" + space("\"bitmod4\\x1b[31m\""));
  const Outcome outcome = run({"check", "s.yaml"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
  EXPECT_NE(outcome.err.find("'bitmod4\\x1b[31m' is not a datatype"), std::string::npos) << outcome.err;
}

TEST_F(Hostile, APipeAsConfigurationHungForever) {
  ASSERT_EQ(mkfifo((folder_ / "p.yaml").c_str(), 0600), 0);
  EXPECT_EQ(run({"check", "p.yaml"}).err, "p.yaml: is a pipe that nobody writes to\n1 problem; nothing was run.\n");
}

TEST_F(Hostile, APipeAsShardHungForever) {
  ASSERT_EQ(mkfifo((folder_ / "p.safetensors").c_str(), 0600), 0);
  write("i.index.json", R"({"weight_map": {"a": "p.safetensors"}})");
  EXPECT_EQ(run({"quantize", "i.index.json"}).err,
            "p.safetensors: is not a file that can be mapped\n1 problem; nothing was run.\n");
}

}  // namespace
}  // namespace bitpareto::test
