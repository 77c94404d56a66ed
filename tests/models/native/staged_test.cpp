// SPDX-License-Identifier: Apache-2.0
/// Tables that are filled in stages have what the equations give for each design alone, bit for bit.
#include <gtest/gtest.h>

#include <bit>

#include "core/text/format.h"
#include "models/native/model.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

/// Every design of the space in blocks, from tables, against the model asked for its point alone, which has none.
void expect_the_same_bits(const std::string& yaml, DesignIndex step = 1) {
  const LoadedSpace loaded = test::load(yaml);
  const Space& space = loaded.model->space();
  const NativeModel& model = *loaded.model->performance().find<NativeModel>();
  ASSERT_TRUE(model.is_tabulated());
  std::size_t exist = 0;
  for (DesignIndex design = 0; design <= space.last_index(); design += step) {
    const std::vector<Evaluation> in_tables = test::evaluate(loaded, design);
    const Result<std::vector<Evaluation>> alone = model.evaluate(space.point(design));
    ASSERT_EQ(alone.has_value(), !std::isnan(in_tables[0][Cost::energy])) << design;
    if (!alone.has_value()) continue;
    ++exist;
    for (std::size_t w = 0; w < in_tables.size(); ++w) {
      for (std::size_t c = 0; c < cost_count; ++c) {
        const Cost cost = static_cast<Cost>(c);
        if (cost == Cost::error || cost == Cost::perplexity || cost == Cost::perplexity_error || cost == Cost::perplexity_basis) continue;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(in_tables[w][cost]), std::bit_cast<std::uint64_t>(alone.value()[w][cost]))
            << column_name(cost) << " of design " << design << ", workload " << w;
      }
    }
  }
  EXPECT_GT(exist, 0U);
}

std::string space(const std::string& workloads, const std::string& leaves) {
  return format("workloads: [{}]\ndesign: {{performance_model: native, {}}}\naccuracy: {{head: quantised}}\n", workloads, leaves);
}

const std::string two_phases = "{model: llama-2-7b, phase: prefill, context: 100}, {model: llama-2-7b, phase: decode, context: 100, tokens: 9}";
const std::string buffers = "weight_buffer: {size: [128 KiB, 512 KiB], banks: 8}, input_buffer: {size: [128 KiB, 2 MiB], banks: 8}";

TEST(StagedTables, HoldWhatDatatypesGroupsAndShapesGive) {
  expect_the_same_bits(space(two_phases, "array: {rows: [16, 24], columns: [8, 9]}, weights: {datatype: [bitmod3, bitmod4, int4, fp4, int8], group_size: [64, 128, channel]}, "
                                         "kv_cache: {datatype: [int4, fp16]}, dram: {preset: [lpddr4-3200-x32, ddr4-3200-x64]}, " +
                                             buffers),
                       7);
}

TEST(StagedTables, HoldWhatWorkloadsOverride) {
  const std::string workloads =
      "{model: llama-2-7b, phase: prefill, context: 64, design: {array: {rows: 32, columns: 8}}}, "
      "{model: llama-2-7b, phase: decode, context: 64, name: short, design: {weight_buffer: {size: 256 KiB}, weights: {datatype: int8}}}, "
      "{model: opt-125m, phase: decode, context: 64, name: other}";
  expect_the_same_bits(space(workloads, "array: {rows: [16, 32], columns: [8, 16]}, weights: {datatype: [bitmod3, int4]}, effects: {one_chip: [true, false], capacity: false}, " + buffers));
}

TEST(StagedTables, HoldWeightsThatStayAndAttentionAsOnePiece) {
  // OPT-125M takes 50 MB in 4 bits: the largest buffer holds them all.
  expect_the_same_bits(space("{model: opt-125m, phase: prefill, context: 300}, {model: opt-125m, phase: decode, context: 300}",
                             "array: {rows: 32, columns: [8, 16]}, weights: {datatype: [int4, bitmod3]}, kv_cache: {datatype: [int8, fp16]}, "
                             "effects: {kept_weights: [true, false], fused_attention: [true, false], softmax_overlap: [true, false], tiling: [true, false], "
                             "sram_envelope: true, causal: [true, false]}, "
                             "weight_buffer: {size: [1 MiB, 128 MiB], banks: 64}, input_buffer: {size: [64 KiB, 1 MiB], banks: 16}"));
}

TEST(StagedTables, HoldPortsVoltagesAndWindows) {
  expect_the_same_bits(space("{model: gemma-2-2b, phase: prefill, context: 5000}, {model: gemma-2-2b, phase: decode, context: 5000, tokens: 3}",
                             "array: {rows: [16, 32], columns: [8, 16]}, weights: {datatype: [bitmod4, int8]}, clock: [800 MHz, 1 GHz], pe: {kind: [bitmod, int8]}, "
                             "cell: [itrs-hp, itrs-lstp], weight_buffer: {size: [256 KiB, 512 KiB], banks: 8, port: [512 bit, 1024 bit]}, "
                             "input_buffer: {size: 512 KiB, banks: 8}, effects: {partial_reads: [true, false]}"));
}

}  // namespace
}  // namespace bitpareto::models
