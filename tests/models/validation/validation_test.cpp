// SPDX-License-Identifier: Apache-2.0
#include "models/validation/validation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/text/format.h"
#include "models/accuracy/accuracy_files.h"
#include "models/datatypes/datatype_list.h"
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

/// Everything left out and predicted once, for all tests.
const std::vector<LeftOut>& left_out() {
  static const std::vector<LeftOut> rows = leave_out_each(shipped(), llms());
  return rows;
}

/// A3: of rows within the law 63, 81 and 90 % lay within 1, 2 and 3 standard deviations.
TEST(ErrorBars, HoldAsOftenAsTheySay) {
  const AccuracyData data = shipped();
  const auto is_within_law = [](const LeftOut& r) {
    return r.is_natural && !r.is_olive && !r.is_refused && !r.is_whole_row && r.kind.is_within_law;
  };
  const Coverage rows = coverage(left_out(), &data.error_bars, data.error_bars.whole_row_ratio, is_within_law);
  EXPECT_GT(rows.rows, 120U);
  EXPECT_NEAR(rows.within[0], 0.68, 0.06);
  EXPECT_NEAR(rows.within[1], 0.95, 0.04);
  EXPECT_GE(rows.within[2], 0.97);
  // No row of an LLM helped to calibrate its own error bars.
  const Coverage others = coverage(left_out(), nullptr, data.error_bars.whole_row_ratio, is_within_law);
  EXPECT_EQ(others.rows, rows.rows);
  EXPECT_GE(others.within[1], 0.90);
}

/// The shipped factors are those that the shipped rows give.
TEST(ErrorBars, AreWhatTheProgramCalibrates) {
  AccuracyData data = shipped();
  const double ratio = whole_row_ratio(data, llms());
  EXPECT_NEAR(ratio, data.error_bars.whole_row_ratio, 5e-4);  // three digits
  data.error_bars.whole_row_ratio = ratio;
  EXPECT_EQ(calibrate(leave_out_each(data, llms()), ratio).csv(),
            test::read_file(test::configs().root() / "accuracy" / "error_bars.csv"));
}

TEST(ErrorBars, OfAHandWorkedCase) {
  ErrorBars bars{.floor = 0.003, .typical_scatter = 0.1, .whole_row_ratio = 1, .factors = {}};
  const PredictionKind kind{};
  bars.factors[number_of(kind)] = 1.5;
  // Two constants' worth of 0.1, and two of its own that are 0.2 off: the mean square of 0.1, 0.1, 0.2, 0.2.
  const Scatter own{.squares = 0.08, .count = 2};
  EXPECT_NEAR(bars.scatter(own), std::sqrt((0.02 + 0.08) / 4), 1e-15);
  EXPECT_NEAR(bars.log_deviation(kind, own, 0.1), std::hypot(0.003, 1.5 * std::sqrt(0.025) * 0.1), 1e-15);
}

/// A1: Llama-2-7B int2_asym at 128 was 4,271 with the head kept and 115 with it quantised; OPT-6.7B int3_asym 23.5
/// and 13.35.
TEST(Perplexity, AKeptHeadNeverPredictsWorseThanAQuantisedOne) {
  int compared = 0;
  for (const char* dataset : {"wikitext2", "c4", "wikitext2_word"}) {
    const AccuracyData data = shipped(dataset);
    for (const LanguageModel& llm : llms()) {
      const AccuracyModel model{data, llm};
      for (const DatatypeEntry* d : datatypes()) {
        for (const double size : {16.0, 32.0, 64.0, 128.0, 256.0, 1024.0, whole_row}) {
          const Accuracy kept = model.of(*d, size, HeadProtocol::kept);
          const Accuracy quantised = model.of(*d, size, HeadProtocol::quantised);
          if (!kept.perplexity || !quantised.perplexity) continue;
          if (kept.basis == PerplexityBasis::measured && quantised.basis == PerplexityBasis::measured) continue;
          EXPECT_LE(*kept.perplexity, *quantised.perplexity)
              << llm.name << " " << dataset << " " << d->name << " " << size;
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 5'000);
  const AccuracyData data = shipped();
  const auto of = [&](const char* name, const char* datatype, HeadProtocol head) {
    const std::vector<LanguageModel> all = llms();
    return AccuracyModel{data, *std::ranges::find(all, name, &LanguageModel::name)}.of(*find_datatype(datatype), 128,
                                                                                       head);
  };
  EXPECT_NEAR(of("llama-2-7b", "int2_asym", HeadProtocol::kept).perplexity.value(), 4271, 1);
  EXPECT_FALSE(of("llama-2-7b", "int2_asym", HeadProtocol::quantised).perplexity);  // nothing measured is near
  EXPECT_EQ(of("opt-6.7b", "int3_asym", HeadProtocol::kept).perplexity.value(), 23.54);
  EXPECT_GE(of("opt-6.7b", "int3_asym", HeadProtocol::quantised).perplexity.value(), 23.54);
}

/// A2: 3-bit whole rows were 8.27 +- 1.09 where only published numbers count.
TEST(Perplexity, WholeRowsOfFewBitsHaveOnlyMeasuredNumbers) {
  const AccuracyData data = shipped();
  int predicted = 0;
  for (const LanguageModel& llm : llms()) {
    const AccuracyModel model{data, llm};
    for (const DatatypeEntry* d : datatypes()) {
      if (d->is_unquantised()) continue;
      for (const HeadProtocol head : {HeadProtocol::kept, HeadProtocol::quantised}) {
        const Accuracy a = model.of(*d, whole_row, head);
        if (!a.perplexity || a.basis == PerplexityBasis::measured) continue;
        EXPECT_GT(d->element_bits, 4) << llm.name << " " << d->name;
        ++predicted;
      }
    }
    // OPT without a row beyond the law: from 1 to 16 times what the law says there.
    if (llm.name == "opt-66b") {
      EXPECT_EQ(model.of(*find_datatype("int3_asym"), 128, HeadProtocol::kept).why_none, NoPerplexity::beyond_law);
    }
  }
  EXPECT_GT(predicted, 20);
}

/// A5: Llama-7B has published rows, yet bitmod4 was refused for want of statistics; no LLM was newer than Llama-3-8B.
TEST(Perplexity, LlmsWithoutStatisticsArePredictedAsGaussianWithAWiderBar) {
  const std::vector<LanguageModel> all = llms();
  const auto of = [&](const char* name, const char* dataset) {
    const AccuracyData data = shipped(dataset, HeadProtocol::kept);
    return AccuracyModel{data, *std::ranges::find(all, name, &LanguageModel::name)}.of(*find_datatype("bitmod4"), 128,
                                                                                       HeadProtocol::kept);
  };
  for (const auto& [name, dataset, least, most] :
       {std::tuple{"llama-7b", "wikitext2", 5.8, 6.1}, std::tuple{"llama-3.1-8b", "wikitext2", 6.5, 7.0},
        std::tuple{"qwen2.5-7b", "wikitext2", 7.8, 9.5}, std::tuple{"qwen2.5-14b", "c4", 9.2, 10.0},
        std::tuple{"gemma-2-2b", "wikitext2_word", 13.5, 16.0},
        std::tuple{"phi-3.5-mini", "wikitext2_word", 11.8, 14.0},
        std::tuple{"llama-3.1-8b-instruct", "wikitext2", 7.3, 7.9}}) {
    const Accuracy a = of(name, dataset);
    ASSERT_TRUE(a.perplexity) << name << to_text(a.why_none);
    EXPECT_EQ(a.basis, PerplexityBasis::gaussian) << name;
    EXPECT_GT(*a.perplexity, least) << name;
    EXPECT_LT(*a.perplexity, most) << name;
  }
  // Of LLMs whose perplexity rises by as much, and whose own constants say as little.
  const ErrorBars bars = shipped().error_bars;
  for (const bool is_within_law : {true, false}) {
    const PredictionKind known{.is_within_law = is_within_law};
    const PredictionKind gaussian{.has_statistics = false, .is_within_law = is_within_law};
    EXPECT_GT(bars.log_deviation(gaussian, {}, 0.1), bars.log_deviation(known, {}, 0.1));
  }
}

// What docs/accuracy.md states may be trusted; the published numbers are the oracle, so a worse model fails here.
TEST(Validation, PredictionsAreAsGoodAsTheDocumentationSays) {
  const Table summary = perplexity_summary(check_perplexities(shipped(), llms(), left_out()));
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
  EXPECT_EQ(figures.rows.size(), 9U + 2 * 22U + 2U);
  for (const auto& row : figures.rows) {
    const std::string what = std::get<std::string>(row[0]) + " " + std::get<std::string>(row[1]);
    const double ours = std::get<double>(row[2]);
    const double published = std::get<double>(row[3]);
    if (what.find("order of EDP") != std::string::npos) {
      // Two pairs of 55 change places on Llama-2-7B, OliVe at 4 bits and ANT at 3, both at 5 bits, whose products the paper has within half a per cent. With gated
      // PEs energies fall and the order with them: ours alone, no published number says which is right.
      EXPECT_GE(ours, what.find("paper's hardware") != std::string::npos ? 0.95 : 0.6) << what;
    } else if (what.starts_with("Fig. 9")) {
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

/// Random anchors of both protocols, contradictory as they may be.
RC_GTEST_PROP(CurvePair, KeptIsNowhereAboveQuantisedAndBothAscend, ()) {
  HeadAnchors anchors;
  for (const HeadProtocol head : {HeadProtocol::kept, HeadProtocol::quantised}) {
    const int count = *rc::gen::inRange(1, 7);
    for (int i = 0; i < count; ++i) {
      anchors.of(head).push_back({.error = *rc::gen::inRange(5, 300) / 1000.0,
                                  .log_ratio = *rc::gen::inRange(1, 5'000) / 1000.0,
                                  .element_bits = *rc::gen::element(2.0, 3.0, 4.0),
                                  .is_whole_row = *rc::gen::arbitrary<bool>()});
    }
  }
  const CurvePair curves = CurvePair::fit(anchors, {.limit = *rc::gen::element(0.03, 0.04)});
  if (!curves.kept || !curves.quantised) return;
  double last_kept = 0;
  double last_quantised = 0;
  for (double error = 0.001; error < 0.5; error *= 1.07) {
    const double kept = curves.kept->at(error).log_ratio;
    const double quantised = curves.quantised->at(error).log_ratio;
    RC_ASSERT(kept <= quantised * (1 + 1e-12));
    RC_ASSERT(kept >= last_kept * (1 - 1e-12));
    RC_ASSERT(quantised >= last_quantised * (1 - 1e-12));
    last_kept = kept;
    last_quantised = quantised;
  }
}

TEST(CurvePair, PoolsConstantsThatContradictTheOrder) {
  const HeadAnchors anchors{.kept = {{.error = 0.01, .log_ratio = 0.06, .element_bits = 4}},
                            .quantised = {{.error = 0.01, .log_ratio = 0.04, .element_bits = 4}}};
  const CurvePair curves = CurvePair::fit(anchors, {.limit = PerplexityCurve::law_limit});
  EXPECT_NEAR(curves.kept->at(0.02).log_ratio, 0.02 * std::sqrt(6.0 * 4.0), 1e-12);
  EXPECT_NEAR(curves.quantised->at(0.02).log_ratio, 0.02 * std::sqrt(6.0 * 4.0), 1e-12);
  // In order they stay as they are.
  const HeadAnchors good{.kept = anchors.quantised, .quantised = anchors.kept};
  EXPECT_NEAR(CurvePair::fit(good, {.limit = 0.04}).kept->at(0.02).log_ratio, 0.08, 1e-12);
  EXPECT_NEAR(CurvePair::fit(good, {.limit = 0.04}).quantised->at(0.02).log_ratio, 0.12, 1e-12);
}

// Measurements of one's own become anchors: a model that nobody published can be told of.
TEST(Perplexity, OwnMeasurementsAreAnchors) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "own.csv",
                   "model,dataset,method,datatype,group_size,head_quantised,perplexity\n"
                   "qwen2.5-3b,wikitext2,rtn,fp16,,no,7.0\nqwen2.5-3b,wikitext2,rtn,int4,128,no,7.35\n");
  const auto perplexity = [&](const std::string& weights, const std::string& accuracy) {
    return test::evaluate(
        test::load(format("workloads: [{{model: qwen2.5-3b, phase: decode, context: 8}}]\n"
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
