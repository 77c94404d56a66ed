// SPDX-License-Identifier: Apache-2.0
#include "explorers/shuffle.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/base/random.h"

namespace bitpareto::explorers {

namespace {

__extension__ using Wide = unsigned __int128;

/// Each round changes every place. Three for two halves are a pseudorandom permutation (Luby and Rackoff, 1988, who count a
/// half as a round: six of theirs).
constexpr std::size_t rounds = 3;

/// A number that stands for a level in the sum over places.
std::uint64_t stand_in(std::size_t place, std::uint64_t level) { return Stream::mix(level + (place + 1) * 0x9E37'79B9'7F4A'7C15U); }

std::uint64_t sum_of(std::span<const std::uint64_t> places) {
  std::uint64_t sum = 0;
  for (std::size_t p = 0; p < places.size(); ++p) sum += stand_in(p, places[p]);
  return sum;
}

/// The least whole number whose square is more than `last`: a side of a square with room for 0 ... last.
std::uint64_t side_of(std::uint64_t last) {
  auto side = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(last)));
  while (Wide{side} * side > last) --side;
  while (Wide{side} * side <= last) ++side;
  return side;
}

}  // namespace

Shuffle::Shuffle(const Space& space, std::uint64_t seed)
    : space_{&space},
      last_{space.is_indexable() ? space.last_index() : std::numeric_limits<std::uint64_t>::max()} {
  if (space.is_indexable()) {
    const std::uint64_t side = side_of(last_);
    limits_ = {last_ / side + 1, side};
  } else {
    for (const Axis& axis : space.axes()) limits_.push_back(axis.levels.size());
  }
  for (std::size_t k = 0; k < rounds * limits_.size(); ++k) keys_.push_back(Stream{seed, k}.bits());
}

std::uint64_t Shuffle::step(std::uint64_t sum, std::size_t round, std::size_t place) const {
  return static_cast<std::uint64_t>(Wide{Stream::mix(sum + keys_[round * limits_.size() + place])} * limits_[place] >> 64U);
}

// Each place moves by what all others say, which can be taken back.
void Shuffle::permute(std::span<std::uint64_t> places) const {
  std::uint64_t sum = sum_of(places);
  for (std::size_t r = 0; r < rounds; ++r) {
    for (std::size_t p = 0; p < places.size(); ++p) {
      sum -= stand_in(p, places[p]);
      places[p] = static_cast<std::uint64_t>((Wide{places[p]} + step(sum, r, p)) % limits_[p]);
      sum += stand_in(p, places[p]);
    }
  }
}

void Shuffle::permute_back(std::span<std::uint64_t> places) const {
  std::uint64_t sum = sum_of(places);
  for (std::size_t r = rounds; r-- > 0;) {
    for (std::size_t p = places.size(); p-- > 0;) {
      sum -= stand_in(p, places[p]);
      places[p] = static_cast<std::uint64_t>((Wide{places[p]} + limits_[p] - step(sum, r, p)) % limits_[p]);
      sum += stand_in(p, places[p]);
    }
  }
}

void Shuffle::levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const {
  if (!space_->is_indexable()) {
    for (std::size_t a = levels.size(); a-- > 0; number /= limits_[a]) levels[a] = number % limits_[a];
    permute(levels);
    return;
  }
  do {
    std::array<std::uint64_t, 2> places{number / limits_[1], number % limits_[1]};
    permute(places);
    number = places[0] * limits_[1] + places[1];
  } while (number > last_);
  space_->levels_of(number, levels);
}

std::optional<std::uint64_t> Shuffle::number_of(std::span<const std::uint64_t> levels) const {
  if (space_->is_indexable()) {
    std::uint64_t number = space_->index_of(levels);
    do {
      std::array<std::uint64_t, 2> places{number / limits_[1], number % limits_[1]};
      permute_back(places);
      number = places[0] * limits_[1] + places[1];
    } while (number > last_);
    return number;
  }
  std::vector<std::uint64_t> places{levels.begin(), levels.end()};
  permute_back(places);
  Wide number = 0;
  for (std::size_t a = 0; a < places.size(); ++a) {
    number = number * limits_[a] + places[a];
    if (number > std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
  }
  return static_cast<std::uint64_t>(number);
}

void Shuffle::fill(DesignBlock& block, std::uint64_t number, std::size_t count) const {
  std::vector<std::uint64_t> levels(space_->axes().size());
  block.clear();
  for (std::size_t i = 0; i < count; ++i) {
    levels_of(number + i, levels);
    block.push(levels);
  }
}

}  // namespace bitpareto::explorers
