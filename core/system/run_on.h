// SPDX-License-Identifier: Apache-2.0
/// A loop over several numbers at a time, compiled for each instruction set and run with the one that this machine has.
#pragma once

#include "core/system/instruction_set.h"

namespace bitpareto {

namespace detail {

#if defined(__x86_64__)
// What these inline is compiled for their instructions; nothing else is, so that no function with them in it can be taken for one
// without by the linker.
template <class Loop>
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl"), gnu::flatten]] void run_on_avx512(const Loop& loop) {
  loop.template operator()<8>();
}
template <class Loop>
[[gnu::target("avx2"), gnu::flatten]] void run_on_avx2(const Loop& loop) {
  loop.template operator()<4>();
}
#endif

}  // namespace detail

/// Calls loop.operator()<lanes>() with as many lanes as a Simd of that set has. The loop, and what in it gives a Simd by value, must be inlined by force.
template <class Loop>
void run_on(InstructionSet set, const Loop& loop) {
  switch (set) {
#if defined(__x86_64__)
    case InstructionSet::avx512:
      return detail::run_on_avx512(loop);
    case InstructionSet::avx2:
      return detail::run_on_avx2(loop);
#endif
    default:
      return loop.template operator()<2>();
  }
}

}  // namespace bitpareto
