// SPDX-License-Identifier: Apache-2.0
/// The designs of a space in an order that looks random, without a list of them.
#pragma once

#include <vector>

#include "core/design/space.h"
#include "explorers/walk.h"

namespace bitpareto::explorers {

/// Every design once, in an order that a seed decides; of a space beyond 2^64 designs, 2^64 of them. The order is a
/// permutation of the numbers of designs: a Feistel network whose halves are numbers below any limit, walked along its
/// cycles where it leads out of the space (Black and Rogaway, CT-RSA 2002, sections 4 and 5). Beyond 2^64 the levels of all axes
/// take the place of two halves.
class Shuffle final : public Walk {
 public:
  Shuffle(const Space& space, std::uint64_t seed);

  [[nodiscard]] std::uint64_t last() const override { return last_; }
  void levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const override;
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::span<const std::uint64_t> levels) const override;
  void fill(DesignBlock& block, std::uint64_t number, std::size_t count) const override;

 private:
  void permute(std::span<std::uint64_t> places) const;
  void permute_back(std::span<std::uint64_t> places) const;
  [[nodiscard]] std::uint64_t step(std::uint64_t sum, std::size_t round, std::size_t place) const;

  const Space* space_;
  std::uint64_t last_;
  std::vector<std::uint64_t> limits_;  // of each place: the levels of each axis, or two numbers whose product is the size or more
  std::vector<std::uint64_t> keys_;    // [round][place]
};

}  // namespace bitpareto::explorers
