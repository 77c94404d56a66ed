// SPDX-License-Identifier: Apache-2.0
/// The error of datatypes on random weights and on LLMs, against independent Monte-Carlo results (data/nmse_*.csv: a
/// study in numpy, agreed to within 1 % up to groups of 256, 2 % for whole rows, 6 % for OliVe).
#include <gtest/gtest.h>

#include <cmath>

#include "core/text/number.h"
#include "models/accuracy/accuracy_files.h"
#include "models/accuracy/expected_error.h"
#include "models/datatypes/datatype_list.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

CsvTable table_of(const std::string& file) {
  Diagnostics diagnostics;
  auto csv = read_csv(test::read_file(test::source_folder() / "tests" / "data" / file),
                      std::make_shared<const std::string>(file), diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(csv);
}

const AccuracyData& shipped() {
  static const AccuracyData data = [] {
    AccuracyData d;
    Diagnostics diagnostics;
    load_shipped_accuracy(test::configs(), d, diagnostics, nullptr);
    diagnostics.throw_if_errors();
    return d;
  }();
  return data;
}

LanguageModel llm(const std::string& name) {
  Diagnostics diagnostics;
  const std::string file = (test::configs().root() / "workloads" / (name + ".json")).string();
  return read_language_model(name, test::read_file(file), std::make_shared<const std::string>(file), diagnostics)
      .value();
}

double tolerance(const DatatypeEntry& d, bool whole_rows) {
  return d.quantisation.scale == ScaleRule::outlier_victim ? 0.06 : whole_rows ? 0.02 : 0.01;
}

/// Adds the noise of the oracle itself where its tails are heavy: below 12 degrees of freedom it sampled too few of the
/// groups that matter (its own two estimates, nmse and nmse_energy, differ by more).
bool is_trusted(const std::string& degrees, double group_size) {
  return group_size <= 128 && (degrees == "inf" || degrees == "40" || degrees == "20");
}

TEST(ExpectedError, AgreesWithAMonteCarloStudy) {
  const CsvTable oracle = table_of("nmse_student_t.csv");
  int compared = 0;
  for (std::size_t r = 0; r < oracle.size(); ++r) {
    const double size = *parse_number(oracle.at(r, 1));
    const DatatypeEntry* const d = find_datatype(oracle.at(r, 4));
    if (d == nullptr || !is_trusted(oracle.at(r, 0), size) || size > 32) continue;
    const WeightMagnitude weights{oracle.at(r, 0) == "inf" ? 0 : 1 / *parse_number(oracle.at(r, 0))};
    const auto error = error_by_quadrature(d->quantisation, weights, size);
    if (!error) continue;
    EXPECT_NEAR(*error / *parse_number(oracle.at(r, 5)), 1, 0.01) << d->name << " " << size << " " << oracle.at(r, 0);
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST(ExpectedError, OfTheShippedTableAgreesAsWell) {
  const CsvTable oracle = table_of("nmse_student_t.csv");
  int compared = 0;
  for (std::size_t r = 0; r < oracle.size(); ++r) {
    const double size = *parse_number(oracle.at(r, 1));
    const DatatypeEntry* const d = find_datatype(oracle.at(r, 4));
    if (d == nullptr || !is_trusted(oracle.at(r, 0), size)) continue;
    NodeValues at{};
    add_point(at, oracle.at(r, 0) == "inf" ? 0 : 1 / *parse_number(oracle.at(r, 0)), size, 1);
    EXPECT_NEAR(dot(at, *shipped().errors.find(d->name)) / *parse_number(oracle.at(r, 5)), 1, tolerance(*d, false))
        << d->name << " " << size << " " << oracle.at(r, 0);
    ++compared;
  }
  EXPECT_GT(compared, 300);
}

TEST(ExpectedError, OfLlmsAgreesWithTheStudy) {
  const CsvTable oracle = table_of("nmse_models.csv");
  std::map<std::string, std::unique_ptr<AccuracyModel>> models;
  int compared = 0;
  for (std::size_t r = 0; r < oracle.size(); ++r) {
    const std::string& name = oracle.at(r, 0);
    const std::string& variant = oracle.at(r, 4);
    const DatatypeEntry* const d = find_datatype(oracle.at(r, 1));
    const bool whole_rows = oracle.at(r, 3) == "per_channel";
    const double size = whole_rows ? whole_row : *parse_number(oracle.at(r, 3));
    // Up to 128 both rules for the tail are the same.
    const bool same = variant == "t_group_channel" || (variant == "t_group" && !whole_rows && size <= 128);
    if (d == nullptr || name == "gaussian" || !same) continue;
    auto& model = models[name];
    if (!model) model = std::make_unique<AccuracyModel>(shipped(), llm(name));
    const double error = model->error(*d, size, HeadProtocol::quantised).value();
    EXPECT_NEAR(error / *parse_number(oracle.at(r, 5)), 1, tolerance(*d, whole_rows))
        << name << " " << d->name << " " << size;
    ++compared;
  }
  EXPECT_GT(compared, 700);
}

// int{b}: E[M]^2 / (12 (2^(b-1) - 1)^2) with M the largest magnitude of a group: 1 to 4.5 % off (docs/accuracy.md).
TEST(ExpectedError, IsNearTheClosedFormOfUniformNoise) {
  const WeightMagnitude gaussian{0};
  // E max|z| of 128 Gaussian weights, mean and deviation removed: 2.82298 (data/nmse_student_t.csv); both are nearly 0
  // and 1 there.
  for (const auto& [name, steps] : {std::pair{"int4", 7.0}, std::pair{"int6", 31.0}, std::pair{"int8", 127.0}}) {
    const double closed = 2.82298 * 2.82298 / (12 * steps * steps);
    EXPECT_NEAR(*error_by_quadrature(find_datatype(name)->quantisation, gaussian, 128) / closed, 1, 0.045) << name;
  }
}

/// The shipped table is what the program computes: some of its points anew.
TEST(ErrorTable, IsWhatTheProgramComputes) {
  std::vector<NamedQuantisation> named;
  for (const char* name : {"int4", "int3_asym", "mxfp4", "nvfp4", "bitmod3", "olive4"}) {
    named.push_back({name, &find_datatype(name)->quantisation});
  }
  NodeValues needed{};
  needed[tabulated_tails.size() * 1 + 0] = 1;  // 16, Gaussian
  needed[tabulated_tails.size() * 4 + 3] = 1;  // 128, 100 degrees of freedom
  const ErrorTable one = compute_error_table(named, 1, &needed);
  const ErrorTable eight = compute_error_table(named, 8, &needed);
  for (const NamedQuantisation& n : named) {
    for (std::size_t i = 0; i < table_nodes; ++i) {
      if (needed[i] == 0) continue;
      EXPECT_NEAR((*one.find(n.name))[i] / (*shipped().errors.find(n.name))[i], 1, 1e-5) << n.name;
      EXPECT_EQ((*one.find(n.name))[i], (*eight.find(n.name))[i]) << n.name;
    }
  }
}

TEST(ErrorTable, ReadsWhatItWrites) {
  Diagnostics diagnostics;
  const auto csv = read_csv(shipped().errors.csv(), std::make_shared<const std::string>("t"), diagnostics);
  const auto again = ErrorTable::read(*csv, diagnostics);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->csv(), shipped().errors.csv());
  EXPECT_EQ(shipped().errors.csv(), test::read_file(test::configs().root() / "accuracy" / "student_t_errors.csv"));
}

/// Chen et al., HPCA 2025: the paper's own findings at group 128 (Tables IV, VIII and IX).
TEST(ModelError, BringsOutThePapersFindings) {
  for (const char* name : {"opt-1.3b", "phi-2", "yi-6b", "llama-2-7b", "llama-2-13b", "llama-3-8b"}) {
    const AccuracyModel model{shipped(), llm(name)};
    const auto error = [&](const char* d) { return *model.error(*find_datatype(d), 128, HeadProtocol::quantised); };
    EXPECT_LT(error("fp3_ea"), error("fp3_er")) << name;
    EXPECT_LT(error("bitmod3"), error("fp3_ea")) << name;
    EXPECT_LT(error("fp4_er"), error("fp4_ea")) << name;
    EXPECT_LT(error("bitmod4"), error("fp4_er")) << name;
    EXPECT_LT(error("bitmod3"), error("bitmod3_sv35")) << name;
    // Table IX has {+-3, +-6} before {+-5, +-6} too, by 0.1 in perplexity. By the error of Student-t weights they are
    // equal but for half a per cent, the other way round; the independent study says the same (docs/accuracy.md).
    EXPECT_NEAR(error("bitmod3_sv56") / error("bitmod3"), 0.995, 0.003) << name;
  }
}

TEST(ModelError, LargerGroupsAndFewerBitsCostMore) {
  const AccuracyModel model{shipped(), llm("llama-2-7b")};
  for (const char* d : {"int3", "int4", "int6", "int8", "int4_asym", "bitmod3"}) {
    double last = 0;
    for (const double size : {16.0, 32.0, 64.0, 128.0, 256.0, 512.0, whole_row}) {
      const double error = *model.error(*find_datatype(d), size, HeadProtocol::kept);
      EXPECT_GT(error, last) << d << " " << size;
      last = error;
    }
  }
  double last = 1;
  for (const char* d : {"int2", "int3", "int4", "int5", "int6", "int7", "int8"}) {
    const double error = *model.error(*find_datatype(d), 128, HeadProtocol::kept);
    EXPECT_LT(error, last) << d;
    last = error;
  }
}

TEST(WeightStatistics, OfTenToThe308RowsGaveNoPerplexity) {
  Diagnostics diagnostics;
  const auto csv = read_csv(
      "workload,layer,outputs,row_length,group128_absmax_sigma,channel_absmax_sigma\n"
      "a,q_proj,1e308,128,2.8,4\n"
      "a,k_proj,128,1e9,12.1,4\n"
      "a,v_proj,128,128,2.8,12.1\n"
      "a,o_proj,128,4096,11.2,63.9\n",
      std::make_shared<const std::string>("s.csv"), diagnostics);
  WeightStatistics statistics;
  statistics.add(*csv, diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& d : diagnostics.in_file_order()) lines.push_back(d.text());
  // 11.23 = 127 / sqrt(128) is the farthest that one value of 128 can lie out.
  EXPECT_EQ(lines,
            (std::vector<std::string>{"s.csv:2: outputs: '1e308' is not a number from 1 to 16777216",
                                      "s.csv:3: row_length: '1e9' is not a number from 1 to 16777216",
                                      "s.csv:3: group128_absmax_sigma: '12.1' is not a number from 1 to 12",
                                      "s.csv:4: channel_absmax_sigma: '12.1' is not a number from 1 to 12"}));
}

TEST(ModelError, WithoutStatisticsIsThatOfGaussianWeights) {
  const AccuracyModel model{shipped(), llm("qwen2.5-7b")};
  EXPECT_FALSE(model.has_statistics());
  EXPECT_NEAR(*model.error(*find_datatype("int4"), 128, HeadProtocol::kept),
              *error_by_quadrature(find_datatype("int4")->quantisation, WeightMagnitude{0}, 128), 1e-7);
}

}  // namespace
}  // namespace bitpareto::models
