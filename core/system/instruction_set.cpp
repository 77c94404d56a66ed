// SPDX-License-Identifier: Apache-2.0
#include "core/system/instruction_set.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace bitpareto {

namespace {
constexpr std::array<std::string_view, 4> names{"plain", "baseline", "avx2", "avx512"};
}  // namespace

std::string_view to_text(InstructionSet set) { return names[static_cast<std::size_t>(set)]; }

std::span<const InstructionSet> instruction_sets() {
  static const std::vector<InstructionSet> sets = [] {
    std::vector found{InstructionSet::plain, InstructionSet::baseline};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) found.push_back(InstructionSet::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
      found.push_back(InstructionSet::avx512);
    }
#endif
    // Debugging and tests: nothing faster than the named set.
    if (const char* const most = std::getenv("BITPARETO_KERNELS")) {
      const auto named = std::ranges::find(found, std::string_view{most}, to_text);
      if (named != found.end()) found.erase(named + 1, found.end());
    }
    return found;
  }();
  return sets;
}

}  // namespace bitpareto
