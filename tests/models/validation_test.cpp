// SPDX-License-Identifier: Apache-2.0
#include "models/validation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/text/format.h"
#include "models/accuracy_files.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

AccuracyData shipped(const std::string& dataset = "wikitext2", HeadProtocol head = HeadProtocol::quantised) {
  AccuracyData data;
  data.setting.dataset = dataset;
  data.setting.head = head;
  Diagnostics diagnostics;
  load_shipped_accuracy(test::configs(), data, diagnostics, nullptr);
  diagnostics.throw_if_errors();
  return data;
}

std::vector<LanguageModel> llms() {
  std::vector<LanguageModel> list;
  Diagnostics diagnostics;
  for (const std::string& name : test::configs().names("workloads", ".json")) {
    const std::string file = (test::configs().root() / "workloads" / (name + ".json")).string();
    list.push_back(
        read_language_model(name, test::read_file(file), std::make_shared<const std::string>(file), diagnostics)
            .value());
  }
  return list;
}

double number(const Table& table, const std::string& what, const std::string& against, const std::string& column) {
  const auto c = static_cast<std::size_t>(std::ranges::find(table.columns, column, &Column::name) - table.columns.begin());
  for (const auto& row : table.rows) {
    if (std::get<std::string>(row[0]) == what && std::get<std::string>(row[1]) == against)
      return std::get<double>(row[c]);
  }
  ADD_FAILURE() << what << " " << against;
  return 0;
}

TEST(RankCorrelation, OfHandWorkedCases) {
  const std::vector<double> up{1, 2, 3, 4};
  const std::vector<double> down{4, 3, 2, 1};
  const std::vector<double> swapped{1, 3, 2, 4};
  EXPECT_EQ(rank_correlation(up, up), 1);
  EXPECT_EQ(rank_correlation(up, down), -1);
  EXPECT_NEAR(*rank_correlation(up, swapped), 4.0 / 6, 1e-12);  // 5 pairs agree, 1 does not
  EXPECT_FALSE(rank_correlation(up, std::vector<double>{1, 1, 1, 1}));
}

// What docs/accuracy.md states may be trusted; the published numbers are the oracle, so a worse model fails here.
TEST(Validation, PredictionsAreAsGoodAsTheDocumentationSays) {
  const Table summary = perplexity_summary(check_perplexities(shipped(), llms()));
  EXPECT_LT(number(summary, "4 bits, groups", "leave one out", "median_error"), 0.010);
  EXPECT_LT(number(summary, "4 bits, groups", "leave one out", "p90_error"), 0.035);
  EXPECT_LT(number(summary, "3 bits, groups", "leave one out", "median_error"), 0.040);
  EXPECT_LT(number(summary, "4 bits, groups", "two anchors", "median_error"), 0.010);
  EXPECT_LT(number(summary, "3 bits, groups", "two anchors", "median_error"), 0.045);
  EXPECT_LT(number(summary, "6 bits, groups", "two anchors", "p90_error"), 0.010);
  EXPECT_GT(number(summary, "3, 4 and 6 bits, groups", "leave one out", "rank_correlation"), 0.93);
  EXPECT_GT(number(summary, "3, 4 and 6 bits, groups", "two anchors", "rank_correlation"), 0.94);
}

TEST(Validation, FiguresAreThePapers) {
  Diagnostics diagnostics;
  const Table figures = figure_summary(test::configs(), test::words(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(figures.rows.size(), 9U + 2 * 22U);
  for (const auto& row : figures.rows) {
    const std::string what = std::get<std::string>(row[0]) + " " + std::get<std::string>(row[1]);
    const double ours = std::get<double>(row[2]);
    const double published = std::get<double>(row[3]);
    if (what.starts_with("Fig. 9")) {
      EXPECT_NEAR(ours, published, 0.5) << what;  // whole cycles, whole uJ
    } else {
      // Two decimals are printed. How the paper averages energies is not stated; the geometric mean gives two of three
      // ratios to the digit and OliVe's as 1.32 instead of 1.31 (docs/reproduce.md).
      const bool is_olive_energy = what.starts_with("Fig. 8") && what.find("olive") != std::string::npos;
      EXPECT_NEAR(ours, published, is_olive_energy ? 0.015 : 0.005) << what;
    }
  }
}

TEST(PerplexityCurve, FollowsOneConstantAndThenItsAnchors) {
  const std::vector<PerplexityAnchor> anchors{{.error = 0.01, .log_ratio = 0.05, .element_bits = 4},
                                              {.error = 0.05, .log_ratio = 0.40, .element_bits = 3}};
  const auto curve = PerplexityCurve::fit(anchors, {}, PerplexityCurve::law_limit).value();
  EXPECT_NEAR(curve.at(0.02).log_ratio, 5 * 0.02, 1e-12);
  EXPECT_EQ(curve.at(0.02).basis, PerplexityBasis::interpolated);
  EXPECT_NEAR(curve.at(0.05).log_ratio, 0.40, 1e-12);
  EXPECT_EQ(curve.at(0.05).basis, PerplexityBasis::extrapolated);  // beyond 0.04 it is a guess, and says so
  double last = 0;
  for (double error = 0.001; error < 0.5; error *= 1.1) {
    EXPECT_GE(curve.at(error).log_ratio, last);
    last = curve.at(error).log_ratio;
  }
  EXPECT_EQ(curve.at(0).log_ratio, 0);
}

TEST(PerplexityCurve, WithoutOwnConstantTakesTheOtherProtocolsAndSaysSo) {
  const std::vector<PerplexityAnchor> other{{.error = 0.01, .log_ratio = 0.05, .element_bits = 4}};
  const auto curve = PerplexityCurve::fit({}, other, PerplexityCurve::law_limit).value();
  EXPECT_EQ(curve.at(0.01).basis, PerplexityBasis::transferred);
  EXPECT_FALSE(PerplexityCurve::fit({}, {}, PerplexityCurve::law_limit));
  // A ratio of at most 1 says nothing.
  const std::vector<PerplexityAnchor> useless{{.error = 0.01, .log_ratio = 0, .element_bits = 4}};
  EXPECT_FALSE(PerplexityCurve::fit(useless, {}, PerplexityCurve::law_limit));
}

TEST(PerplexityCurve, NeverFalls) {
  // A 3-bit anchor below what the constant says: pooled with its neighbours.
  const std::vector<PerplexityAnchor> anchors{{.error = 0.01, .log_ratio = 0.05, .element_bits = 4},
                                              {.error = 0.05, .log_ratio = 0.10, .element_bits = 3},
                                              {.error = 0.06, .log_ratio = 0.60, .element_bits = 3}};
  const auto curve = PerplexityCurve::fit(anchors, {}, PerplexityCurve::law_limit).value();
  double last = 0;
  for (double error = 0.03; error < 0.2; error += 0.001) {
    EXPECT_GE(curve.at(error).log_ratio, last - 1e-12) << error;
    last = curve.at(error).log_ratio;
  }
}

// Measurements of one's own become anchors: a model that nobody published can be told of.
TEST(Perplexity, OwnMeasurementsAreAnchors) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "own.csv",
                   "model,dataset,method,datatype,group_size,head_quantised,perplexity\n"
                   "qwen2.5-7b,wikitext2,rtn,fp16,,no,7.0\nqwen2.5-7b,wikitext2,rtn,int4,128,no,7.35\n");
  const auto perplexity = [&](const std::string& weights, const std::string& accuracy) {
    return test::evaluate(
        test::load(format("workloads: [{{model: qwen2.5-7b, phase: decode, context: 8}}]\n"
                          "design: {{performance_model: bitmod-2025-07, array: {{rows: 8, columns: 8}}, "
                          "weights: {{{}}}}}\naccuracy: {{{}}}\n",
                          weights, accuracy)))[0];
  };
  const std::string own = format("measurements: {}", (folder / "own.csv").string());
  EXPECT_TRUE(std::isnan(perplexity("datatype: bitmod4", "head: kept")[Cost::perplexity]));
  EXPECT_EQ(perplexity("datatype: int4", own)[Cost::perplexity], 7.35);
  const Evaluation predicted = perplexity("datatype: bitmod4", own);
  EXPECT_GT(predicted[Cost::perplexity], 7.1);
  EXPECT_LT(predicted[Cost::perplexity], 7.35);
  EXPECT_GT(predicted[Cost::perplexity_error], 0);
}

// Lower activations are admitted where there is data for exactly them.
TEST(Perplexity, OwnMeasurementsMayNameLowerActivations) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "own.csv",
                   "model,dataset,method,datatype,group_size,head_quantised,perplexity,activation,kv_cache\n"
                   "llama-2-7b,wikitext2,rtn,bitmod4,128,yes,5.80,int8,\n");
  const auto costs = [&](const std::string& activation) {
    return test::evaluate(
        test::load(format("workloads: [{{model: llama-2-7b, phase: decode, context: 8}}]\n"
                          "design: {{performance_model: bitmod-2025-07, array: {{rows: 8, columns: 8}}, "
                          "weights: {{datatype: bitmod4}}, pe: {{activation: {}}}}}\n"
                          "accuracy: {{head: quantised, measurements: {}}}\n",
                          activation, (folder / "own.csv").string())))[0];
  };
  EXPECT_EQ(costs("int8")[Cost::perplexity], 5.80);
  EXPECT_EQ(costs("fp16")[Cost::perplexity], 5.72);  // published, Table VI: the own row is not for it
  EXPECT_TRUE(std::isnan(costs("int6")[Cost::perplexity]));
}

}  // namespace
}  // namespace bitpareto::models
