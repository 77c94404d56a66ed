// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on files of tensors: whatever the bytes, they are refused or quantised, never more. Text that begins with a
/// brace is read as an index too.
#include "models/checkpoint/weight_quantisation.h"
#include "models/datatypes/datatype_list.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  const std::vector<std::filesystem::path> paths{fuzz::file_of({reinterpret_cast<const char*>(bytes), size})};
  if (size > 0 && bytes[0] == '{') {
    static const std::filesystem::path index = std::filesystem::temp_directory_path() /
                                               ("bitpareto-fuzz-" + std::to_string(getpid()) + ".index.json");
    std::filesystem::copy_file(paths[0], index, std::filesystem::copy_options::overwrite_existing);
    Diagnostics diagnostics;
    fuzz::check(models::open_safetensors(std::vector{index}, diagnostics).has_value(), diagnostics);
  }
  Diagnostics diagnostics;
  const auto set = models::open_safetensors(paths, diagnostics);
  fuzz::check(set.has_value(), diagnostics);
  if (!set) return 0;
  const std::vector<models::QuantisationChoice> choices{{models::find_datatype("bitmod3"), 16},
                                                        {models::find_datatype("olive4"), 0},
                                                        {models::find_datatype("nvfp4"), 16}};
  static_cast<void>(models::quantise_layers(*set, choices, 1));
  return 0;
}
