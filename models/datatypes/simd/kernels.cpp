// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/simd/kernels.h"

#include <vector>

#include "core/system/instruction_set.h"

namespace bitpareto::models {

extern const Kernels plain_kernels, baseline_kernels;
#if defined(__x86_64__)
extern const Kernels avx2_kernels, avx512_kernels;
#endif

namespace {

const Kernels& kernels_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::plain:
      return plain_kernels;
#if defined(__x86_64__)
    case InstructionSet::avx2:
      return avx2_kernels;
    case InstructionSet::avx512:
      return avx512_kernels;
#endif
    default:
      return baseline_kernels;
  }
}

}  // namespace

std::span<const Kernels* const> kernel_sets() {
  static const std::vector<const Kernels*> sets = [] {
    std::vector<const Kernels*> found;
    for (const InstructionSet set : instruction_sets()) found.push_back(&kernels_of(set));
    return found;
  }();
  return sets;
}

}  // namespace bitpareto::models
