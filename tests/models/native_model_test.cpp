// SPDX-License-Identifier: Apache-2.0
/// The native model: the same as the published one at the root, and laws that every design must keep.
#include "models/native_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/text/format.h"
#include "core/text/number.h"
#include "tests/support/native.h"
#include "tests/support/rows.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

/// Every cost, bit for bit.
void expect_equal(const Evaluation& native, const Evaluation& published, const std::string& what) {
  for (std::size_t c = 0; c < cost_count; ++c) {
    const auto cost = static_cast<Cost>(c);
    if (std::isnan(native[cost]) && std::isnan(published[cost])) continue;
    EXPECT_EQ(native[cost], published[cost]) << column_name(cost) << " of " << what;
  }
}

// The 60 reference rows of July 2025, whose numbers PublishedModel.GivesThe120ResultsOfTheAuthors holds.
TEST(NativeModel, WithEverythingOffIsThePublishedOneOnTheReferenceRows) {
  const std::map<std::string, std::string> pe{
      {"fp16", "fp16"}, {"ant", "ant"}, {"olive", "olive"}, {"bitmod_lossless", "bitmod"}, {"bitmod_lossy", "bitmod"}};
  int compared = 0;
  for (auto row : test::rows_of("hpca25_results.csv")) {
    if (row["revision"] == "hpca25") continue;
    const std::string workload = format("workloads: [{{model: {}, phase: {}, context: {}, batch: {}}}]\n",
                                        row["workload"], row["phase"], row["context_length"], row["batch_size"]);
    const std::string leaves =
        format("weights: {{bits: {}}}, kv_cache: {{bits: {}}}", row["bits_per_weight"], row["kv_bits"]);
    const auto design = [&](const std::string& model, const std::string& more_pe, const std::string& more_array) {
      return workload +
             format("design: {{{}, pe: {{kind: {}, activation_bits: {}{}}}, array: {{rows: {}, columns: {}{}}}, {}}}\n",
                    model, pe.at(row["accelerator"]), row["activation_bits"], more_pe, row["rows"], row["cols"],
                    more_array, leaves) +
             "accuracy: {head: quantised}\n";
    };
    const Evaluation published = test::evaluate(test::load(design("performance_model: bitmod-2025-07", "", "")))[0];
    const Evaluation native = test::evaluate(test::load(design(
        test::native_off + ", dram: {preset: bus}", ", " + test::native_off_pe, ", " + test::native_off_array)))[0];
    expect_equal(native, published, row["workload"] + " " + row["phase"] + " " + row["accelerator"]);
    ++compared;
  }
  EXPECT_EQ(compared, 60);
}

// independent_results.csv: random designs.
TEST(NativeModel, WithEverythingOffIsThePublishedOneOnRandomDesigns) {
  int compared = 0;
  for (auto row : test::rows_of("independent_results.csv")) {
    if (row["revision"] == "hpca25") continue;
    const auto design = [&](const std::string& model, const std::string& more_pe, const std::string& more_array,
                            const std::string& more_dram) {
      return format(
          "workloads: [{{model: {}, phase: {}, context: {}, batch: {}}}]\n"
          "design: {{{}, array: {{rows: {}, columns: {}{}}}, weights: {{bits: {}}}, kv_cache: {{bits: {}}},\n"
          "  pe: {{kind: custom, bit_serial: {}, dot_size: {}, energy: {} pJ, area: {} um2, activation_bits: {}{}}},\n"
          "  weight_buffer: {{size: {} B}}, input_buffer: {{size: {} B}}, dram: {{bus: {} bit, energy: {} "
          "pJ/bit{}}}}}\naccuracy: {{head: quantised}}\n",
          row["workload"], row["phase"], row["context"], row["batch"], model, row["rows"], row["columns"], more_array,
          row["weight_bits"], row["kv_bits"], row["bit_serial"] == "1" ? "true" : "false", row["dot_size"],
          row["pe_energy"], row["pe_area"], row["activation_bits"], more_pe, row["weight_buffer"], row["input_buffer"],
          row["bus"], row["dram_energy"], more_dram);
    };
    const std::string yaml =
        design(test::native_off, ", " + test::native_off_pe, ", " + test::native_off_array, ", preset: bus");
    expect_equal(test::evaluate(test::load(yaml))[0],
                 test::evaluate(test::load(design("performance_model: bitmod-2025-07", "", "", "")))[0], yaml);
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST(NativeModel, TheShippedSpaceWithEverythingOffIsThePublishedOne) {
  const models::LoadedSpace off = test::load_file("configs/reproduce/native-off.yaml");
  const models::LoadedSpace published = test::load(
      "workloads: [{model: llama-2-7b, phase: prefill, context: 256}, {model: llama-2-7b, phase: decode, context: 256, "
      "tokens: 20}]\n"
      "design: {performance_model: bitmod-2025-07, array: {rows: 32, columns: 32}, weights: {datatype: bitmod4}, "
      "kv_cache: {datatype: int8}}\naccuracy: {head: quantised}\n");
  for (const std::size_t w : {0U, 1U}) expect_equal(test::evaluate(off)[w], test::evaluate(published)[w], "workload");
}

}  // namespace
}  // namespace bitpareto::models
