// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/simd/kernels.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
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
    // Debugging and tests: nothing faster than the named set.
    if (const char* const most = std::getenv("BITPARETO_KERNELS")) {
      const auto named = std::ranges::find(found, std::string_view{most}, &Kernels::name);
      if (named != found.end()) found.erase(named + 1, found.end());
    }
    return found;
  }();
  return sets;
}

}  // namespace bitpareto::models
