// SPDX-License-Identifier: Apache-2.0
/// Random numbers as searches need them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/random.h"

namespace bitpareto::explorers {

/// The same for a seed on every machine. One thread at a time.
class Draws {
 public:
  /// `use` keeps those apart that share a seed.
  Draws(std::uint64_t seed, std::uint64_t use) : stream_{seed, use} {}
  std::uint64_t bits() { return stream_.bits(); }
  /// In (0, 1).
  double uniform() { return stream_.uniform(); }
  /// In 0, ..., limit - 1. Requires limit > 0.
  std::uint64_t below(std::uint64_t limit) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{stream_.bits()} * limit >> 64U);
  }
  std::size_t position(std::size_t size) { return static_cast<std::size_t>(below(size)); }
  bool chance(double probability) { return stream_.uniform() < probability; }

 private:
  Stream stream_;
};

}  // namespace bitpareto::explorers
