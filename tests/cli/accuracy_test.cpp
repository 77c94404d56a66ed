// SPDX-License-Identifier: Apache-2.0
/// quantize, accuracy and validate as users run them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <regex>

#include "core/base/random.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

/// A checkpoint of one layer and a head, BF16, Gaussian.
std::string checkpoint() {
  const std::string header =
      R"({"lm_head.weight":{"dtype":"BF16","shape":[64,256],"data_offsets":[0,32768]},"model.layers.0.self_attn.q_proj.weight":{"dtype":"BF16","shape":[256,256],"data_offsets":[32768,163840]},"model.norm.weight":{"dtype":"F32","shape":[4],"data_offsets":[163840,163856]}})";
  const std::uint64_t length = header.size();
  std::string text(8, '\0');
  std::memcpy(text.data(), &length, 8);
  text += header;
  for (std::uint64_t i = 0; i < 81'920; ++i) {
    Stream random{3, i};
    const double radius = std::sqrt(-2 * std::log(random.uniform()));
    const auto value = static_cast<float>(0.02 * radius * std::cos(6.283185307179586 * random.uniform()));
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, 4);
    const auto upper = static_cast<std::uint16_t>(bits >> 16U);
    text.append(reinterpret_cast<const char*>(&upper), 2);
  }
  return text + std::string(16, '\0');
}

class Quantize : public testing::Test {
 protected:
  Quantize() : file_{(folder_ / "tiny.safetensors").string()} { write_file(file_, checkpoint()); }
  TemporaryFolder folder_;
  std::string file_;
};

TEST_F(Quantize, PrintsTheErrorOfEachLayer) {
  expect_golden("quantize.txt",
                bitpareto({"quantize", file_, "--datatype", "int4,bitmod4,mxfp4", "--group-size", "32,channel"}).out);
}

/// A cell of the last row of a CSV table.
std::string total(const std::string& csv, const std::string& column) {
  const auto cells = [](std::string line) {
    std::vector<std::string> found;
    for (std::size_t comma = line.find(','); comma != std::string::npos; comma = line.find(',')) {
      found.push_back(line.substr(0, comma));
      line.erase(0, comma + 1);
    }
    found.push_back(line);
    return found;
  };
  const std::vector<std::string> names = cells(csv.substr(0, csv.find('\n')));
  const std::size_t last = csv.rfind('\n', csv.size() - 2) + 1;
  return cells(csv.substr(last, csv.size() - last - 1)).at(static_cast<std::size_t>(std::ranges::find(names, column) - names.begin()));
}

// Independent bits: of eight, 4 + 8!/(4! 4!)/2^8 x 4 = 5.094 are like most (a binomial distribution), so 0.6367 of a column; Gaussian weights under
// the scale of 128 have such bits but for the first places. What PEs are given is in the model's tests.
TEST_F(Quantize, CountsTheBitsOfIntegersAlone) {
  const std::string csv = bitpareto({"quantize", file_, "--datatype", "int8", "--format", "csv"}).out;
  EXPECT_NEAR(std::stod(total(csv, "bidirectional_bits")), 0.6367, 0.01);
  EXPECT_GT(std::stod(total(csv, "skipped_pragmatic")), 0.3);
  EXPECT_LT(std::stod(total(csv, "skipped_pragmatic")), std::stod(total(csv, "zero_bits")));
  const std::string other = bitpareto({"quantize", file_, "--datatype", "int8_asym", "--format", "csv"}).out;
  for (const char* column : {"zero_bits", "skipped_pragmatic", "skipped_bitwave", "skipped_bitvert", "bidirectional_bits"}) {
    EXPECT_EQ(total(other, column), "") << column;
  }
}

// The number goes into a PE file, and the PE takes so much less time: columns of int8 are 7, of which a third takes none.
TEST_F(Quantize, CountsWhatAPeFileTakes) {
  std::string pe = read_file(source_folder() / "configs/pes/bitwave.yaml");
  const auto at = pe.find("skipped: 0 ");
  ASSERT_NE(at, std::string::npos);
  pe.replace(at, 10, "skipped: 0.333333333333");
  write_file(folder_ / "mine.yaml", pe);
  const auto cycles = [&](const std::string& kind) {
    const Outcome outcome =
        bitpareto({"evaluate", (source_folder() / "configs/spaces/llama-2-7b-edge.yaml").string(), "--set",
                   "workloads=[{model: opt-125m, phase: prefill, context: 64}]", "--set", "accuracy={head: quantised}", "--set",
                   "design={performance_model: native, array: {rows: 8, columns: 8}, weights: {datatype: int8}, kv_cache: {datatype: int8}, pe: "
                   "{kind: " + kind + ", activation: int8}}",
                   "--set", "objectives=[latency]", "--set", "constraints=null", "--format", "csv"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return std::stod(total(outcome.out, "compute_cycles"));
  };
  EXPECT_NEAR(cycles((folder_ / "mine.yaml").string()) / cycles("bitwave"), 2.0 / 3, 0.01);
}

TEST_F(Quantize, IsTheSameOnAnyNumberOfThreads) {
  const auto out = [&](const char* threads) {
    return bitpareto({"quantize", file_, "--threads", threads, "--format", "csv"}).out;
  };
  EXPECT_EQ(out("1"), out("8"));
}

TEST_F(Quantize, WritesStatisticsThatSweepsUse) {
  const std::string statistics = (folder_ / "s.csv").string();
  EXPECT_EQ(bitpareto({"quantize", file_, "--datatype", "int4", "--model", "qwen2.5-0.5b", "--statistics", statistics})
                .status,
            0);
  const Outcome evaluated =
      bitpareto({"evaluate", (source_folder() / "configs/spaces/llama-2-7b-edge.yaml").string(), "--set",
                 "workloads=[{model: qwen2.5-0.5b, phase: decode, context: 8}]", "--set",
                 "accuracy={statistics: " + statistics + "}", "--set", "objectives=[energy, error]", "--set",
                 "design={performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: int4}}",
                 "--format", "csv"});
  EXPECT_EQ(evaluated.status, 0) << evaluated.err;
  EXPECT_NE(evaluated.out.find("0.01"), std::string::npos);
}

/// W6: a file of statistics is of use only under the name that a space has.
TEST_F(Quantize, SaysWhatNameItsStatisticsHave) {
  const std::string statistics = (folder_ / "s.csv").string();
  EXPECT_EQ(bitpareto({"quantize", file_, "--datatype", "int4", "--statistics", statistics, "--quiet"}).err,
            "statistics of tiny are in " + statistics + "; workloads of that name use them (--model gives another)\n");
  EXPECT_EQ(
      bitpareto({"quantize", file_, "--datatype", "int4", "--model", "phi-2", "--statistics", statistics, "--quiet"})
          .err,
      "statistics of phi-2 are in " + statistics + "; workloads of that name use them\n");
}

TEST_F(Quantize, WritesDequantisedWeights) {
  const std::string written = (folder_ / "out.safetensors").string();
  EXPECT_EQ(bitpareto({"quantize", file_, "--datatype", "int4", "--write", written, "--quiet"}).status, 0);
  const std::string bytes = read_file(written);
  EXPECT_EQ(bytes.size() % 8, 0U);
  // Quantised again it has hardly any error left: the values are on the grid, up to the rounding of BF16.
  const std::string again = bitpareto({"quantize", written, "--datatype", "int4", "--format", "csv"}).out;
  EXPECT_LT(std::stod(total(again, "error")), 1e-5) << again;
  // The norm is as it was.
  EXPECT_NE(bytes.find(std::string(16, '\0')), std::string::npos);
}

TEST_F(Quantize, RefusesWhatItCannotDo) {
  const auto complaint = [](std::vector<std::string> arguments) {
    const Outcome outcome = bitpareto(std::move(arguments));
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(complaint({"quantize", file_, "--datatype", "bitmd4"}),
            "'bitmd4' is not a datatype; did you mean 'bitmod4'? (bitpareto list datatypes)\n");
  EXPECT_EQ(complaint({"quantize", file_, "--group-size", "0"}),
            "'0' is not a group size; expected a whole number or channel\n");
  EXPECT_EQ(complaint({"quantize", file_, "--datatype", "olive5"}), "no quantiser is known for olive5\n");
  EXPECT_EQ(complaint({"quantize", file_, "--datatype", "int3,int4", "--write", "x"}),
            "--write needs one datatype and one group size; 2 combinations are given\n");
  EXPECT_NE(
      complaint({"quantize", file_, "--datatype", "int4", "--write", file_}).find("is a file that this command reads"),
      std::string::npos);
  EXPECT_NE(complaint({"quantize", (folder_ / "none").string()}).find("cannot be read"), std::string::npos);
  write_file(folder_ / "cut.safetensors", read_file(file_).substr(0, 1000));
  EXPECT_NE(complaint({"quantize", (folder_ / "cut.safetensors").string()}).find("ends at byte"), std::string::npos);
}

TEST(Accuracy, TellsErrorAndPerplexityOfEachDatatype) {
  expect_golden("accuracy.txt", bitpareto({"accuracy", "llama-2-7b", "--head", "quantised", "--datatype",
                                           "fp16,int4,bitmod3,bitmod4,mxfp4,olive4", "--group-size", "64,128,channel"})
                                    .out);
  const Outcome guess = bitpareto({"accuracy", "qwen2.5-7b", "--datatype", "int4"});
  EXPECT_NE(guess.err.find("no weight statistics of qwen2.5-7b"), std::string::npos);
  EXPECT_EQ(bitpareto({"accuracy", "llama-2-7", "--datatype", "int4"}).err,
            "'llama-2-7' is not an LLM; did you mean 'llama-2-7b'? (bitpareto list workloads, or a config.json)\n");
}

/// A5: blanks said nothing, and only the LLMs of the catalogue could be asked for.
TEST(Accuracy, SaysWhyThereIsNoPerplexity) {
  const std::string out = bitpareto({"accuracy", "llama-2-7b", "--datatype", "bitmod3,olive4,olive5", "--group-size",
                                     "64,channel", "--format", "csv"})
                              .out;
  EXPECT_NE(out.find("perplexity_basis,reason\n"), std::string::npos);
  EXPECT_NE(
      out.find(",no published perplexity for one scale per row; at 4 bits and fewer the error does not tell it\n"),
      std::string::npos);
  EXPECT_NE(out.find(",\"no published perplexity for OliVe at this group size, and its error understates its harm\""),
            std::string::npos)
      << out;
  EXPECT_NE(out.find(",no published perplexity for a datatype without a quantiser"), std::string::npos);
}

/// U11: nf4, which is a file, took seconds at every call.
TEST(Accuracy, ComputedADatatypeOfOnesOwnEveryTime) {
  TemporaryFolder folder;
  const auto nf4 = [&](const std::string& llm, const std::string& sizes) {
    return bitpareto({"accuracy", llm, "--datatype", "nf4", "--group-size", sizes, "--format", "csv"},
                     {.environment = {"XDG_CACHE_HOME=" + folder.path().string()}});
  };
  const std::string first = nf4("llama-2-7b", "64,128").out;
  const std::filesystem::path cache = folder / "bitpareto";
  ASSERT_TRUE(std::filesystem::is_directory(cache));
  const std::filesystem::path kept = std::filesystem::directory_iterator{cache}->path();
  EXPECT_EQ(nf4("llama-2-7b", "64,128").out, first);
  // Another LLM and other groups ask for other points, which come to those that are there.
  const std::size_t size = read_file(kept).size();
  const std::string other = nf4("opt-1.3b", "16,512").out;
  EXPECT_GT(read_file(kept).size(), size);
  EXPECT_EQ(nf4("llama-2-7b", "64,128").out, first);
  // What is kept is what is used: an error of 50 is told as one.
  write_file(kept, std::regex_replace(read_file(kept), std::regex{",0\\.[0-9]+"}, ",50"));
  EXPECT_NE(nf4("llama-2-7b", "64,128").out, first);
  std::filesystem::remove_all(cache);
  EXPECT_EQ(nf4("opt-1.3b", "16,512").out, other);
  // Nowhere to keep it.
  EXPECT_EQ(bitpareto({"accuracy", "llama-2-7b", "--datatype", "nf4", "--group-size", "64,128", "--format", "csv"},
                      {.environment = {"XDG_CACHE_HOME=/proc/none"}})
                .out,
            first);
}

TEST(Accuracy, TakesAConfigOfOnesOwn) {
  const std::string config = (source_folder() / "configs/workloads/qwen2.5-7b.json").string();
  const Outcome outcome = bitpareto({"accuracy", config, "--datatype", "int4", "--format", "csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("no published FP16 perplexity of this LLM and dataset"), std::string::npos) << outcome.out;
  EXPECT_EQ(bitpareto({"accuracy", "none.json"}).status, 2);
}

TEST(Validate, SetsEveryPredictionBesideWhatIsPublished) {
  const Outcome summary = bitpareto({"validate", "--format", "csv"});
  EXPECT_EQ(summary.status, 0);
  for (const char* what : {"3 bits, groups,leave one out", "two anchors", "Fig. 7", "Fig. 8", "Fig. 9", "Table VI"}) {
    EXPECT_NE(summary.out.find(std::string{what}.substr(0, 10)), std::string::npos) << what;
  }
  // A3: what the error bars are worth.
  EXPECT_NE(summary.out.find("within_1_sigma,within_2_sigma,within_3_sigma"), std::string::npos);
  EXPECT_NE(summary.out.find("\ncoverage: within the law,leave one row out,"), std::string::npos);
  EXPECT_NE(summary.out.find("\ncoverage: within the law,leave one LLM out,"), std::string::npos);
  const std::string rows = bitpareto({"validate", "--rows", "--format", "csv"}).out;
  EXPECT_GT(std::ranges::count(rows, '\n'), 200);
}

}  // namespace
}  // namespace bitpareto::test
