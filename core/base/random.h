// SPDX-License-Identifier: Apache-2.0
/// Random numbers addressed by index: the same on every machine, in any order, on any thread.
#pragma once

#include <cstdint>

namespace bitpareto {

/// The numbers that belong to (seed, index); each call gives the next of them. SplitMix64 (Steele et al., OOPSLA 2014)
/// started at a mix of both.
class Stream {
 public:
  constexpr Stream(std::uint64_t seed, std::uint64_t index) : state_{mix(seed + golden) ^ mix(index + 2 * golden)} {}

  constexpr std::uint64_t bits() { return mix(state_ += golden); }
  /// Uniform in (0, 1), never an end.
  constexpr double uniform() { return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1p-52; }

  /// Another number for each number, all bits of which depend on all of its bits.
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }

 private:
  static constexpr std::uint64_t golden = 0x9E37'79B9'7F4A'7C15U;
  std::uint64_t state_;
};

}  // namespace bitpareto
