// SPDX-License-Identifier: Apache-2.0
/// The published model against the authors' results, an independent program, and laws that it must keep.
#include "models/published/published_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/text/format.h"
#include "core/text/number.h"
#include "tests/support/rows.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

void expect_close(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value / expected, 1, 1e-9) << what << ": " << value << " instead of " << expected;
}

// hpca25_results.csv: 2 revisions x 6 LLMs x 2 phases x 5 accelerators, run with both public revisions of the
// simulator; the hpca25 rows equal the arrays that the authors published behind Fig. 7 and 8. Energies in uJ.
TEST(PublishedModel, GivesThe120ResultsOfTheAuthors) {
  const std::map<std::string, std::string> pe{
      {"fp16", "fp16"}, {"ant", "ant"}, {"olive", "olive"}, {"bitmod_lossless", "bitmod"}, {"bitmod_lossy", "bitmod"}};
  const auto rows = test::rows_of("hpca25_results.csv");
  ASSERT_EQ(rows.size(), 120U);
  for (auto row : rows) {
    const bool hpca25 = row["revision"] == "hpca25";
    const std::string yaml = format(
        "workloads: [{{model: {}, phase: {}, context: {}, batch: {}}}]\n"
        "design: {{performance_model: {}, pe: {{kind: {}, activation_bits: {}}}, array: {{rows: {}, columns: {}}}, "
        "weights: {{bits: {}}}{}}}\n",
        row["workload"], row["phase"], row["context_length"], row["batch_size"], hpca25 ? "hpca25" : "bitmod-2025-07",
        pe.at(row["accelerator"]), row["activation_bits"], row["rows"], row["cols"], row["bits_per_weight"],
        hpca25 ? "" : format(", kv_cache: {{bits: {}}}", row["kv_bits"]));
    const Evaluation e = test::evaluate(test::load(yaml))[0];
    const std::string what = row["revision"] + " " + row["workload"] + " " + row["phase"] + " " + row["accelerator"];
    const auto expected = [&](const char* column) { return *parse_number(row[column]); };
    EXPECT_EQ(e[Cost::compute_cycles], expected("compute_cycles")) << what;
    EXPECT_EQ(e[Cost::total_cycles], expected("total_cycles")) << what;
    EXPECT_EQ(e[Cost::latency], expected("total_cycles") / 1e9) << what;
    expect_close(e[Cost::energy_compute], expected("energy_compute_uj") * 1e-6, what);
    expect_close(e[Cost::energy_sram_read], expected("energy_sram_read_uj") * 1e-6, what);
    expect_close(e[Cost::energy_sram_write], expected("energy_sram_write_uj") * 1e-6, what);
    expect_close(e[Cost::energy_dram], expected("energy_dram_uj") * 1e-6, what);
    expect_close(e[Cost::energy],
                 (expected("energy_compute_uj") + expected("energy_sram_read_uj") + expected("energy_sram_write_uj") +
                  expected("energy_dram_uj")) *
                     1e-6,
                 what);
    expect_close(e[Cost::pe_array_area], expected("area_pe_array_mm2"), what);
    expect_close(e[Cost::weight_buffer_area], expected("area_weight_buffer_mm2"), what);
    expect_close(e[Cost::input_buffer_area], expected("area_input_buffer_mm2"), what);
    expect_close(e[Cost::area],
                 expected("area_pe_array_mm2") + expected("area_weight_buffer_mm2") + expected("area_input_buffer_mm2"),
                 what);
    EXPECT_EQ(e[Cost::energy_leakage], 0);
    EXPECT_EQ(e[Cost::encoder_area], 0);
  }
}

// independent_results.csv: 300 random designs by tests/data/independent_model.py, which shares nothing with the
// program.
TEST(PublishedModel, AgreesWithAnIndependentProgram) {
  const auto rows = test::rows_of("independent_results.csv");
  ASSERT_EQ(rows.size(), 300U);
  for (auto row : rows) {
    const bool hpca25 = row["revision"] == "hpca25";
    const std::string yaml = format(
        "workloads: [{{model: {}, phase: {}, context: {}, batch: {}}}]\n"
        "design: {{performance_model: {}, array: {{rows: {}, columns: {}}}, weights: {{bits: {}}}{},\n"
        "  pe: {{kind: custom, bit_serial: {}, dot_size: {}, energy: {} pJ, area: {} um2, activation_bits: {}}},\n"
        "  weight_buffer: {{size: {} B}}, input_buffer: {{size: {} B}}, dram: {{bus: {} bit, energy: {} pJ/bit}}}}\n",
        row["workload"], row["phase"], row["context"], row["batch"], row["revision"], row["rows"], row["columns"],
        row["weight_bits"], hpca25 ? "" : format(", kv_cache: {{bits: {}}}", row["kv_bits"]),
        row["bit_serial"] == "1" ? "true" : "false", row["dot_size"], row["pe_energy"], row["pe_area"],
        row["activation_bits"], row["weight_buffer"], row["input_buffer"], row["bus"], row["dram_energy"]);
    const Evaluation e = test::evaluate(test::load(yaml))[0];
    const auto check = [&](Cost cost, const char* column) {
      expect_close(e[cost], *parse_number(row[column]), column + yaml);
    };
    check(Cost::compute_cycles, "compute_cycles");
    check(Cost::total_cycles, "total_cycles");
    check(Cost::energy_compute, "energy_compute_j");
    check(Cost::energy_sram_read, "energy_sram_read_j");
    check(Cost::energy_sram_write, "energy_sram_write_j");
    check(Cost::energy_dram, "energy_dram_j");
    check(Cost::pe_array_area, "pe_array_area_mm2");
    check(Cost::weight_buffer_area, "weight_buffer_area_mm2");
    check(Cost::input_buffer_area, "input_buffer_area_mm2");
    check(Cost::weight_bytes, "weight_bytes");
  }
}

/// A one-design space of the published model with these leaves.
test::LoadedOne one(const std::string& model, const std::string& phase, int context, const std::string& design) {
  return test::LoadedOne{
      format("workloads: [{{model: {}, phase: {}, context: {}}}]\n"
             "design: {{performance_model: bitmod-2025-07, {}}}\n",
             model, phase, context, design)};
}

TEST(PublishedModel, MetadataOfGroupsIsStoredWithTheWeights) {
  // bitmod4 at 64: 4 + 10/64 bits. A row of opt-125m's 768 weights: 768 * 4.15625 = 3192 bits = 399 bytes.
  const auto stored = [](const std::string& weights) {
    return one("opt-125m", "decode", 1, "array: {rows: 8, columns: 8}, weights: {" + weights + "}")
        .costs[Cost::weight_bytes];
  };
  // Rows of depth 768: q, k, v, o and up, (4 * 768 + 3072) a block, and the head's 50272; of depth 3072: down, 768 a
  // block.
  const double rows_768 = 12 * (4 * 768 + 3072) + 50272;
  const double rows_3072 = 12 * 768;
  EXPECT_EQ(stored("datatype: bitmod4, group_size: 64"), rows_768 * 399 + rows_3072 * 1596);
  EXPECT_EQ(stored("datatype: int4, group_size: 128"), rows_768 * 390 + rows_3072 * 1560);  // 768 * 4.0625 / 8
  EXPECT_EQ(stored("datatype: int4, group_size: channel"),
            rows_768 * 385 + rows_3072 * 1537);  // one scale of 8 bits a row
  EXPECT_EQ(stored("datatype: int4_asym, group_size: channel"), rows_768 * 387 + rows_3072 * 1539);  // 24 bits a row
  EXPECT_EQ(stored("datatype: fp16"), (rows_768 * 768 + rows_3072 * 3072) * 2);
  EXPECT_EQ(stored("datatype: int4, bits: 5"), rows_768 * 480 + rows_3072 * 1920);  // given bits win
}

TEST(PublishedModel, KvCacheBitsMatterToAttentionAlone) {
  const auto costs = [](const std::string& kv) {
    return one("llama-2-7b", "decode", 2048,
               "array: {rows: 32, columns: 32}, weights: {datatype: int4}, kv_cache: {" + kv + "}")
        .costs;
  };
  const Evaluation fp16 = costs("datatype: fp16");
  const Evaluation int8 = costs("datatype: int8");
  // Keys and values of 32 layers: 2 * 32 * 4096 * 2048 elements, 1 byte each less; 18.75 pJ a bit.
  EXPECT_NEAR(fp16[Cost::energy_dram] - int8[Cost::energy_dram], 2.0 * 32 * 4096 * 2048 * 8 * 18.75e-12, 1e-9);
  EXPECT_EQ(fp16[Cost::weight_bytes], int8[Cost::weight_bytes]);
  EXPECT_GT(fp16[Cost::compute_cycles], int8[Cost::compute_cycles]);
}

TEST(PublishedModel, WeightsOfTwoPhasesAreOneCopyIfTheyAreStoredAlike) {
  const auto added = [](const std::string& override) {
    const LoadedSpace space = test::load(
        "workloads:\n  - {model: opt-125m, phase: prefill, context: 8}\n"
        "  - {model: opt-125m, phase: decode, context: 8" +
        override +
        "}\n"
        "  - {model: opt-350m, phase: decode, context: 8}\n"
        "design: {performance_model: bitmod-2025-07, array: {rows: 8, columns: 8}, "
        "weights: {datatype: [bitmod3, bitmod4]}}\n");
    std::vector<bool> stored;
    for (DesignIndex design = 0; design < 2; ++design) {
      const std::vector<Evaluation> e = test::evaluate(space, design);
      EXPECT_EQ(e[0][Cost::added_weight_bytes], e[0][Cost::weight_bytes]);
      EXPECT_EQ(e[2][Cost::added_weight_bytes], e[2][Cost::weight_bytes]);  // another model
      stored.push_back(e[1][Cost::added_weight_bytes] > 0);
    }
    return stored;
  };
  EXPECT_EQ(added(""), (std::vector<bool>{false, false}));
  // A decode override of bitmod3 is a copy of its own only where prefill has bitmod4.
  EXPECT_EQ(added(", design: {weights: {datatype: bitmod3}}"), (std::vector<bool>{false, true}));
}

TEST(PublishedModel, PeakIsTwoOperationsPerMultiplyAddAtTheWeightsPrecision) {
  // 32 x 16 bitmod PEs of dot size 4 at 1 GHz, two cycles for 4 bits: 32 * 16 * 4 * 2 / 2 * 1e9.
  EXPECT_EQ(one("opt-125m", "decode", 1, "array: {rows: 32, columns: 16}, weights: {datatype: int4}")
                .costs[Cost::peak_ops_per_s],
            2048e9);
  EXPECT_EQ(one("opt-125m", "decode", 1, "array: {rows: 32, columns: 16}, weights: {datatype: int8}")
                .costs[Cost::peak_ops_per_s],
            1024e9);
}

TEST(PublishedModel, SaysWhyADesignCannotExist) {
  const auto reason = [](const std::string& design) {
    return one("opt-125m", "decode", 1, "weights: {datatype: int4}, " + design).reason;
  };
  EXPECT_EQ(reason("array: {rows: 32, columns: 32}"), "");
  // 4 * 8 * 513 / 2 bits in 8 banks are 1026; 4 * 16 * 129 / 2 / 8 are 516.
  EXPECT_EQ(reason("array: {rows: 513, columns: 32}"), "weight port wider than 512 bits per bank");
  EXPECT_EQ(reason("array: {rows: 32, columns: 129}"), "input port wider than 512 bits per bank");
  EXPECT_EQ(reason("array: {rows: 513, columns: 129}"),
            "weight port wider than 512 bits per bank");  // the first of the order
  EXPECT_EQ(reason("array: {rows: 1, columns: 32}"), "weight port narrower than 4 bits per bank");
  EXPECT_EQ(reason("array: {rows: 8, columns: 8}, weight_buffer: {size: 4 KiB}"), "weight bank smaller than 1 KiB");
  EXPECT_EQ(reason("array: {rows: 8, columns: 8}, input_buffer: {size: 16 MiB}"), "input bank larger than 1 MiB");
  EXPECT_EQ(reason("array: {rows: 160, columns: 8}, weight_buffer: {size: 8 KiB}"),
            "weight port wider than a bank of its size can have");
}

TEST(PublishedModel, WhatCannotExistHasNoCosts) {
  const test::LoadedOne space =
      one("opt-125m", "decode", 1, "weights: {datatype: int4}, array: {rows: 999, columns: 8}");
  for (std::size_t c = 0; c < cost_count; ++c) EXPECT_TRUE(std::isnan(space.costs[static_cast<Cost>(c)]));
}

/// Random designs keep the laws of the model.
RC_GTEST_PROP(PublishedModel, IsMonotoneAndNeverBelowTheRoofline, ()) {
  const std::string model =
      *rc::gen::element<std::string>("opt-350m", "phi-2", "llama-3.2-1b", "gemma-2-2b", "qwen2.5-0.5b");
  const std::string phase = *rc::gen::element<std::string>("prefill", "decode");
  const int context = *rc::gen::inRange(1, 600);
  const int rows = *rc::gen::inRange(4, 64);
  const int columns = *rc::gen::inRange(4, 64);
  const int bits = *rc::gen::inRange(2, 16);
  const int kv = *rc::gen::inRange(2, 16);
  const int weight_buffer = *rc::gen::inRange(64, 4096);
  const int input_buffer = *rc::gen::inRange(64, 4096);
  const auto design = [&](int r, int c, int b, int k, int wb, int ib, int bus) {
    return one(model, phase, context,
               format("array: {{rows: {}, columns: {}}}, weights: {{bits: {}}}, kv_cache: {{bits: {}}}, weight_buffer: "
                      "{{size: "
                      "{} KiB}}, input_buffer: {{size: {} KiB}}, dram: {{bus: {} bit}}",
                      r, c, b, k, wb, ib, bus))
        .costs;
  };
  const Evaluation base = design(rows, columns, bits, kv, weight_buffer, input_buffer, 64);
  const auto cycles = [](const Evaluation& e) { return e[Cost::total_cycles]; };
  RC_ASSERT(cycles(base) >= base[Cost::compute_cycles]);
  // DRAM energy is 18.75 pJ a bit: the bits moved take at least so many cycles, but for dropped fractions (a cycle a
  // product).
  const double dram_cycles = base[Cost::energy_dram] / 18.75e-12 / 128;
  RC_ASSERT(cycles(base) >= dram_cycles * (1 - 1e-9) - 12 * 64);
  // The array does at most rows x columns x 4 multiply-adds in ceil(bits / 2) cycles.
  RC_ASSERT(design(2 * rows, columns, bits, kv, weight_buffer, input_buffer, 64)[Cost::compute_cycles] <=
            base[Cost::compute_cycles]);
  RC_ASSERT(cycles(design(rows, 2 * columns, bits, kv, weight_buffer, input_buffer, 64)) <= cycles(base));
  RC_ASSERT(cycles(design(rows, columns, bits, kv, weight_buffer, input_buffer, 128)) <= cycles(base));
  RC_ASSERT(design(rows, columns, bits, kv, 2 * weight_buffer, input_buffer, 64)[Cost::energy_dram] <=
            base[Cost::energy_dram]);
  RC_ASSERT(design(rows, columns, bits, kv, weight_buffer, 2 * input_buffer, 64)[Cost::energy_dram] <=
            base[Cost::energy_dram]);
  const Evaluation more_bits = design(rows, columns, bits + 1, kv, weight_buffer, input_buffer, 64);
  RC_ASSERT(more_bits[Cost::weight_bytes] > base[Cost::weight_bytes]);
  RC_ASSERT(more_bits[Cost::compute_cycles] >= base[Cost::compute_cycles]);
  RC_ASSERT(design(rows, columns, bits, kv + 1, weight_buffer, input_buffer, 64)[Cost::energy_dram] >=
            base[Cost::energy_dram]);
}

TEST(PublishedModel, TwiceTheBitsTwiceTheCycles) {
  const auto cycles = [](int bits) {
    return one("llama-2-7b", "prefill", 256,
               format("array: {{rows: 32, columns: 32}}, weights: {{bits: {}}}, kv_cache: {{bits: {}}}", bits, bits))
        .costs[Cost::compute_cycles];
  };
  EXPECT_EQ(cycles(8), 2 * cycles(4));
  EXPECT_EQ(cycles(16), 2 * cycles(8));
}

}  // namespace
}  // namespace bitpareto::models
