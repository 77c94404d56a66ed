// SPDX-License-Identifier: Apache-2.0
#include "core/space_file/space_file.h"

#include <gtest/gtest.h>

#include "core/document/yaml_reader.h"
#include "core/space_file/resolved_configuration.h"
#include "models/design/vocabulary.h"
#include "models/native/leaves.h"
#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

/// A space that differs from the smallest right one by these lines of `design` and at the top.
std::string space(const std::string& design, const std::string& top = "") {
  return "workloads:\n  - {model: opt-125m, phase: decode, context: 64}\ndesign:\n"
         "  performance_model: bitmod-2025-07\n" +
         design + "\n" + top;
}

const std::string plain = "  array: {rows: 32, columns: 32}\n  weights: {datatype: int4}\n";

std::vector<double> values(const models::LoadedSpace& loaded, Leaf leaf) {
  const Space& s = loaded.model->space();
  const auto axis = s.axis_of(leaf);
  if (!axis) return {s.shared()[leaf]};
  std::vector<double> list;
  for (std::uint64_t l = 0; l < s.axes()[*axis].levels.size(); ++l) list.push_back(s.axes()[*axis].levels.at(l));
  return list;
}

TEST(SpaceFile, DefaultsAreDocumentedOnes) {
  const models::LoadedSpace s = test::load(space(plain));
  const Space& shared = s.model->space();
  EXPECT_EQ(shared.value_text(leaf::clock, shared.shared()[leaf::clock]), "1 GHz");
  EXPECT_EQ(shared.value_text(leaf::technology, shared.shared()[leaf::technology]), "tsmc28");
  EXPECT_EQ(shared.value_text(leaf::pe_kind, shared.shared()[leaf::pe_kind]), "bitmod");
  EXPECT_EQ(shared.shared()[leaf::weight_buffer_size], 524288);
  EXPECT_EQ(shared.shared()[leaf::input_buffer_banks], 8);
  EXPECT_EQ(s.uses[0].name, "decode");
  EXPECT_EQ(s.uses[0].tokens, 1);
  EXPECT_EQ(s.file.name, "test");
  const DesignPoint seen = s.model->seen_by(0, shared.point(0));
  EXPECT_EQ(seen[leaf::weights_group_size], 128);
  EXPECT_EQ(seen[leaf::pe_dot_size], 4);
  EXPECT_EQ(seen[leaf::dram_bus], 128);
  EXPECT_EQ(seen[leaf::dram_energy], 18.75e-12);
}

// What only native reads has no value where native is not chosen.
TEST(SpaceFile, DefaultsOfNativeAreThereForNativeAlone) {
  EXPECT_FALSE(test::load(space(plain)).model->space().shared().has(leaf::effects_tiling));
  const models::LoadedSpace s = test::load(
      "workloads: [{model: opt-1.3b, phase: decode, context: 16}]\n"
      "design: {performance_model: native, array: {rows: 8, columns: 8}, weights: {bits: 4}}\n");
  const DesignPoint seen = s.model->seen_by(0, s.model->space().point(0));
  for (const KnownLeaf& known : models::known_leaves()) {
    EXPECT_TRUE(known.leaf->default_value.empty() || seen.has(known.leaf)) << known.leaf->path;
  }
  EXPECT_EQ(s.model->space().value_text(leaf::dram_preset, seen[leaf::dram_preset]), "lpddr5-6400-x32");
  EXPECT_FALSE(seen.has(leaf::dram_bus));
  EXPECT_EQ(seen[leaf::dram_data_rate], 6.4e9);
}

TEST(SpaceFile, BlockFormatsHaveTheirOwnGroupSize) {
  const models::LoadedSpace s =
      test::load(space("  array: {rows: 32, columns: 32}\n  weights: {datatype: [mxfp4, nvfp4, int4]}\n"));
  std::vector<double> groups;
  for (DesignIndex d = 0; d < 3; ++d)
    groups.push_back(s.model->seen_by(0, s.model->space().point(d))[leaf::weights_group_size]);
  EXPECT_EQ(groups, (std::vector<double>{32, 16, 128}));
}

TEST(SpaceFile, ReadsListsRangesAndUnits) {
  const models::LoadedSpace s =
      test::load(space("  array: {rows: {from: 8, to: 30, step: 8}, columns: {from: 4, to: 64, factor: 2}}\n"
                       "  weights: {datatype: [bitmod3, int4], group_size: [32, 128, channel]}\n"
                       "  weight_buffer: {size: [128 KiB, 1 MiB]}\n"
                       "  input_buffer: {size: {from: 64 KiB, to: 256, step: 64}}\n"
                       "  dram: {energy: {from: 5 pJ/bit, to: 6, step: 0.5}}\n"));
  EXPECT_EQ(values(s, leaf::array_rows), (std::vector<double>{8, 16, 24}));  // 30 is not hit
  EXPECT_EQ(values(s, leaf::array_columns), (std::vector<double>{4, 8, 16, 32, 64}));
  EXPECT_EQ(values(s, leaf::weights_group_size), (std::vector<double>{32, 128, whole_row}));
  EXPECT_EQ(values(s, leaf::weight_buffer_size), (std::vector<double>{131072, 1048576}));
  EXPECT_EQ(values(s, leaf::input_buffer_size), (std::vector<double>{65536, 131072, 196608, 262144}));
  EXPECT_EQ(values(s, leaf::dram_energy), (std::vector<double>{5e-12, 5.5e-12, 6e-12}));
  EXPECT_EQ(s.model->space().last_index() + 1, 3U * 5 * 2 * 3 * 2 * 4 * 3);
}

TEST(SpaceFile, AxesStandInTheOrderOfTheFile) {
  const models::LoadedSpace s = test::load(
      "design:\n  weights: {group_size: [64, 128], datatype: [int4, int6]}\n  array: {columns: [8, 16], rows: 32}\n"
      "  performance_model: bitmod-2025-07\nworkloads:\n  - {model: opt-125m, phase: decode, context: 64}\n");
  std::vector<Leaf> leaves;
  for (const Axis& axis : s.model->space().axes()) leaves.push_back(axis.leaf);
  EXPECT_EQ(leaves, (std::vector<Leaf>{leaf::weights_group_size, leaf::weights_datatype, leaf::array_columns}));
}

TEST(SpaceFile, TheOrderSurvivesAnEdit) {
  Diagnostics diagnostics;
  const std::string yaml = space("  array: {rows: 32, columns: [8, 16]}\n  weights: {datatype: [int4, int6]}\n");
  Node root = *read_yaml(yaml, std::make_shared<const std::string>("f"), diagnostics);
  // As --set array.rows=[8, 16] would leave it: the value is new, its place in the document is not.
  *root.find("design")->find("array")->find("rows") = *read_yaml("[8, 16]", nullptr, diagnostics);
  const SpaceFile file = read_space_file(root, "f", test::words(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(file.space().axes()[0].leaf, leaf::array_rows);
}

TEST(SpaceFile, WorkloadsOverrideLeaves) {
  const models::LoadedSpace s = test::load(
      "workloads:\n"
      "  - {model: opt-125m, phase: prefill, context: 64}\n"
      "  - {model: opt-125m, phase: decode, context: 64, tokens: 5, design: {array: {rows: 64, columns: 16}, weights: "
      "{bits: 3.5}}}\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: [32, 48], columns: 32}, weights: {datatype: int4}}\n");
  const DesignPoint point = s.model->space().point(1);
  EXPECT_EQ(s.model->seen_by(0, point)[leaf::array_rows], 48);
  EXPECT_EQ(s.model->seen_by(1, point)[leaf::array_rows], 64);
  EXPECT_EQ(s.model->seen_by(1, point)[leaf::weights_bits], 3.5);
  EXPECT_EQ(s.uses[1].tokens, 5);
}

TEST(SpaceFile, ResolvedConfigurationReadsBackToItself) {
  for (const char* path : {"configs/spaces/llama-2-7b-edge.yaml", "configs/reproduce/fig7-bitmod-lossy.yaml",
                           "configs/reproduce/fig9-ant.yaml"}) {
    const models::LoadedSpace first = test::load_file(path);
    const std::string text = to_json(resolved_configuration(first.file, {}));
    Diagnostics diagnostics;
    const auto root = read_yaml(text, std::make_shared<const std::string>("resolved"), diagnostics);
    SpaceFile again = read_space_file(root.value(), first.file.path, test::words(), diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << path;
    EXPECT_EQ(to_json(resolved_configuration(again, {})), text) << path;
    EXPECT_EQ(again.space().axes().size(), first.file.space().axes().size()) << path;
  }
}

TEST(SpaceFile, KeepsTolerancesAndWeightsAndSaysNothingOfThoseThatAreNot) {
  std::string yaml = space(plain, "objectives: [latency, {metric: energy, tolerance: 0.5%}, {metric: 'cost: energy * area', tolerance: 3 %}, {margin: area - 1 mm2}, {metric: area}]\n");
  yaml.replace(yaml.find("context: 64"), 11, "context: 64, weight: 2.5");
  const models::LoadedSpace s = test::load(yaml);
  ASSERT_EQ(s.objectives.size(), 5U);
  EXPECT_TRUE(s.objectives[0].tolerance().is_none());
  EXPECT_EQ(s.objectives[1].tolerance().share(), 0.005);
  EXPECT_EQ(s.objectives[2].text(), "cost");
  EXPECT_EQ(s.objectives[2].tolerance().share(), 0.03);
  EXPECT_EQ(s.objectives[3].text(), "margin");
  EXPECT_TRUE(s.objectives[4].tolerance().is_none());
  EXPECT_EQ(s.uses[0].weight, 2.5);
  const std::string text = to_json(resolved_configuration(s.file, {}));
  EXPECT_NE(text.find("{\"metric\": \"energy\", \"tolerance\": \"0.5 %\"}"), std::string::npos) << text;
  EXPECT_NE(text.find("{\"metric\": \"cost: energy * area\", \"tolerance\": \"3 %\"}"), std::string::npos) << text;
  EXPECT_NE(text.find("\"weight\": 2.5"), std::string::npos) << text;
  Diagnostics diagnostics;
  const auto root = read_yaml(text, std::make_shared<const std::string>("resolved"), diagnostics);
  EXPECT_EQ(to_json(resolved_configuration(read_space_file(root.value(), s.file.path, test::words(), diagnostics), {})), text);
  // Without them a configuration, and so its hash, is what it was before there were any.
  const std::string without = to_json(resolved_configuration(test::load(space(plain, "objectives: [latency, {metric: energy}]\n")).file, {}));
  EXPECT_NE(without.find("\"objectives\": [\"latency\", \"energy\"]"), std::string::npos) << without;
  EXPECT_EQ(without.find("weight\":"), std::string::npos) << without;
}

TEST(SpaceFile, MeasurementsAndBaselinesArePathsFromTheFile) {
  std::string yaml = space(plain,
                           "accuracy: {head: quantised, measurements: reproduce/fig9_perplexity.csv}\n"
                           "baseline: reproduce/../reproduce/fig9-ant.yaml\nconstraints: [\"area <= 2 * baseline.area\"]\n");
  yaml.replace(yaml.find("opt-125m"), 8, "phi-2");  // of which the measurements are
  const models::LoadedSpace s = test::load(yaml);
  // 64 x 16 PEs of 1318.6 um2; 512 KiB buffers of 8 banks whose ports are 64 and 32 bits wide (sram_cacti7.csv).
  const std::vector<Evaluation> baseline = test::evaluate(test::load_file("configs/reproduce/fig9-ant.yaml"));
  double weight_buffer = 0;
  for (const Evaluation& e : baseline) weight_buffer = std::max(weight_buffer, e[Cost::weight_buffer_area]);
  EXPECT_DOUBLE_EQ(s.constraints[0].bound,
                   2 * (1024 * 1318.6e-6 + weight_buffer + baseline[0][Cost::input_buffer_area]));
  EXPECT_EQ(s.constraints[0].reference, Constraint::Reference::baseline);
}

}  // namespace
}  // namespace bitpareto
