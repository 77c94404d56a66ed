// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on files of tensors: whatever the bytes, they are refused or quantised, never more.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "models/catalogue.h"
#include "models/weight_quantisation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  static const int file = memfd_create("tensors", 0);
  static const std::vector<std::filesystem::path> paths{"/proc/self/fd/" + std::to_string(file)};
  if (ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) != static_cast<ssize_t>(size)) return -1;
  Diagnostics diagnostics;
  const auto set = models::open_safetensors(paths, diagnostics);
  if (set.has_value() == diagnostics.has_errors()) __builtin_trap();
  if (!set) return 0;
  const std::vector<models::QuantisationChoice> choices{{models::find_datatype("bitmod3"), 16},
                                                        {models::find_datatype("olive4"), 0},
                                                        {models::find_datatype("nvfp4"), 16}};
  static_cast<void>(models::quantise_layers(*set, choices, 1));
  return 0;
}
