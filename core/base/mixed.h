// SPDX-License-Identifier: Apache-2.0
/// Digests of numbers, to find equal rows of them.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace bitpareto {

/// A digest of what `digest` stands for and one number more. Equal bits give equal digests; so may, rarely, others.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t digest, std::uint64_t bits) {
  digest = (digest ^ bits) * 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio: odd, its bits mixed
  return digest ^ digest >> 32U;
}

/// Of a row.
[[nodiscard]] inline std::uint64_t digest_of(std::span<const double> row) {
  std::uint64_t digest = 0;
  for (const double number : row) digest = mixed(digest, std::bit_cast<std::uint64_t>(number));
  return digest;
}

}  // namespace bitpareto
