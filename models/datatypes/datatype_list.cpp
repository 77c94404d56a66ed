// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/datatype_list.h"

#include <algorithm>
#include <array>

namespace bitpareto::models {

extern const DatatypeEntry  //
    fp16,
    bf16, int2, int3, int4, int5, int6, int7, int8, int2_asym, int3_asym, int4_asym, int5_asym, int6_asym, int7_asym,
    int8_asym, fp3, fp4, fp5_e2m2, fp5_e3m1, fp6_e2m3, fp6_e3m2, fp8_e4m3, fp8_e5m2, flint4, flint5, ant3, ant4, ant5,
    ant3_per_group, ant4_per_group, fp3_er, fp3_ea, bitmod3, bitmod3_sv35, bitmod3_sv56, fp4_er, fp4_ea, bitmod4, mxfp4, mxfp3_bitmod,
    mxfp4_bitmod, mxint3, mxint4, mxint6, mxint8, nvfp4, nvfp4_razer, nvif4, olive3, olive4, olive5;

namespace {

constexpr std::array datatype_list{
    &fp16, &bf16, &int2, &int3, &int4, &int5, &int6,
    &int7, &int8, &int2_asym, &int3_asym, &int4_asym, &int5_asym, &int6_asym,
    &int7_asym, &int8_asym, &fp3, &fp4, &fp5_e2m2, &fp5_e3m1, &fp6_e2m3,
    &fp6_e3m2, &fp8_e4m3, &fp8_e5m2, &flint4, &flint5, &ant3, &ant4,
    &ant5, &ant3_per_group, &ant4_per_group, &fp3_er, &fp3_ea, &bitmod3, &bitmod3_sv35,
    &bitmod3_sv56, &fp4_er, &fp4_ea, &bitmod4, &mxfp4, &mxfp3_bitmod, &mxfp4_bitmod,
    &mxint3, &mxint4, &mxint6, &mxint8, &nvfp4, &nvfp4_razer, &nvif4,
    &olive3, &olive4, &olive5,
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

}  // namespace bitpareto::models
