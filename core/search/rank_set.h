// SPDX-License-Identifier: Apache-2.0
/// A set of numbers below a limit that tells which member stands next to a number.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bitpareto {

/// A bit per number in words of 64, above them a bit per word that is not empty, and so on: each step of insert, erase, before and after looks at
/// one word, and four steps reach 16 million numbers. A balanced tree takes as many steps as there are bits in that, each to another place in memory.
class RankSet {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  explicit RankSet(std::size_t limit) {
    do {
      limit = (limit + word_bits - 1) / word_bits;
      levels_.emplace_back(limit);
    } while (limit > 1);
  }

  /// Requires a number below the limit, here and below.
  void insert(std::size_t number) {
    for (std::vector<std::uint64_t>& words : levels_) {
      std::uint64_t& word = words[number / word_bits];
      const bool was_empty = word == 0;
      word |= bit(number);
      if (!was_empty) return;
      number /= word_bits;
    }
  }
  void erase(std::size_t number) {
    for (std::vector<std::uint64_t>& words : levels_) {
      std::uint64_t& word = words[number / word_bits];
      word &= ~bit(number);
      if (word != 0) return;
      number /= word_bits;
    }
  }
  /// The greatest member below a number, or none.
  [[nodiscard]] std::size_t before(std::size_t number) const {
    return nearest(
        number, [](std::size_t n) { return bit(n) - 1; },
        [](std::uint64_t word) { return word_bits - 1 - static_cast<std::size_t>(std::countl_zero(word)); });
  }
  /// The least member above a number, or none.
  [[nodiscard]] std::size_t after(std::size_t number) const {
    return nearest(
        number, [](std::size_t n) { return ~(bit(n) - 1) ^ bit(n); },
        [](std::uint64_t word) { return static_cast<std::size_t>(std::countr_zero(word)); });
  }

 private:
  static constexpr std::size_t word_bits = 64;
  static constexpr std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << (number % word_bits); }

  /// Up until a word has a member on the side that is asked for, and down again.
  template <class SideOf, class NearestIn>
  [[nodiscard]] std::size_t nearest(std::size_t number, const SideOf& side_of, const NearestIn& nearest_in) const {
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      const std::uint64_t word = levels_[level][number / word_bits] & side_of(number);
      number /= word_bits;
      if (word == 0) continue;
      number = number * word_bits + nearest_in(word);
      while (level-- > 0) number = number * word_bits + nearest_in(levels_[level][number]);
      return number;
    }
    return none;
  }

  std::vector<std::vector<std::uint64_t>> levels_;  // the numbers first
};

}  // namespace bitpareto
