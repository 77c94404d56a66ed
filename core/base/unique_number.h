// SPDX-License-Identifier: Apache-2.0
/// What tells objects apart whose address may come again.
#pragma once

#include <atomic>
#include <cstdint>

namespace bitpareto {

/// A number, from 1 on, that no other call in this process gives. Thread-safe.
[[nodiscard]] inline std::uint64_t unique_number() {
  static std::atomic<std::uint64_t> given{0};
  return ++given;
}

}  // namespace bitpareto
