// SPDX-License-Identifier: Apache-2.0
#include "models/simd/kernels.h"

#include <vector>

namespace bitpareto::models {

extern const Kernels plain_kernels, baseline_kernels;
#if defined(__x86_64__)
extern const Kernels avx2_kernels, avx512_kernels;
#endif

std::span<const Kernels* const> kernel_sets() {
  static const std::vector<const Kernels*> sets = [] {
    std::vector<const Kernels*> found{&plain_kernels, &baseline_kernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) found.push_back(&avx2_kernels);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
      found.push_back(&avx512_kernels);
    }
#endif
    return found;
  }();
  return sets;
}

}  // namespace bitpareto::models
