// SPDX-License-Identifier: Apache-2.0
#include "models/catalogue.h"

#include <algorithm>
#include <array>

namespace bitpareto::models {

extern const DatatypeEntry  //
    fp16,
    bf16, int2, int3, int4, int5, int6, int7, int8, int2_asym, int3_asym, int4_asym, int5_asym, int6_asym, int7_asym,
    int8_asym, fp3, fp4, fp5_e2m2, fp5_e3m1, fp6_e2m3, fp6_e3m2, flint4, flint5, ant3, ant4, ant5, ant3_per_group,
    ant4_per_group, fp3_er, fp3_ea, bitmod3, bitmod3_sv35, bitmod3_sv56, fp4_er, fp4_ea, bitmod4, mxfp4, mxfp3_bitmod,
    mxfp4_bitmod, mxint3, mxint4, mxint6, mxint8, nvfp4, nvfp4_razer, nvif4, olive3, olive4, olive5;

namespace {

constexpr std::array datatype_list{
    &fp16,           &bf16,      &int2,      &int3,         &int4,         &int5,         &int6,
    &int7,           &int8,      &int2_asym, &int3_asym,    &int4_asym,    &int5_asym,    &int6_asym,
    &int7_asym,      &int8_asym, &fp3,       &fp4,          &fp5_e2m2,     &fp5_e3m1,     &fp6_e2m3,
    &fp6_e3m2,       &flint4,    &flint5,    &ant3,         &ant4,         &ant5,         &ant3_per_group,
    &ant4_per_group, &fp3_er,    &fp3_ea,    &bitmod3,      &bitmod3_sv35, &bitmod3_sv56, &fp4_er,
    &fp4_ea,         &bitmod4,   &mxfp4,     &mxfp3_bitmod, &mxfp4_bitmod, &mxint3,       &mxint4,
    &mxint6,         &mxint8,    &nvfp4,     &nvfp4_razer,  &nvif4,        &olive3,       &olive4,
    &olive5,
};

constexpr std::array performance_model_list{
    PerformanceModelEntry{
        native_model,
        "that of July 2025 with DRAM in physical units, decode as hardware runs it, SRAM that leaks, and "
        "what stays on the chip; each addition an option",
        "docs/native.md, which names the source of each addition"},
    PerformanceModelEntry{"bitmod-2025-07",
                          "the BitMoD simulator of July 2025: batches, attention per head, KV-cache precision",
                          "github.com/abdelfattah-lab/BitMoD-HPCA-25, revision of July 2025"},
    PerformanceModelEntry{"hpca25",
                          "the BitMoD simulator behind Fig. 7 to 9 of the paper: batch 1, heads lumped together",
                          "Chen et al., HPCA 2025 (arXiv 2411.11745)"},
};

}  // namespace

std::span<const DatatypeEntry* const> datatypes() { return datatype_list; }

const DatatypeEntry* find_datatype(std::string_view name) {
  const auto it = std::ranges::find(datatype_list, name, &DatatypeEntry::name);
  return it == datatype_list.end() ? nullptr : *it;
}

std::vector<std::string> datatype_names() {
  std::vector<std::string> names;
  for (const DatatypeEntry* entry : datatype_list) names.emplace_back(entry->name);
  return names;
}

std::vector<std::string> datatype_families() {
  std::vector<std::string> families;
  for (const DatatypeEntry* entry : datatype_list) {
    families.emplace_back(entry->family);
  }
  std::ranges::sort(families);
  families.erase(std::unique(families.begin(), families.end()), families.end());
  return families;
}

std::span<const PerformanceModelEntry> performance_models() { return performance_model_list; }

std::vector<std::string> performance_model_names() {
  std::vector<std::string> names;
  for (const PerformanceModelEntry& entry : performance_model_list) names.emplace_back(entry.name);
  return names;
}

}  // namespace bitpareto::models
