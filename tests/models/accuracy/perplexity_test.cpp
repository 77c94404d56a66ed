// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/perplexity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/text/format.h"
#include "core/text/number.h"
#include "models/datatypes/datatype_list.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

LoadedSpace space(const std::string& design, const std::string& accuracy, const std::string& model = "llama-2-7b") {
  return test::load(
      format("workloads: [{{model: {}, phase: decode, context: 8}}]\n"
             "design: {{performance_model: bitmod-2025-07, array: {{rows: 8, columns: 8}}, {}}}\naccuracy: {{{}}}\n",
             model, design, accuracy));
}

double perplexity(const std::string& weights, const std::string& accuracy, const std::string& model = "llama-2-7b") {
  return test::evaluate(space("weights: {" + weights + "}", accuracy, model))[0][Cost::perplexity];
}

const std::string paper = "dataset: wikitext2, head: quantised, method: rtn";

// Table VI of the BitMoD paper (arXiv 2411.11745), RTN at group 128 with the output head quantised.
TEST(Perplexity, IsThePublishedNumber) {
  EXPECT_EQ(perplexity("datatype: bitmod3", paper), 6.55);
  EXPECT_EQ(perplexity("datatype: bitmod4", paper), 5.72);
  EXPECT_EQ(perplexity("datatype: int3_asym", paper), 7.08);
  EXPECT_EQ(perplexity("datatype: bitmod4", "dataset: c4, head: quantised"), 7.26);
  EXPECT_EQ(perplexity("datatype: flint4, group_size: channel", paper), 6.67);  // Table I
}

TEST(Perplexity, NeverMixesProtocols) {
  // The output head quantised or not: 7.08 (BitMoD) and 6.66 (OmniQuant, AWQ) for the same weights.
  EXPECT_EQ(perplexity("datatype: int3_asym", "head: kept"), 6.66);
  // Published with the head quantised only: 6.55. Kept, it is predicted, and says so.
  const Evaluation kept = test::evaluate(space("weights: {datatype: bitmod3}", "head: kept"))[0];
  EXPECT_NE(kept[Cost::perplexity], 6.55);
  EXPECT_EQ(kept[Cost::perplexity_basis], static_cast<double>(PerplexityBasis::interpolated));
  EXPECT_EQ(perplexity("datatype: int3_asym", "head: kept, method: awq"), 6.24);
}

TEST(Perplexity, OfUnquantisedWeightsIsThatOfTheModel) {
  EXPECT_EQ(perplexity("datatype: fp16", paper), 5.47);
  EXPECT_EQ(perplexity("datatype: fp16", "head: kept, method: gptq"), 5.47);
}

TEST(Perplexity, SaysWhyThereIsNone) {
  const auto reason = [](const std::string& design) { return test::reason_without_perplexity(space(design, paper)); };
  EXPECT_EQ(reason("weights: {datatype: bitmod4}"), "");
  EXPECT_EQ(reason("weights: {datatype: bitmod4, group_size: 64}"), "");  // predicted
  EXPECT_EQ(reason("weights: {datatype: olive4, group_size: 64}"),
            "no published perplexity for OliVe at this group size, and its error understates its harm");
  EXPECT_EQ(reason("weights: {datatype: olive5}"), "no published perplexity for a datatype without a quantiser");
  EXPECT_EQ(reason("weights: {bits: 4}"), "no perplexity for weights that are given by their bits alone");
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, pe: {activation: int8}"),
            "no published perplexity for the activation precision");
  // No table of FP8 activations is known, so there is no law either.
  for (const char* fp8 : {"fp8_e4m3", "fp8_e5m2"}) {
    EXPECT_EQ(reason(format("weights: {{datatype: bitmod4}}, pe: {{activation: {}}}", fp8)), "no published perplexity for the activation precision");
    EXPECT_EQ(reason(format("weights: {{datatype: bitmod4}}, kv_cache: {{datatype: {}}}", fp8)), "no published perplexity for the KV-cache precision");
    EXPECT_EQ(reason(format("weights: {{datatype: {}}}", fp8)), "");  // by its error, as any other grid
  }
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, kv_cache: {datatype: int8}"), "");
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, kv_cache: {datatype: int4}"),
            "no published perplexity for the KV-cache precision");
}

TEST(Perplexity, TheUsersOwnMeasurementsWin) {
  // fig9_perplexity.csv has 6.51 where the paper's table has 6.55.
  EXPECT_EQ(perplexity("datatype: bitmod3", paper + ", measurements: reproduce/fig9_perplexity.csv"), 6.51);
  EXPECT_EQ(perplexity("datatype: fp4", paper + ", measurements: reproduce/fig9_perplexity.csv"), 5.77);  // not in it
}

/// Every row of the shipped table that a design can name is found again, the first of several with one key.
TEST(Perplexity, EveryPublishedRowIsFound) {
  Diagnostics diagnostics;
  const auto csv = read_csv(test::read_file(test::configs().root() / "accuracy" / "published_perplexity.csv"),
                            std::make_shared<const std::string>("p"), diagnostics);
  PerplexityTable table;
  table.add(*csv, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  const auto column = [&](const char* name) { return csv->column(name).value(); };
  std::map<PerplexityKey, double> first;
  std::size_t rows = 0;
  for (std::size_t r = 0; r < csv->size(); ++r) {
    const auto cell = [&](const char* name) { return csv->at(r, column(name)); };
    if (cell("datatype") == "fp16" || cell("head_quantised") == "unknown" || cell("sequence_length") != "2048")
      continue;
    const std::string group = cell("group_size");
    const PerplexityKey key{cell("model"),
                            cell("dataset"),
                            cell("method"),
                            cell("datatype"),
                            group == "per_channel" ? whole_row : std::stod(group),
                            cell("head_quantised") == "yes" ? HeadProtocol::quantised : HeadProtocol::kept};
    const auto [it, is_new] = first.emplace(key, *parse_number(cell("perplexity")));
    EXPECT_EQ(table.find(key), it->second);
    ++rows;
  }
  EXPECT_EQ(csv->size(), 928U);
  EXPECT_GT(rows, 700U);
}

TEST(Perplexity, SaysWhatIsWrongWithMeasurements) {
  const test::TemporaryFolder folder;
  test::write_file(
      folder / "m.csv",
      "model,dataset,method,datatype,group_size,head_quantised,perplexity\n"
      "m,wikitext2,rtn,int4,128,yes,0.5\nm,wikitext2,rtn,int4,many,no,5\nm,wikitext2,rtn,int4,64,maybe,5\n");
  Diagnostics diagnostics;
  PerplexityTable table;
  table.add(*read_csv(test::read_file(folder / "m.csv"), std::make_shared<const std::string>("m.csv"), diagnostics),
            diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& d : diagnostics.in_file_order()) lines.push_back(d.text());
  EXPECT_EQ(lines,
            (std::vector<std::string>{"m.csv:2: perplexity: '0.5' is not a perplexity; expected a number from 1 to 1000000000",
                                      "m.csv:3: group_size: 'many' is neither a number from 1 to 16777216 nor per_channel",
                                      "m.csv:4: head_quantised: 'maybe' is none of yes, no, unknown"}));
}

/// A table of measurements of one's own, and what a design then costs.
class OwnMeasurements : public testing::Test {
 protected:
  Evaluation costs(const std::string& rows, const std::string& design, const std::string& accuracy = "head: kept") {
    test::write_file(folder_ / "m.csv",
                     "model,dataset,method,datatype,group_size,head_quantised,perplexity,activation,kv_cache\n" + rows);
    return test::evaluate(space(design, accuracy + ", measurements: " + (folder_ / "m.csv").string()))[0];
  }
  test::TemporaryFolder folder_;
};

/// W4: a row of FP16 weights, INT8 activations and an INT4 KV cache moved int4 from 5.84 to 10.66.
TEST_F(OwnMeasurements, OfLowerActivationsAreNoReference) {
  const std::string row = "llama-2-7b,wikitext2,rtn,fp16,,no,9.99,int8,int4\n";
  const std::string int4 = "weights: {datatype: int4, group_size: 64}";
  const std::string own = "llama-2-7b,wikitext2,rtn,int6,64,no,5.5,,\n";  // of no consequence
  EXPECT_EQ(costs(row, int4)[Cost::perplexity], costs(own, int4)[Cost::perplexity]);
  EXPECT_EQ(costs(row, "weights: {datatype: fp16}")[Cost::perplexity], 5.47);
  // For exactly what it was measured it counts.
  EXPECT_EQ(
      costs(row, "weights: {datatype: fp16}, pe: {activation: int8}, kv_cache: {datatype: int4}")[Cost::perplexity],
      9.99);
}

/// W5: a row of BF16 weights came back as measured for another protocol, activations and KV cache, because its group
/// size was NaN, which a map takes for equal to everything.
TEST_F(OwnMeasurements, OfUnquantisedWeightsMatchOnlyThemselves) {
  const std::string row = "llama-2-7b,wikitext2,rtn,bf16,128,yes,12.3,int8,int4\n";
  const Evaluation other = costs(row, "weights: {datatype: bf16}");
  EXPECT_EQ(other[Cost::perplexity], 5.47);  // of the unquantised model
  EXPECT_NE(other[Cost::perplexity_basis], static_cast<double>(PerplexityBasis::measured));
  EXPECT_EQ(costs(row, "weights: {datatype: int4}")[Cost::perplexity],
            costs("llama-2-7b,wikitext2,rtn,int6,64,no,5.5,,\n", "weights: {datatype: int4}")[Cost::perplexity]);
  const Evaluation same =
      costs(row, "weights: {datatype: bf16}, pe: {activation: int8}, kv_cache: {datatype: int4}", "head: quantised");
  EXPECT_EQ(same[Cost::perplexity], 12.3);
  EXPECT_EQ(same[Cost::perplexity_basis], static_cast<double>(PerplexityBasis::measured));
}

/// A4: "measured, +- 0".
TEST(Perplexity, MeasuredNumbersHaveTheSpreadOfTheirSources) {
  const auto error = [](const std::string& weights, const std::string& accuracy, const std::string& model) {
    return test::evaluate(space("weights: {" + weights + "}", accuracy, model))[0][Cost::perplexity_error];
  };
  const double print = 0.01 / std::sqrt(12.0);  // two decimals: anything within half a unit of the last
  // Table VI has 8.96, Table XII 9.09: a standard deviation of 0.13 / sqrt(2).
  EXPECT_EQ(perplexity("datatype: bitmod3", paper, "llama-3-8b"), 8.96);
  EXPECT_NEAR(error("datatype: bitmod3", paper, "llama-3-8b"), std::hypot(print, 0.13 / std::sqrt(2.0)), 1e-12);
  EXPECT_NEAR(error("datatype: int6", paper, "llama-2-13b"), print, 1e-12);  // one source
  // 5.47 in all sources but one, whose four decimals are 5.4724.
  EXPECT_GT(error("datatype: fp16", paper, "llama-2-7b"), print);
  EXPECT_LT(error("datatype: fp16", paper, "llama-2-7b"), 0.01);
}

/// W2: bitmod4 with 2 bits in weights and 1 in the KV cache was "measured", 5.72.
TEST(Perplexity, IsNotThatOfOtherBits) {
  const auto reason = [](const std::string& design) { return test::reason_without_perplexity(space(design, paper)); };
  EXPECT_EQ(reason("weights: {datatype: bitmod4, bits: 2}"),
            "no perplexity for weights.bits that differ from what datatype and group size give");
  EXPECT_EQ(reason("weights: {datatype: bitmod4, bits: 5}"),
            "no perplexity for weights.bits that differ from what datatype and group size give");
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, kv_cache: {bits: 1}"),
            "no perplexity for kv_cache.bits that differ from what kv_cache.datatype gives");
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, pe: {activation_bits: 8}"),
            "no perplexity for pe.activation_bits that differ from what pe.activation gives");
  EXPECT_TRUE(std::isnan(test::evaluate(space("weights: {datatype: bitmod4, bits: 2}", paper))[0][Cost::error]));
  // Bits that count all, or some, of what a group stores beside its elements are those of the datatype.
  EXPECT_EQ(reason("weights: {datatype: bitmod4, bits: 4.078125}"), "");
  EXPECT_EQ(reason("weights: {datatype: bitmod4, bits: 4.0625}"), "");  // Fig. 9 of the paper
  EXPECT_EQ(reason("weights: {datatype: bitmod4}, kv_cache: {bits: 16}, pe: {activation_bits: 16}"), "");
}

/// W2 and W1: what accuracy does not know must not be an axis beside it.
TEST(Perplexity, AxesThatItDoesNotKnowAreRefused) {
  const auto complaints = [](const std::string& design, const std::string& objectives) {
    return test::complaints(
        "workloads: [{model: llama-2-7b, phase: decode, context: 8}]\n"
        "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, " +
        design + "}\nobjectives: [" + objectives + "]\n");
  };
  const std::vector<std::string> bits =
      complaints("weights: {datatype: bitmod4, bits: [2, 4]}, kv_cache: {bits: [1, 16]}", "energy, perplexity");
  ASSERT_EQ(bits.size(), 2U);
  EXPECT_NE(bits[0].find("design.weights.bits: an axis beside perplexity, which is told from datatypes; make "
                         "weights.datatype the axis"),
            std::string::npos)
      << bits[0];
  EXPECT_NE(bits[1].find("design.kv_cache.bits: an axis beside perplexity"), std::string::npos) << bits[1];
  EXPECT_EQ(complaints("weights: {bits: [2, 4]}", "energy, latency"), std::vector<std::string>{});
  // W1: a front of one design, the lowest precision of the KV cache.
  const std::string kv = "weights: {datatype: int4}, kv_cache: {datatype: [fp16, int8, int4, int2]}";
  const std::vector<std::string> warned = complaints(kv, "tpot, energy, error");
  ASSERT_EQ(warned.size(), 1U);
  EXPECT_NE(warned[0].find("warning: design.kv_cache.datatype: `error` is that of the weights alone"),
            std::string::npos)
      << warned[0];
  EXPECT_EQ(complaints(kv, "tpot, energy, error, perplexity"), std::vector<std::string>{});
}

/// W6: statistics and measurements under another name were ignored in silence.
TEST(Perplexity, FilesThatServeNoLlmOfTheSpaceAreRefused) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "s.csv", "workload,layer,group128_absmax_sigma,channel_absmax_sigma\nmodel,lm_head,3,4\n");
  test::write_file(folder / "m.csv",
                   "model,dataset,method,datatype,group_size,head_quantised,perplexity\n"
                   "model,c4,rtn,int4,128,no,5.9\nllama-2-7b,c4,rtn,int4,128,no,7.3\n");
  const auto complaint = [&](const std::string& accuracy) {
    const std::vector<std::string> all = test::complaints(
        "workloads: [{model: llama-2-7b, phase: decode, context: 8}]\n"
        "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: "
        "int4}}\naccuracy: {" +
        accuracy + "}\n");
    return all.size() == 1 ? all[0].substr(all[0].find("accuracy.")) : all.empty() ? "" : "several";
  };
  EXPECT_EQ(complaint("statistics: " + (folder / "s.csv").string()),
            "accuracy.statistics: no row of it is of an LLM of this space: the space has llama-2-7b, the file model");
  EXPECT_EQ(
      complaint("measurements: " + (folder / "m.csv").string()),
      "accuracy.measurements: no row of it is of an LLM of this space on wikitext2: the space has llama-2-7b, the "
      "file none");
  EXPECT_EQ(complaint("dataset: c4, measurements: " + (folder / "m.csv").string()), "");
}

// Bits per element and group, and serial terms, as the datatypes' definitions give them.
TEST(Catalogue, KnowsWhatIsStored) {
  const auto bits = [](const char* name) {
    const DatatypeEntry& d = *find_datatype(name);
    return std::tuple{d.element_bits, d.metadata.bits(), d.serial_terms};
  };
  EXPECT_EQ(bits("int6"), std::tuple(6.0, 8.0, 3));
  EXPECT_EQ(bits("int5"), std::tuple(5.0, 8.0, 3));
  EXPECT_EQ(bits("int4_asym"), std::tuple(4.0, 24.0, 2));
  EXPECT_EQ(bits("bitmod3"), std::tuple(3.0, 10.0, 2));
  EXPECT_EQ(bits("fp4_er"), std::tuple(4.0, 9.0, 2));
  EXPECT_EQ(bits("nvfp4_razer"), std::tuple(4.0, 10.0, 2));
  EXPECT_EQ(find_datatype("mxfp4")->block_size, 32);
  EXPECT_EQ(find_datatype("nvfp4")->block_size, 16);
  EXPECT_EQ(find_datatype("int9"), nullptr);
}

TEST(Catalogue, EveryEntryHasASourceAndAName) {
  std::set<std::string_view> names;
  for (const DatatypeEntry* d : datatypes()) {
    EXPECT_TRUE(names.insert(d->name).second) << d->name;
    EXPECT_FALSE(d->source.empty()) << d->name;
    EXPECT_FALSE(d->summary.empty()) << d->name;
    EXPECT_GT(d->element_bits, 1) << d->name;
    EXPECT_EQ(d->is_unquantised(), d->metadata.bits() == 0) << d->name;
  }
}

}  // namespace
}  // namespace bitpareto::models
