// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on the other YAML files: the first byte chooses a technology, PE, DRAM or datatype.
#include "models/datatypes/group_quantiser.h"
#include "models/datatypes/user_datatype.h"
#include "models/hardware/dram.h"
#include "models/hardware/pe.h"
#include "models/hardware/technology.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  if (size == 0) return 0;
  const std::filesystem::path path = fuzz::file_of({reinterpret_cast<const char*>(bytes) + 1, size - 1});
  Diagnostics diagnostics;
  switch (bytes[0] % 4) {
    case 0:
      fuzz::check(models::read_technology("t", path, diagnostics).has_value(), diagnostics);
      break;
    case 1:
      fuzz::check(models::read_pe("p", path, diagnostics).has_value(), diagnostics);
      break;
    case 2:
      fuzz::check(models::read_dram("d", path, diagnostics).has_value(), diagnostics);
      break;
    default: {
      const auto datatype = models::read_user_datatype("u", path, diagnostics);
      fuzz::check(datatype != nullptr, diagnostics);
      if (!datatype) break;
      models::GroupQuantiser quantiser{datatype->entry.quantisation};
      const std::vector<float> w{-1, 0.5F, 0, 3, 1e-3F};
      const models::GroupStatistics s = models::fastest_kernels().statistics(w.data(), w.size());
      fuzz::require(quantiser.error(w, s) >= 0);
    }
  }
  return 0;
}
