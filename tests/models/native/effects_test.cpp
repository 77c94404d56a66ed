// SPDX-License-Identifier: Apache-2.0
/// What single effects of the native model are worth, each by hand or against the same design without it.
#include <gtest/gtest.h>

#include "core/text/format.h"
#include "models/native/operation_costs.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

/// Operations of a space's only design, by name.
std::map<std::string, OperationCost> operations(const std::string& yaml, std::size_t workload = 0) {
  const LoadedSpace space = test::load(yaml);
  std::map<std::string, OperationCost> named;
  for (OperationCost& o : operation_costs(*space.model->performance().find<NativeModel>(), space.model->space().point(0), workload))
    named.emplace(o.name, std::move(o));
  return named;
}

std::string one(const std::string& workload, const std::string& leaves) {
  return format("workloads: [{{{}}}]\ndesign: {{performance_model: native, {}}}\n", workload, leaves);
}

// T = 1 and B = 16 took 0.94 s as a prefill and 0.18 s as a step of decode; T = 17 and B = 16 took 1.92 times one sequence
// of 272 tokens.
TEST(NativeModel, RanTheSequencesOfABatchedPrefillOneAfterTheOther) {
  const std::string leaves = "array: {rows: 32, columns: 16}, weights: {datatype: bitmod4}, effects: {last_logits: false}";
  const auto batched = [&](const std::string& model, int context, int batch) {
    return operations(one(format("model: {}, phase: prefill, context: {}, batch: {}", model, context, batch), leaves));
  };
  for (const auto& [context, batch] : {std::pair{1, 16}, {17, 16}, {3, 5}, {40, 2}}) {
    for (const std::string model : {"llama-2-7b", "opt-1.3b", "gemma-2-2b"}) {
      const auto sequences = batched(model, context, batch);
      for (const auto& [name, together] : batched(model, context * batch, 1)) {
        if (name.starts_with("attention")) continue;
        EXPECT_EQ(sequences.at(name).work.compute_cycles, together.work.compute_cycles) << name;
        EXPECT_LE(sequences.at(name).work.cycles, together.work.cycles) << name;
      }
    }
  }
  // One token of each of 16 sequences has the linear layers of a step of decode.
  const auto prefill = batched("llama-2-7b", 1, 16);
  for (const auto& [name, step] : operations(one("model: llama-2-7b, phase: decode, context: 1, batch: 16", leaves))) {
    if (name.starts_with("attention")) continue;
    EXPECT_EQ(prefill.at(name).work.cycles, step.work.cycles) << name;
  }
}

// OCP Microscaling Formats v1.0: blocks of 32 with a shared exponent of 8 bits; NVFP4: blocks of 16 with an E4M3 scale. One
// scale per head vector gave 65, 65 and 129 bytes for a key of 128.
TEST(NativeModel, StoredOneScaleForTheWholeHeadVectorOfABlockFormat) {
  for (const auto& [datatype, bytes] :
       {std::pair{"mxfp4", 68}, {"nvfp4", 72}, {"mxint8", 132}, {"int4", 65}, {"int8", 129}, {"fp16", 256}}) {
    const Evaluation e = test::LoadedOne{one("model: llama-2-7b, phase: decode, context: 1000",
                                             format("array: {{rows: 32, columns: 16}}, weights: {{datatype: bitmod4}}, "
                                                    "kv_cache: {{datatype: {}}}",
                                                    datatype))}
                             .costs;
    EXPECT_EQ(e[Cost::kv_cache_bytes], 32.0 * 32 * 2 * 1000 * bytes) << datatype;
  }
}

// A design passed peak_power <= 2 W at 1.69 W while its linear layers ran at 2.15 W.
TEST(NativeModel, CalledTheAverageOfAPhaseItsPeakPower) {
  for (const std::string model : {"native", "bitmod-2025-07", "hpca25"}) {
    const LoadedSpace space = test::load(format(
        "workloads: [{{model: llama-3-8b, phase: prefill, context: 900}}, {{model: llama-3-8b, phase: decode, context: 900}}]\n"
        "design: {{performance_model: {}, array: {{rows: 32, columns: 16}}, weights: {{datatype: bitmod4}}}}\n"
        "objectives: [peak_power, peak_power_onchip]\n",
        model));
    const std::vector<Evaluation> costs = test::evaluate(space);
    double highest = 0;
    for (const Evaluation& e : costs) {
      EXPECT_GE(e[Cost::peak_power], e[Cost::energy] / e[Cost::latency]) << model;
      EXPECT_GE(e[Cost::peak_power], e[Cost::peak_power_onchip]) << model;
      highest = std::max(highest, e[Cost::peak_power]);
    }
    const Problem problem = space.problem();
    ObjectiveBlock out = problem.make_block();
    DesignBlock block{problem.space()};
    block.set_range(0, 1);
    problem.evaluate(block, out);
    EXPECT_EQ(out.values(0)[0], highest) << model;
  }
}

// CACTI has no macro of 4 bits in low-power cells: 64 banks of exactly 4 bits were "narrower than 4 bits per bank".
TEST(NativeModel, RefusedPortsNarrowerThanTheNarrowestMacro) {
  const auto narrow = [](const std::string& cell, int banks, const std::string& effects) {
    return test::LoadedOne{one("model: opt-125m, phase: decode, context: 10",
                               format("cell: {}, array: {{rows: 32, columns: 16}}, weights: {{datatype: bitmod4}}, "
                                      "weight_buffer: {{size: 4 MiB, banks: {}, port: 256 bit}}, effects: {{{}}}",
                                      cell, banks, effects))};
  };
  for (const std::string cell : {"itrs-lop", "itrs-lstp"}) {
    const test::LoadedOne four_bits = narrow(cell, 64, "sram_cycle_time: false");
    EXPECT_EQ(four_bits.reason, "") << cell;
    // The narrowest macro is one of 8 bits, and all of it is paid for.
    const LoadedSpace space = test::load(one("model: opt-125m, phase: decode, context: 10",
                                             format("cell: {}, array: {{rows: 32, columns: 16}}, weights: {{bits: 4}}", cell)));
    const std::vector<SramCell>& cells = space.model->data().components.technologies[0].cells;
    const auto macro =
        std::get<SramMacro>(std::ranges::find(cells, cell, &SramCell::name)->envelope.macro(65'536, 8));
    EXPECT_DOUBLE_EQ(four_bits.costs[Cost::weight_buffer_area], 64 * macro.area.base()) << cell;
    EXPECT_EQ(narrow(cell, 64, "narrow_ports: false").reason,
              "weight port narrower than 8 bits per bank; fewer banks would help");
  }
  EXPECT_EQ(narrow("itrs-hp", 128, "narrow_ports: false").reason,
            "weight port narrower than 4 bits per bank; fewer banks would help");
  EXPECT_EQ(narrow("itrs-hp", 128, "sram_cycle_time: false").reason, "");
}

/// An LLM of 786,432 weights: two blocks of 128 wide, with 32 values a head.
std::string tiny_model(const test::TemporaryFolder& folder, const std::string& more = "") {
  const std::string path = (folder / "tiny.json").string();
  test::write_file(path, "{\"model_type\": \"llama\", \"hidden_size\": 128, \"intermediate_size\": 512, \"num_hidden_layers\": 2, "
                         "\"num_attention_heads\": 4, \"vocab_size\": 2048" + more + "}");
  return path;
}

// 786 KiB of weights and a weight buffer of 4 MiB moved 900 KiB per token.
TEST(NativeModel, SentWeightsAgainThatFitOnTheChip) {
  const test::TemporaryFolder folder;
  const std::string model = tiny_model(folder);
  const auto decode = [&](const std::string& buffer, const std::string& effects, int context = 64) {
    return test::LoadedOne{one(format("model: {}, phase: decode, context: {}", model, context),
                               format("array: {{rows: 16, columns: 8}}, weights: {{datatype: int8}}, weight_buffer: {{size: "
                                      "{}}}, effects: {{sram_cycle_time: false{}}}",
                                      buffer, effects)) + "accuracy: {head: quantised}\n"}
        .costs;
  };
  const Evaluation kept = decode("4 MiB", "");
  const Evaluation sent = decode("4 MiB", ", kept_weights: false");
  const double weights = kept[Cost::weight_bytes];
  EXPECT_EQ(sent[Cost::dram_bytes] - kept[Cost::dram_bytes], weights);
  // Keys and values of 64 tokens, the new ones, and logits are left.
  EXPECT_EQ(kept[Cost::dram_bytes], 2 * 64 * 2 * 128 * 2 + 2 * 2 * 128 * 2 + 2 * 2048);
  EXPECT_LE(kept[Cost::total_cycles], sent[Cost::total_cycles]);
  // They stay as soon as they fit beside two tiles of 64 keys of 32 FP16 values, and not before.
  const double keys = 2 * 64 * 32 * 2;
  const auto bytes = [](double b) { return format("{} B", static_cast<std::int64_t>(std::ceil(b / 8)) * 8); };
  EXPECT_EQ(decode(bytes(weights + keys), "")[Cost::dram_bytes], kept[Cost::dram_bytes]);
  EXPECT_EQ(decode(bytes(weights + keys - 16), "")[Cost::dram_bytes], sent[Cost::dram_bytes]);
}

// Weights in two formats must both fit, because both phases find them there.
TEST(NativeModel, KeepsWeightsOfBothPhasesOrOfNone) {
  const test::TemporaryFolder folder;
  const auto space = [&](int buffer_kib) {
    return test::evaluate(test::load(format(
        "workloads: [{{model: {0}, phase: prefill, context: 32}}, {{model: {0}, phase: decode, context: 32, design: {{weights: "
        "{{datatype: int4}}}}}}]\ndesign: {{performance_model: native, array: {{rows: 16, columns: 8}}, weights: {{datatype: "
        "int8}}, weight_buffer: {{size: {1} KiB}}, effects: {{sram_cycle_time: false}}}}\naccuracy: {{head: quantised}}\n",
        tiny_model(folder), buffer_kib)));
  };
  const std::vector<Evaluation> one_fits = space(900);  // 786 KiB and 396 KiB
  const std::vector<Evaluation> both_fit = space(1300);
  for (const std::size_t w : {0U, 1U}) {
    EXPECT_GE(one_fits[w][Cost::dram_bytes], one_fits[w][Cost::weight_bytes]);
    EXPECT_LT(both_fit[w][Cost::dram_bytes], both_fit[w][Cost::weight_bytes]);
  }
}

// At 32 lanes and 32k of context the vector unit took 61 % of the time, because softmax was only compared with scores.
TEST(NativeModel, HidSoftmaxBehindTheScoresAlone) {
  const std::string workload = "model: llama-2-7b, phase: decode, context: 32768";
  const std::string leaves = "array: {rows: 64, columns: 16}, weights: {datatype: bitmod4}, kv_cache: {datatype: int8}, dram: "
                             "{preset: hbm2e-3200-x1024}, vector_unit: {lanes: 2}, effects: {softmax_overlap: ";
  const OperationCost together = operations(one(workload, leaves + "true}")).at("attention");
  const auto apart = operations(one(workload, leaves + "false}"));
  const OperationCost& scores = apart.at("scores");
  const OperationCost& context = apart.at("context");
  EXPECT_DOUBLE_EQ(together.work.cycles, std::max({scores.work.compute_cycles + context.work.compute_cycles,
                                                   scores.dram_cycles + context.dram_cycles,
                                                   scores.vector_cycles + context.vector_cycles}));
  EXPECT_LT(together.work.cycles, scores.work.cycles + context.work.cycles);
  // Nothing else changes: the work is the same.
  EXPECT_DOUBLE_EQ(together.work.dram_bits, scores.work.dram_bits + context.work.dram_bits);
  EXPECT_DOUBLE_EQ(together.energy.vector, scores.energy.vector + context.energy.vector);
}

// Mistral v0.1 attends to 4,096 tokens, Gemma 2 in every other layer; both were only warned about.
TEST(NativeModel, AttendedToEverythingDespiteASlidingWindow) {
  const auto costs = [](const std::string& model, const std::string& phase, int context, const std::string& effects) {
    return test::LoadedOne{one(format("model: {}, phase: {}, context: {}", model, phase, context),
                               format("array: {{rows: 64, columns: 16}}, weights: {{datatype: bitmod4}}, dram: {{capacity: 1 "
                                      "TiB}}, effects: {{{}}}",
                                      effects))}
        .costs;
  };
  // Mistral: 32 layers, 8 key/value heads of 128 values in FP16. Gemma 2 2B: 13 of 26 layers, 4 heads of 256.
  const Evaluation mistral = costs("mistral-7b-v0.1", "decode", 20'000, "");
  EXPECT_EQ(mistral[Cost::kv_cache_bytes], 32.0 * 8 * 2 * 4096 * 256);
  const Evaluation gemma = costs("gemma-2-2b", "decode", 8'000, "");
  EXPECT_EQ(gemma[Cost::kv_cache_bytes], 4.0 * 2 * 512 * (13 * 4096.0 + 13 * 8000.0));
  // Beyond the window a longer context costs Mistral nothing, and Gemma half of what it would.
  EXPECT_EQ(costs("mistral-7b-v0.1", "decode", 30'000, "")[Cost::total_cycles], mistral[Cost::total_cycles]);
  const auto growth = [&](const std::string& effects) {
    return costs("gemma-2-2b", "decode", 9'000, effects)[Cost::dram_bytes] - costs("gemma-2-2b", "decode", 8'000, effects)[Cost::dram_bytes];
  };
  EXPECT_EQ(growth(""), 13.0 * 4 * 2 * 512 * 1000);
  EXPECT_EQ(growth("sliding_window: false"), 26.0 * 4 * 2 * 512 * 1000);
  // Within the window nothing changes.
  for (const std::string phase : {"prefill", "decode"}) {
    for (const std::string model : {"mistral-7b-v0.1", "gemma-2-2b"}) {
      EXPECT_EQ(costs(model, phase, 4096, "")[Cost::total_cycles], costs(model, phase, 4096, "sliding_window: false")[Cost::total_cycles]);
      EXPECT_LT(costs(model, phase, 8192, "")[Cost::total_cycles], costs(model, phase, 8192, "sliding_window: false")[Cost::total_cycles]);
    }
  }
  // A prefill of 8,192 tokens: pairs of a query and a key that it sees, 4,096 * 4,097 / 2 + 4,096 * 4,096 of 8,192 * 8,193 / 2.
  const double full = costs("mistral-7b-v0.1", "prefill", 8192, "sliding_window: false")[Cost::operations];
  const double windowed = costs("mistral-7b-v0.1", "prefill", 8192, "")[Cost::operations];
  const double cut = 8192.0 * 8193 / 2 - (4096.0 * 4097 / 2 + 4096.0 * 4096);
  EXPECT_DOUBLE_EQ(full - windowed, 2 * 32 * 32 * 2 * 128 * cut);
}

// 64x24, int2, KV FP16, input buffer 32 KiB, LPDDR5X: 64 KiB of weight buffer took longer to the first token than 32 KiB.
TEST(NativeModel, TookLongerWithALargerWeightBuffer) {
  double before = std::numeric_limits<double>::infinity();
  for (const int kib : {16, 32, 64, 128, 256, 512}) {
    const Evaluation e = test::LoadedOne{
        one("model: llama-2-7b, phase: prefill, context: 768",
            format("array: {{rows: 64, columns: 24}}, weights: {{datatype: int2, group_size: 128}}, weight_buffer: {{size: {} KiB}}, "
                   "input_buffer: {{size: 32 KiB}}, dram: {{preset: lpddr5x-8533-x32, channels: 4}}",
                   kib))}
                             .costs;
    EXPECT_LE(e[Cost::total_cycles], before) << kib;
    before = e[Cost::total_cycles];
  }
}

}  // namespace
}  // namespace bitpareto::models
