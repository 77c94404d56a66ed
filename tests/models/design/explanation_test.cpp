// SPDX-License-Identifier: Apache-2.0
/// What explain tells adds up to what evaluate prints.
#include "models/design/explanation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/problem/design_table.h"
#include "models/native/operation_costs.h"
#include "tests/support/native.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

const std::string workloads =
    "workloads: [{model: llama-3-8b, phase: prefill, context: 100}, {model: llama-3-8b, phase: decode, context: 700, "
    "tokens: 30, batch: 2, design: {array: {rows: 64, columns: 8}}}]\n";
const std::string native =
    "design: {performance_model: native, array: {rows: 32, columns: 16}, weights: {datatype: [int3, bitmod4]}, "
    "kv_cache: "
    "{datatype: int8}, input_buffer: {size: [256 KiB, 512 KiB]}}\n";

TEST(Explanation, OperationsAddUpToTheDesign) {
  const models::LoadedSpace space = test::load(workloads + native);
  const NativeModel& model = *space.model->performance().find<NativeModel>();
  for (DesignIndex design = 0; design < 4; ++design) {
    const DesignPoint point = space.model->space().point(design);
    const std::vector<Evaluation> costs = test::evaluate(space, design);
    for (std::size_t w = 0; w < 2; ++w) {
      Evaluation sums;
      double peak = 0;
      for (const Cost c : {Cost::compute_cycles, Cost::total_cycles, Cost::dram_bytes, Cost::operations}) sums[c] = 0;
      for (const Cost c : energy_parts) sums[c] = 0;
      for (const OperationCost& o : operation_costs(model, point, w)) {
        sums[Cost::compute_cycles] += o.work.compute_cycles;
        sums[Cost::total_cycles] += o.work.cycles;
        for (const Movement& m : o.movements) sums[Cost::dram_bytes] += o.multiplicity * m.bits() / 8;
        sums[Cost::operations] += 2 * o.multiplicity * o.macs();
        sums[Cost::energy_compute] += o.energy.compute;
        sums[Cost::energy_sram_read] += o.energy.sram_read;
        sums[Cost::energy_sram_write] += o.energy.sram_write;
        sums[Cost::energy_dram] += o.energy.dram;
        sums[Cost::energy_leakage] += o.energy.leakage;
        sums[Cost::energy_vector] += o.energy.vector;
        peak = std::max(peak, o.energy.all() / (o.work.cycles / 1e9));
        EXPECT_LE(o.utilisation(model.shared(point, w).costs.pes), 1);
      }
      // The second workload takes another shape once in 30 steps: 1 us at 1 GHz, in which the chip leaks, waits and ticks.
      const NativeModel::Shared shared = model.shared(point, w);
      EXPECT_NEAR(shared.reconfiguration_cycles, w == 0 ? 0 : 1000.0 / 30, 1e-9);
      const double pause = shared.reconfiguration_cycles / shared.costs.cycles_per_s;
      sums[Cost::total_cycles] += shared.reconfiguration_cycles;
      sums[Cost::energy_leakage] += shared.costs.leakage * pause;
      sums[Cost::energy_dram] += shared.dram.background.base() * pause;
      sums[Cost::energy_compute] += (shared.costs.stall_energy + shared.costs.clock_energy) * shared.reconfiguration_cycles;
      // The highest power is that of an operation, and none of the phase's average is above it.
      EXPECT_EQ(costs[w][Cost::peak_power], peak);
      EXPECT_GE(costs[w][Cost::peak_power], costs[w][Cost::energy] / costs[w][Cost::latency]);
      for (const Cost c : {Cost::compute_cycles, Cost::total_cycles, Cost::dram_bytes, Cost::operations}) {
        EXPECT_NEAR(sums[c] / costs[w][c], 1, 1e-12) << column_name(c);
      }
      for (const Cost c : energy_parts) EXPECT_NEAR(sums[c] / costs[w][c], 1, 1e-9) << column_name(c);
    }
  }
}

TEST(Explanation, StepsAreTheNeighboursOfTheSpace) {
  const models::LoadedSpace space = test::load(workloads + native);
  const std::vector<std::uint64_t> levels{0, 1};
  const Result<Explanation> explanation = explain(*space.model, space.uses, levels);
  ASSERT_TRUE(explanation) << explanation.error();
  const auto metric = [&](DesignIndex design) {
    const auto expression = MetricExpression::plain(Metric::energy, space.uses);
    const Table table = evaluation_table(space.problem(), design, 1, RowPer::design);
    const auto at = std::ranges::find(table.columns, "energy_j", &Column::name) - table.columns.begin();
    return std::get<double>(table.rows[0][static_cast<std::size_t>(at)]);
  };
  int axes = 0;
  for (const auto& row : explanation->steps.rows) {
    const std::string leaf = cell_text(row[0]);
    const double ratio = row[4].index() == 2 ? std::get<double>(row[4]) : 0;
    const std::map<std::string, DesignIndex> neighbours{{"weights.datatype", 3}, {"input_buffer.size", 0}};
    if (const auto neighbour = neighbours.find(leaf); neighbour != neighbours.end()) {
      EXPECT_NEAR(ratio, metric(neighbour->second) / metric(1), 1e-12);
      ++axes;
    }
    EXPECT_NE(leaf, "array.rows") << "overridden by a workload";
  }
  EXPECT_EQ(axes, 2);
  EXPECT_EQ(explanation->sentences.size(), 2U);
  EXPECT_EQ(explanation->effects.rows.size(), 26U);
  for (const auto& row : explanation->origins.rows) EXPECT_FALSE(cell_text(row[3]).empty()) << cell_text(row[0]);
}

// A design of July 2025 is explained as native with everything off.
TEST(Explanation, PublishedDesignsAddUpToo) {
  const models::LoadedSpace space =
      test::load(workloads +
                 "design: {performance_model: bitmod-2025-07, array: {rows: 32, columns: 16}, weights: "
                 "{datatype: int4}}\naccuracy: {head: quantised}\n");
  const Result<Explanation> explanation = explain(*space.model, space.uses, {});
  ASSERT_TRUE(explanation) << explanation.error();
  const Table& table = explanation->operations;
  const std::vector<Evaluation> costs = test::evaluate(space);
  const auto sum = [&](const std::string& column, const std::string& workload) {
    const auto at = static_cast<std::size_t>(std::ranges::find(table.columns, column, &Column::name) - table.columns.begin());
    double all = 0;
    for (const auto& row : table.rows) all += cell_text(row[0]) == workload ? std::get<double>(row[at]) : 0;
    return all;
  };
  EXPECT_EQ(sum("total_cycles", "prefill"), costs[0][Cost::total_cycles]);
  EXPECT_EQ(sum("total_cycles", "decode"), costs[1][Cost::total_cycles]);
  EXPECT_NEAR(sum("energy_sram_read_j", "decode") / costs[1][Cost::energy_sram_read], 1, 1e-12);
}

}  // namespace
}  // namespace bitpareto::models
