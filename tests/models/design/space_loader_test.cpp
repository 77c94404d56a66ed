// SPDX-License-Identifier: Apache-2.0
/// What only the models know to be wrong. Messages of whole files are in tests/bad_configs.
#include "models/design/space_loader.h"

#include <gtest/gtest.h>

#include "core/document/yaml_reader.h"
#include "core/text/format.h"
#include "models/native/model.h"
#include "models/published/published_model.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

std::vector<std::string> complaints(const std::string& design,
                                    const std::string& workload = "{model: opt-125m, phase: decode, context: 8}",
                                    const std::string& model = "bitmod-2025-07") {
  return test::complaints(
      format("workloads: [{}]\ndesign:\n  performance_model: {}\n  array: {{rows: 8, columns: 8}}\n{}", workload, model,
             design));
}

TEST(SpaceLoader, AxesThatNothingReadsAreErrorsAndValuesWarnings) {
  EXPECT_EQ(complaints("  weights: {bits: 4}\n  kv_cache: {datatype: [int8, fp16]}\n",
                       "{model: opt-125m, phase: decode, context: 8}", "hpca25"),
            std::vector<std::string>{"test.yaml:6:24: design.kv_cache.datatype: an axis that changes nothing: hpca25 "
                                     "knows no KV-cache precision"});
  EXPECT_EQ(complaints("  weights: {bits: 4}\n  kv_cache: {bits: 8}\n", "{model: opt-125m, phase: decode, context: 8}",
                       "hpca25"),
            std::vector<std::string>{
                "test.yaml:6:20: warning: design.kv_cache.bits: is not used: hpca25 knows no KV-cache precision"});
  EXPECT_EQ(complaints("  weights: {datatype: int4}\n  pe: {energy: 1 pJ}\n"),
            std::vector<std::string>{
                "test.yaml:6:16: warning: design.pe.energy: is not used: only a custom PE is given its costs"});
  EXPECT_EQ(complaints("  weights: {bits: 4, group_size: [32, 64]}\n"),
            std::vector<std::string>{"test.yaml:5:34: design.weights.group_size: an axis that changes nothing: weights "
                                     "without a datatype have no groups"});
}

TEST(SpaceLoader, AnAxisThatEveryWorkloadOverridesIsAnError) {
  EXPECT_EQ(complaints("  weights: {bits: [4, 5]}\n",
                       "{model: opt-125m, phase: decode, context: 8, design: {weights: {bits: 3}}}"),
            std::vector<std::string>{
                "test.yaml:5:19: design.weights.bits: an axis that changes nothing: every workload overrides it"});
}

TEST(SpaceLoader, PublishedModelsHaveFixedClockBanksAndDotSizes) {
  EXPECT_EQ(complaints("  weights: {bits: 4}\n  clock: [1 GHz, 800 MHz]\n  pe: {kind: [bitmod, fp16], dot_size: [4, "
                       "8]}\n  weight_buffer: {banks: 4}\n"),
            (std::vector<std::string>{
                "test.yaml:6:18: design.clock: 800 MHz where only 1 GHz is possible: the published models run at 1 GHz",
                "test.yaml:7:41: design.pe.dot_size: the PE fp16 has dot size 1, not 4; a custom PE may have another",
                "test.yaml:7:44: design.pe.dot_size: the PE bitmod has dot size 4, not 8; a custom PE may have another",
                "test.yaml:7:44: design.pe.dot_size: the PE fp16 has dot size 1, not 8; a custom PE may have another",
                "test.yaml:8:26: design.weight_buffer.banks: 4 where only 8 is possible: the published models have 8 "
                "banks"}));
}

TEST(SpaceLoader, ACustomPeGivesAllItsCosts) {
  EXPECT_EQ(complaints("  weights: {bits: 4}\n  pe: {kind: custom, dot_size: 4, energy: 1 pJ}\n"),
            (std::vector<std::string>{"test.yaml:6:14: design.pe.bit_serial: missing; a custom PE gives its bit_serial",
                                      "test.yaml:6:14: design.pe.area: missing; a custom PE gives its area"}));
}

TEST(SpaceLoader, Hpca25RefusesBatchesAndOwnHeadSizes) {
  EXPECT_EQ(complaints("  weights: {bits: 4}\n", "{model: gemma-2-2b, phase: decode, context: 8, batch: 2}", "hpca25"),
            (std::vector<std::string>{"test.yaml:1:13: workloads.0.batch: 2 where hpca25 knows only 1",
                                      "test.yaml:1:21: workloads.0.model: hpca25 refuses gemma-2-2b: its head size 256 "
                                      "is not hidden size / heads"}));
}

TEST(SpaceLoader, WarnsOfContextsThatTheModelDoesNotHave) {
  EXPECT_EQ(complaints("  weights: {bits: 4}\n", "{model: opt-125m, phase: decode, context: 4096}"),
            std::vector<std::string>{
                "test.yaml:1:55: warning: workloads.0.context: 4096 is beyond the 2048 positions of opt-125m"});
  EXPECT_EQ(complaints("  weights: {bits: 4}\n", "{model: mistral-7b-v0.1, phase: decode, context: 5000}"),
            std::vector<std::string>{
                "test.yaml:1:62: warning: workloads.0.context: 5000 is beyond the window of 4096 tokens of "
                "mistral-7b-v0.1; the published models attend to all of them"});
}

TEST(SpaceLoader, TookAnUnknownPerformanceModelForThatOfJuly2025) {
  // As a program has it whose file was read with more models than it was loaded with.
  models::PerformanceModelEntry other = models::bitmod_2025_07;
  other.name = "bitmod-2026";
  Vocabulary words = models::vocabulary(test::configs(), std::array<const models::PerformanceModelEntry*, 2>{&other, &models::native_model});
  words.explorers = test::words().explorers;
  Diagnostics diagnostics;
  const auto document = read_yaml(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2026, array: {rows: 8, columns: 8}, weights: {datatype: int4}}\n",
      std::make_shared<const std::string>("test.yaml"), diagnostics);
  SpaceFile file = read_space_file(*document, "test.yaml", words, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_FALSE(load_space(std::move(file), test::configs(), words, diagnostics));
  ASSERT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.in_file_order()[0].text(),
            "test.yaml:2:29: design.performance_model: 'bitmod-2026' is not a performance model; did you mean "
            "'bitmod-2025-07'? (bitpareto list models)");
}

TEST(SpaceLoader, NeedsAnFp16PerplexityToCompareWith) {
  const std::string yaml =
      "workloads: [{model: qwen2.5-3b, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: int4}}\n"
      "constraints: [perplexity <= 1.1 * fp16_perplexity]\n";
  EXPECT_EQ(test::complaints(yaml),
            std::vector<std::string>{
                "test.yaml:3:15: constraints.0: there is no FP16 perplexity of qwen2.5-3b on wikitext2"});
}

TEST(SpaceLoader, RatiosToFp16AreTakenModelByModel) {
  const LoadedSpace space = test::load(
      "workloads: [{model: llama-2-7b, phase: decode, context: 8}, {model: phi-2, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: [bitmod3, "
      "bitmod4]}}\n"
      "accuracy: {head: quantised}\nobjectives: [latency]\n"
      "constraints: [worst(perplexity) <= 1.1 * fp16_perplexity]\n");
  // Table VI: 3 bits are 6.55 over 5.47 and 12.91... (phi-2), both above 1.1; 4 bits 5.72 and 10.48 over 5.47 and 9.71
  // below it.
  EXPECT_EQ(space.constraints[0].divisors, (std::vector<double>{5.47, 9.71}));
  const Problem problem = space.problem();
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  block.set_range(0, 2);
  problem.evaluate(block, out);
  EXPECT_EQ(problem.reasons()[out.infeasible()[0]], "outside worst(perplexity) <= 1.1 * fp16_perplexity");
  EXPECT_EQ(out.infeasible()[1], 0);
}

TEST(SpaceLoader, BaselinesHaveOneDesignAndTheMetric) {
  const auto with_baseline = [](const std::string& baseline, const std::string& constraint) {
    return test::complaints(
        "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
        "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, weights: {datatype: int4}}\n"
        "baseline: " +
        baseline + "\nconstraints: [\"" + constraint + "\"]\n");
  };
  EXPECT_EQ(with_baseline("reproduce/fig7-fp16.yaml", "energy <= 0.5 * baseline.energy"), std::vector<std::string>{});
  EXPECT_EQ(with_baseline("reproduce/fig7-fp16.yaml", "energy <= 0.5 * baseline.enrgy").at(0),
            "test.yaml:4:32: constraints.0: baseline: 'enrgy' is not a metric; did you mean 'energy'?");
  EXPECT_NE(with_baseline("spaces/llama-2-7b-edge.yaml", "energy <= baseline.energy")
                .at(0)
                .find("172,800 designs; a baseline is one"),
            std::string::npos);
  EXPECT_NE(with_baseline("nothing.yaml", "energy <= baseline.energy").at(0).find("nothing.yaml cannot be read"),
            std::string::npos);
}

}  // namespace
}  // namespace bitpareto::models
