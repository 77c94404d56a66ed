// SPDX-License-Identifier: Apache-2.0
#include "models/perplexity.h"

#include <gtest/gtest.h>

#include "core/text/format.h"
#include "core/text/number.h"
#include "models/catalogue.h"
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
            (std::vector<std::string>{"m.csv:2: perplexity: '0.5' is not a perplexity; expected a number from 1 on",
                                      "m.csv:3: group_size: 'many' is neither a number nor per_channel",
                                      "m.csv:4: head_quantised: 'maybe' is none of yes, no, unknown"}));
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
