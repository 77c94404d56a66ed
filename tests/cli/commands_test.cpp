// SPDX-License-Identifier: Apache-2.0
/// Commands as users type them: what they print, and where, and their exit status.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

const std::vector<std::string> commands{"sweep",    "evaluate", "check", "query",    "export", "runs",   "accuracy",
                                        "quantize", "validate", "list",  "describe", "schema", "explain", "race"};

TEST(Help, FitsEightyColumns) {
  for (const std::string& command : commands) {
    const Outcome outcome = bitpareto({command, "--help"});
    EXPECT_EQ(outcome.status, 0);
    std::istringstream lines{outcome.out};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << command << ": " << line;
    expect_golden("help_" + command + ".txt", outcome.out);
  }
  expect_golden("help.txt", bitpareto({"--help"}).out);
}

TEST(Help, AdvertisesOnlyWhatThereIs) {
  const std::string help = bitpareto({"--help"}).out;
  for (const char* later : {"plot", "report ", "compare"}) {
    EXPECT_EQ(help.find(std::string{"  "} + later), std::string::npos) << later;
  }
}

TEST(CommandLine, MistakesAreExplained) {
  const auto complaint = [](const std::vector<std::string>& arguments) {
    const Outcome outcome = bitpareto(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(complaint({"swep"}), "bitpareto: 'swep' is not a command; did you mean 'sweep'?\n");
  EXPECT_EQ(complaint({"sweep", "x.yaml", "--dv", "r.db"}),
            "bitpareto: '--dv' is not an option of sweep; did you mean '--db'?\n");
  EXPECT_EQ(complaint({"sweep"}), "bitpareto: sweep needs SPACE: the design-space file, the name of a shipped one, or a results database; bitpareto sweep --help tells more\n");
  EXPECT_EQ(
      complaint({}),
      "bitpareto: which command? One of sweep, evaluate, explain, check, race, query, export, runs, accuracy, quantize, "
      "validate, fit, list, describe, schema; "
      "bitpareto --help tells more\n");
  EXPECT_EQ(complaint({"describe", "bitmod5"}),
            "'bitmod5' is not a name that bitpareto knows; did you mean 'bitmod4'?\n");
  EXPECT_NE(complaint({"query", "x.db", "--format", "xml"}).find("--format"), std::string::npos);
  EXPECT_NE(complaint({"sweep", "x.yaml", "--db", "r.db", "--threads", "0"}).find("--threads"), std::string::npos);
}

// Rows of a workload have the standard metrics too; of decode they are those of one step.
TEST(Evaluate, HasTheStandardMetricsOfEachWorkload) {
  const Outcome outcome = bitpareto({"evaluate", "configs/reproduce/native-off.yaml", "--format", "json"});
  const auto rows = nlohmann::json::parse(outcome.out);
  EXPECT_TRUE(rows[0]["tpot_s"].is_null());
  EXPECT_EQ(rows[0]["ttft_s"], rows[0]["latency_s"]);
  EXPECT_EQ(rows[1]["tpot_s"], rows[1]["latency_s"]);
  EXPECT_DOUBLE_EQ(rows[1]["edp_js"].get<double>(),
                   rows[1]["energy_j"].get<double>() * rows[1]["latency_s"].get<double>());
  EXPECT_DOUBLE_EQ(rows[1]["energy_onchip_j"].get<double>(),
                   rows[1]["energy_j"].get<double>() - rows[1]["energy_dram_j"].get<double>());
  for (const char* name : {"tokens_per_s", "tokens_per_j", "peak_tops", "tops_per_w", "tops_per_w_onchip",
                           "tops_per_mm2", "peak_power_w", "power_onchip_w"}) {
    EXPECT_TRUE(rows[1][name].is_number()) << name;
  }
}

// Forty leaves of a native design that nobody set are columns for programs, not for people.
TEST(Evaluate, LeavesDefaultsOutOfTablesForPeople) {
  const std::string space = "configs/questions/lpddr5-or-hbm.yaml";
  const auto header = [&](const std::string& format) {
    const std::string out = bitpareto({"evaluate", space, "--sum", "--format", format}).out;
    return out.substr(0, out.find('\n'));
  };
  for (const char* unset : {"effects_tiling", "pe_idle_share", "vector_unit_lanes", "technology"}) {
    EXPECT_EQ(header("table").find(unset), std::string::npos) << unset;
    EXPECT_NE(header("csv").find(unset), std::string::npos) << unset;
  }
  for (const char* set : {"dram_preset", "array_rows", "weight_buffer_banks", "weights_datatype"}) {
    EXPECT_NE(header("table").find(set), std::string::npos) << set;
  }
}

TEST(Explain, TellsOfOneDesign) {
  const std::string space = "configs/spaces/llama-2-7b-native.yaml";
  const Outcome all = bitpareto({"explain", space, "--design", "1500"});
  EXPECT_EQ(all.status, 0);
  EXPECT_EQ(all.err, "");
  expect_golden("explain_llama_2_7b.txt", all.out);
  EXPECT_EQ(bitpareto({"explain", space, "--design", "1500", "--part", "area", "--format", "csv"}).out.substr(0, 20),
            "part,area_mm2,share\n");
}

TEST(Explain, SaysWhatItCannotExplain) {
  const std::string space = "configs/spaces/llama-2-7b-native.yaml";
  const auto complaint = [](const std::vector<std::string>& arguments) {
    const Outcome outcome = bitpareto(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(complaint({"explain", space}),
            space + ": 2,430 designs; name one by its index, as evaluate and query print it: --design 0\n");
  EXPECT_EQ(complaint({"explain", space, "--design", "2430"}),
            "--design 2430: " + space + " has 2,430 designs, counted from 0\n");
  EXPECT_NE(complaint({"explain", "configs/reproduce/fig9-bitmod.yaml"}).find("hpca25 lumps the heads"),
            std::string::npos);
  EXPECT_EQ(complaint({"explain", "configs/reproduce/native-off.yaml", "--set", "design.effects.capacity=true", "--set",
                       "design.dram={preset: gddr6-16000-x32}", "--set", "design.weights.datatype=int8"}),
            "configs/reproduce/native-off.yaml: the design cannot exist: weights and KV cache beyond the capacity of "
            "DRAM\n");
}

TEST(CommandLine, VersionNamesTheCommit) {
  const Outcome outcome = bitpareto({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out.substr(0, 17), "bitpareto 0.1.0 (");
}

TEST(List, PrintsEveryCatalogue) {
  for (const char* what :
       {"models", "datatypes", "pes", "explorers", "workloads", "technologies", "drams", "metrics"}) {
    const Outcome outcome = bitpareto({"list", what});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    expect_golden(std::string{"list_"} + what + ".txt", outcome.out);
  }
}

TEST(Describe, TellsOfEveryKindOfName) {
  for (const char* name :
       {"bitmod4", "fp16", "bitmod", "llama-3-8b", "opt-350m", "tsmc28", "hpca25", "exhaustive", "tops_per_w"}) {
    const Outcome outcome = bitpareto({"describe", name});
    EXPECT_EQ(outcome.status, 0) << name;
    expect_golden(std::string{"describe_"} + name + ".txt", outcome.out);
  }
}

TEST(Describe, TakesAPeApartAsItIsWanted) {
  const Outcome outcome =
      bitpareto({"describe", "bitmod", "--technology", "nangate45", "--dot-size", "8", "--activation", "int8", "--supports", "int4+int8"});
  EXPECT_EQ(outcome.status, 0);
  expect_golden("describe_bitmod_built.txt", outcome.out);
  const auto complaint = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"describe", "stripes"});
    const Outcome refused = bitpareto(more);
    EXPECT_EQ(refused.status, 2);
    return refused.err;
  };
  EXPECT_EQ(complaint({"--activation", "bf16"}), "stripes takes no such activations\n");
  EXPECT_EQ(complaint({"--activation", "bitmod4"}), "no PE is built for activations of bitmod4\n");
  EXPECT_EQ(complaint({"--technology", "tsmc82"}), "'tsmc82' is no technology; did you mean 'tsmc28'?\n");
  EXPECT_EQ(complaint({"--supports", "int8+itn4"}), "'itn4' is no datatype; did you mean 'int4'?\n");
}

// docs/pe.md: the errors are those that a separate program found, too (tests/models/circuits/fit_test.cpp).
TEST(Fit, PrintsErrorsAndWritesLaws) {
  const test::TemporaryFolder folder;
  const std::string laws = (folder / "laws.yaml").string();
  const Outcome fit = bitpareto({"fit", "configs/components/synthesis.csv", "--library", "nangate45", "-o", laws});
  EXPECT_EQ(fit.status, 0);
  EXPECT_EQ(fit.out, "");
  expect_golden("fit_nangate45.txt", fit.err);
  EXPECT_EQ(bitpareto({"fit", "configs/components/synthesis.csv", "--library", "nangate45", "--quiet"}).out, test::read_file(laws));

  const Outcome which = bitpareto({"fit", "configs/components/synthesis.csv"});
  EXPECT_EQ(which.status, 2);
  EXPECT_NE(which.err.find("library: rows of several libraries: nangate45, sky130hd, asap7; choose one with --library"), std::string::npos)
      << which.err;
  const Outcome none = bitpareto({"fit", "configs/components/synthesis.csv", "--library", "nangate54"});
  EXPECT_NE(none.err.find("no row has nangate54; rows have nangate45, sky130hd, asap7"), std::string::npos) << none.err;
  const Outcome other = bitpareto({"fit", "configs/reproduce/pe_synthesis.csv"});
  EXPECT_EQ(other.status, 2);
  EXPECT_NE(other.err.find("component: missing; a grid of synthesis results has this column"), std::string::npos) << other.err;
}

TEST(Evaluate, PrintsARowPerWorkload) {
  const Outcome outcome = bitpareto({"evaluate", "configs/reproduce/fig9-bitmod.yaml", "--format", "csv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  expect_golden("evaluate_fig9_bitmod.csv", outcome.out);
}

TEST(Evaluate, ComparesWithAnotherSpace) {
  const Outcome outcome = bitpareto({"evaluate", "configs/reproduce/fig7-fp16.yaml", "--relative-to",
                                     "configs/reproduce/fig7-bitmod-lossless.yaml", "--by-model", "--format", "jsonl"});
  EXPECT_EQ(outcome.status, 0);
  expect_golden("evaluate_fig7_fp16.jsonl", outcome.out);
  expect_golden("evaluate_fig7_fp16_means.txt", outcome.err);
  EXPECT_EQ(bitpareto({"evaluate", "configs/reproduce/fig7-bitmod-lossless.yaml", "--relative-to",
                       "configs/reproduce/fig9-ant.yaml"})
                .err,
            "configs/reproduce/fig9-ant.yaml: the other space has no opt-1.3b prefill\n");
}

TEST(Evaluate, RelativeToDividedTheWrongWayRound) {
  const auto rows = nlohmann::json::parse(bitpareto({"evaluate", "configs/reproduce/fig7-fp16.yaml", "--relative-to",
                                                     "configs/reproduce/fig7-bitmod-lossless.yaml", "--by-model",
                                                     "--format", "json"})
                                              .out);
  const auto number = [](const nlohmann::json& row, const char* name) { return row.at(name).get<double>(); };
  EXPECT_EQ(rows.size(), 6U);
  for (const auto& row : rows) {
    // FP16 takes longer and needs more energy for each operation than BitMoD (HPCA 2025, Fig. 7 and 8).
    EXPECT_GT(number(row, "latency_s_relative"), 1.5);
    EXPECT_LT(number(row, "tokens_per_s_relative"), 0.5);
    EXPECT_NEAR(number(row, "tops_per_w_relative") * number(row, "energy_j_relative"), 1, 1e-9);
  }
  // What neither has was a blank column of the table.
  const std::string table = bitpareto({"evaluate", "configs/reproduce/fig7-fp16.yaml", "--relative-to",
                                       "configs/reproduce/fig7-bitmod-lossless.yaml"})
                                .out;
  EXPECT_NE(table.find("total_cycles_relative (of fig7 bitmod lossless)"), std::string::npos);
  EXPECT_EQ(table.find("energy_leakage_j_relative"), std::string::npos);
}

TEST(Evaluate, GivesOneRowPerDesignOnDemand) {
  const Outcome outcome =
      bitpareto({"evaluate", "configs/spaces/llama-2-7b-edge.yaml", "--sum", "--format", "csv", "--set",
                 "design.array={rows: 32, columns: 32}", "--set", "design.weight_buffer.size=512 KiB", "--set",
                 "design.input_buffer.size=[512 KiB, 16 MiB]", "--set", "design.kv_cache.datatype=int8"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  expect_golden("evaluate_sum.csv", outcome.out);
}

TEST(Evaluate, LeavesLargeSpacesToSweep) {
  const Outcome outcome = bitpareto({"evaluate", "configs/spaces/llama-2-7b-edge.yaml"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "configs/spaces/llama-2-7b-edge.yaml: 172,800 designs; evaluate prints at most 100,000, sweep searches any "
            "number\n");
}

TEST(Check, SaysHowLargeTheSpaceIs) {
  const Outcome outcome = bitpareto({"check", "configs/spaces/llama-2-7b-edge.yaml"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("designs     172,800 = 12 weights.datatype x 2 weights.group_size x 2 kv_cache.datatype x "
                             "5 weight_buffer.size x "
                             "5 input_buffer.size x 12 array.rows x 12 array.columns\n"),
            std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("objectives  least latency, least energy, least area, least perplexity\n"),
            std::string::npos);
}

// 362,804 designs by the exact search (docs/search.md); in two objectives there are some hundred.
TEST(Check, WarnsOfASpaceWhoseFrontIsMoreThanAnybodyReads) {
  const Outcome large = bitpareto({"check", "moonshot"});
  EXPECT_EQ(large.status, 0);
  EXPECT_NE(large.err.find("warning: objectives: the front may have "), std::string::npos) << large.err;
  EXPECT_NE(large.err.find("{metric: perplexity, tolerance: 0.5 %}"), std::string::npos) << large.err;
  EXPECT_EQ(bitpareto({"check", "moonshot", "--quiet"}).err, "");
  EXPECT_EQ(bitpareto({"check", "moonshot", "--set", "objectives=[latency, energy]"}).err.find("the front may have"), std::string::npos);
  EXPECT_EQ(bitpareto({"check", "llama-2-7b-edge"}).err, "") << "172,800 designs are swept sooner than they are forecast";
}

/// The number of bytes in "database    about 466 MB".
double promised_bytes(const std::string& text) {
  const std::string before = "  database    about ";
  const std::size_t at = text.find(before);
  if (at == std::string::npos) return 0;
  std::istringstream words{text.substr(at + before.size())};
  double number = 0;
  std::string unit;
  words >> number >> unit;
  const std::map<std::string, double> sizes{{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}};
  const auto size = sizes.find(unit.substr(0, 2));
  return size == sizes.end() ? 0 : number * size->second;
}

/// The line of a column of names.
std::string line_of(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n  " + name + " ");
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

// U12: what was promised was evaluation alone, and most of the time went to the database.
TEST(Check, PromisedATimeWithoutStoring) {
  const std::string front = bitpareto({"check", "llama-2-7b-edge"}).out;
  EXPECT_NE(line_of(front, "explorer").find(": evaluation, front and storing it; measured on "), std::string::npos) << front;
  const std::string all = bitpareto({"check", "llama-2-7b-edge", "--set", "store=all"}).out;
  EXPECT_NE(line_of(all, "explorer").find(": evaluation, front and storing every design; measured on "), std::string::npos)
      << all;
  EXPECT_NE(line_of(all, "database").find(" for each design"), std::string::npos) << all;
}

TEST(Check, SaysWhichMemoryTablesTakeAndWhatDoesNotFit) {
  const std::string roomy = line_of(bitpareto({"check", "llama-2-7b-edge", "--memory", "1 GiB"}).out, "tables");
  EXPECT_NE(roomy.find(" of at most 1.07 GB"), std::string::npos) << roomy;
  const std::string tight = line_of(bitpareto({"check", "llama-2-7b-edge", "--memory", "1 MiB"}).out, "tables");
  EXPECT_NE(tight.find(" do not fit in --memory 1.05 MB: "), std::string::npos) << tight;
  for (const char* size : {"much", "12", "1 KiB", "-1 GiB"}) {
    EXPECT_NE(bitpareto({"check", "llama-2-7b-edge", "--memory", size}).err.find("expected a size such as 512 MiB"), std::string::npos) << size;
  }
}

TEST(Check, TheDatabaseIsAsLargeAsPromised) {
  const TemporaryFolder folder;
  const std::vector<std::string> space{"llama-2-7b-edge", "--set", "store=all", "--set",
                                       "design.array={rows: [8, 16, 32], columns: {from: 4, to: 48, step: 4}}"};
  const auto with = [&](std::vector<std::string> begin, const std::vector<std::string>& end) {
    begin.insert(begin.end(), space.begin(), space.end());
    begin.insert(begin.end(), end.begin(), end.end());
    return bitpareto(begin);
  };
  const double promised = promised_bytes(with({"check"}, {}).out);
  ASSERT_EQ(with({"sweep"}, {"--db", folder / "r.db", "--quiet"}).status, 0);
  const auto true_size = static_cast<double>(std::filesystem::file_size(folder / "r.db"));
  EXPECT_LT(promised, 1.2 * true_size);
  EXPECT_GT(promised, true_size / 1.2);
  // Twice the designs, twice the database.
  const double twice = promised_bytes(with({"check"}, {"--set", "design.kv_cache.datatype=[int4, int6, int8, fp16]"}).out);
  EXPECT_LT(twice, 2.4 * promised);
  EXPECT_GT(twice, 1.6 * promised);
}

TEST(Check, LeavesNothingBehindOfWhatItMeasured) {
  const TemporaryFolder folder;
  const RunOptions options{.environment = {"TMPDIR=" + folder.path().string()}};
  EXPECT_EQ(bitpareto({"check", "llama-2-7b-edge"}, options).status, 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  const Outcome nowhere = bitpareto({"check", "llama-2-7b-edge"}, {.environment = {"TMPDIR=" + folder.path().string() + "/none"}});
  EXPECT_EQ(nowhere.status, 0);
  EXPECT_NE(nowhere.out.find("how long it takes cannot be measured: "), std::string::npos) << nowhere.out;
}

TEST(Check, WarnsButAccepts) {
  const Outcome outcome =
      bitpareto({"check", "configs/reproduce/fig9-olive.yaml", "--set", "design.kv_cache.datatype=int8"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err,
            "--set 1:26: warning: design.kv_cache.datatype: is not used: hpca25 knows no KV-cache precision\n");
}

TEST(Output, GoesToAFileWholeOrNotAtAll) {
  const TemporaryFolder folder;
  const std::string file = folder / "out.csv";
  EXPECT_EQ(bitpareto({"list", "pes", "--format", "csv", "-o", file}).out, "");
  EXPECT_EQ(read_file(file), bitpareto({"list", "pes", "--format", "csv"}).out);
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
  const Outcome failed = bitpareto({"list", "pes", "-o", folder / "no/where.csv"});
  EXPECT_EQ(failed.status, 3);
  EXPECT_NE(failed.err.find("where.csv cannot be written: No such file or directory"), std::string::npos);
  EXPECT_EQ(bitpareto({"list", "pes", "-o", "/dev/full"}).status, 3);
}

}  // namespace
}  // namespace bitpareto::test
