// SPDX-License-Identifier: Apache-2.0
/// Every numeric leaf at the ends of its range: the costs are numbers, or there is a reason. Outside, it is refused.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "core/cost/metric_value.h"
#include "core/design/leaf.h"
#include "core/text/format.h"
#include "models/design/design_model.h"
#include "models/design/vocabulary.h"
#include "models/performance/performance_model.h"
#include "models/published/leaves.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

bool is_numeric(const LeafEntry& entry) { return !is_word(entry) && entry.kind != LeafKind::flag; }

std::vector<const LeafEntry*> numeric_leaves() {
  std::vector<const LeafEntry*> list;
  for (const KnownLeaf& known : models::known_leaves()) {
    if (is_numeric(*known.leaf)) list.push_back(&*known.leaf);
  }
  return list;
}

using Values = std::map<std::string, std::map<std::string, std::string>>;  // section -> key -> text

/// A space of one design: what these models need, then what is asked for.
std::string space(const std::string& model, Values values) {
  values[""].emplace("performance_model", model);
  values["array"].emplace("rows", "8");
  values["array"].emplace("columns", "8");
  values["weights"].emplace("datatype", "bitmod4");
  values["pe"].emplace("kind", "custom");
  values["pe"].emplace("bit_serial", "true");
  values["pe"].emplace("dot_size", "4");
  values["pe"].emplace("energy", "0.56 pJ");
  values["pe"].emplace("area", "1507.7 um2");
  std::string text =
      "workloads:\n- {model: opt-125m, phase: prefill, context: 33}\n- {model: opt-125m, phase: decode, context: 33, "
      "tokens: 3}\ndesign:\n";
  for (const auto& [section, keys] : values) {
    if (!section.empty()) text += format("  {}:\n", section);
    for (const auto& [key, value] : keys) text += format("{}{}: {}\n", section.empty() ? "  " : "    ", key, value);
  }
  return text;
}

/// Whether a model takes more than one value of a leaf: the published ones run at 1 GHz and have 8 banks.
bool is_read(const LeafEntry& entry, std::string_view model) {
  const Leaf leaf = entry;
  const bool is_fixed =
      leaf == leaf::clock || leaf == leaf::weight_buffer_banks || leaf == leaf::input_buffer_banks;
  if (is_fixed) return model == "native";
  return models::find_performance_model(models::performance_models(), model)->reads(leaf);
}

void put(Values& values, const LeafEntry& entry, double value) {
  values[std::string{section_of(entry)}][std::string{key_of(entry)}] = quantity_text(value, entry.dimension);
}

/// The metrics of the only design are numbers, or it has a reason.
void expect_finite(const std::string& yaml) {
  const models::LoadedSpace loaded = load(yaml);
  if (!reason_against(loaded).empty()) return;
  const std::vector<Evaluation> costs = evaluate(loaded);
  const auto cost = [&](std::size_t w, Cost c) { return costs[w][c]; };
  for (const MetricEntry& entry : all_metrics()) {
    if (entry.name.find("perplexity") != std::string_view::npos || entry.name == "error") continue;  // may be unknown
    const auto metric = MetricExpression::parse(std::string{entry.name}, loaded.uses);
    if (!metric) continue;
    EXPECT_TRUE(std::isfinite(metric_value<double>(*metric, loaded.uses, cost))) << entry.name << " of\n" << yaml;
  }
}

TEST(LeafRanges, EveryNumericLeafHasOne) {
  for (const LeafEntry* entry : numeric_leaves()) {
    EXPECT_TRUE(std::isfinite(entry->within.least) && std::isfinite(entry->within.most)) << entry->path;
    EXPECT_LT(entry->within.least, entry->within.most) << entry->path;
  }
}

TEST(LeafRanges, TheirEndsGiveNumbersOrAReason) {
  for (const LeafEntry* entry : numeric_leaves()) {
    for (const char* model : {"native", "bitmod-2025-07"}) {
      if (!is_read(*entry, model)) continue;
      for (const double end : {entry->within.least, entry->within.most}) {
        Values values;
        put(values, *entry, end);
        expect_finite(space(model, values));
      }
    }
  }
}

RC_GTEST_PROP(LeafRanges, AnyEndsTogetherGiveNumbersOrAReason, ()) {
  const bool native = *rc::gen::arbitrary<bool>();
  Values values;
  for (const LeafEntry* entry : numeric_leaves()) {
    if (!is_read(*entry, native ? "native" : "bitmod-2025-07")) continue;
    const int choice = *rc::gen::inRange(0, 3);
    if (choice < 2) put(values, *entry, choice == 0 ? entry->within.least : entry->within.most);
  }
  expect_finite(space(native ? "native" : "bitmod-2025-07", values));
}

std::vector<std::string> complaints_of(const std::string& section, const std::string& key, const std::string& value) {
  return complaints(space("native", {{section, {{key, value}}}}));
}

TEST(LeafRanges, ExtremeLeavesGaveInfiniteMetrics) {
  EXPECT_NE(complaints_of("", "clock", "1e-300 Hz").at(0).find("clock: 1e-300 Hz is outside [1 kHz, 100 GHz]"),
            std::string::npos);
  EXPECT_NE(complaints_of("dram", "energy", "1e300 J/bit").at(0).find("is outside [0 fJ/bit, 1000 nJ/bit]"),
            std::string::npos)
      << complaints_of("dram", "energy", "1e300 J/bit").at(0);
  EXPECT_NE(complaints_of("dram", "data_rate", "5e-324 MT/s").at(0).find("is outside [0.001 MT/s, 1000 GT/s]"),
            std::string::npos)
      << complaints_of("dram", "data_rate", "5e-324 MT/s").at(0);
  EXPECT_NE(complaints_of("pe", "energy", "1e308 J").at(0).find("is outside"), std::string::npos);
  EXPECT_NE(complaints_of("dram", "efficiency", "5e-324").at(0).find("is outside [0.001, 1]"), std::string::npos);
}

TEST(LeafRanges, ARangeMayNotLeaveThem) {
  const std::vector<std::string> lines = complaints_of("", "clock", "{from: 1 GHz, to: 1e12 GHz, factor: 10}");
  EXPECT_NE(lines.at(0).find("is outside [1 kHz, 100 GHz]"), std::string::npos) << lines.at(0);
}

/// Designs take a second; the energy of every other one is beyond what numbers hold, and no area is set.
class Overflowing final : public models::PerformanceModel {
 public:
  void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode /*first_reason*/) const override {
    for (std::size_t i = 0; i < block.size(); ++i) {
      costs.column(0, Cost::latency)[i] = 1;
      costs.column(0, Cost::energy)[i] = i % 2 == 0 ? 1 : std::numeric_limits<double>::infinity();
    }
  }
  void bound(const Box& /*box*/, CostBounds& /*bounds*/) const override {}
  [[nodiscard]] const std::vector<std::string>& reasons() const override { return reasons_; }

 private:
  std::vector<std::string> reasons_;
};

// R22: infinite metrics were feasible and dropped the true optimum. A model of the user's own may give any number.
TEST(DesignModel, AnInfiniteCostWasFeasible) {
  const models::LoadedSpace loaded = load(
      "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
      "design: {performance_model: bitmod-2025-07, weights: {datatype: int4}, array: {rows: [8, 16, 32], columns: 8}}\n");
  models::DesignData data = loaded.model->data();
  const models::PerformanceModelEntry overflowing{
      .name = "overflowing",
      .summary = "",
      .source = "",
      .equations = "",
      .leaves = models::published_leaves,
      .make = [](const models::PerformanceInputs&) -> std::unique_ptr<const models::PerformanceModel> {
        return std::make_unique<const Overflowing>();
      }};
  data.components.performance_models = {&overflowing};
  const models::DesignModel model{std::move(data)};
  DesignBlock block{model.space()};
  block.set_range(0, 3);
  CostBlock costs{1};
  model.evaluate(block, costs);
  const CostBlock& filled = costs;
  EXPECT_EQ(filled.cannot_exist()[0], 0) << "what a model does not set is no reason against a design";
  EXPECT_EQ(filled.column(0, Cost::energy)[0], 1);
  EXPECT_EQ(model.reasons()[filled.cannot_exist()[1]], "a cost beyond what numbers hold");
  EXPECT_TRUE(std::isnan(filled.column(0, Cost::energy)[1])) << "nothing infinite is handed on";
  EXPECT_TRUE(std::isnan(filled.column(0, Cost::latency)[1]));
  EXPECT_EQ(filled.cannot_exist()[2], 0);
}

}  // namespace
}  // namespace bitpareto::test
