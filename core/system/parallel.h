// SPDX-License-Identifier: Apache-2.0
/// Work on several threads. Only user of oneTBB.
#pragma once

#include <cstddef>
#include <functional>

namespace bitpareto {

/// The threads of this machine, at least 1.
[[nodiscard]] int hardware_threads();

/// Calls `work(i)` for every i in [0, count), on at most `threads` threads (at least 1) and in no order. Each call must
/// write only what no other call touches. Returns when all are done; an exception of a call is thrown again here.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace bitpareto
