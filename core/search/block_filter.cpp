// SPDX-License-Identifier: Apache-2.0
#include "core/search/block_filter.h"

#include <algorithm>

#include "core/base/simd.h"
#include "core/system/run_on.h"

namespace bitpareto {

namespace {

constexpr std::size_t width = PointRow::width;
static_assert(block_size % width == 0);

/// As many codes as fit a vector of `lanes` doubles, and what comparing those gives.
template <int lanes>
struct VectorsOf;
template <>
struct VectorsOf<2> {
  typedef std::uint16_t Codes __attribute__((vector_size(16)));        // NOLINT(modernize-use-using): g++ takes no attribute in a using
  typedef std::int16_t CodeTruths __attribute__((vector_size(16)));    // NOLINT(modernize-use-using)
  typedef std::int64_t Truths __attribute__((vector_size(16)));        // NOLINT(modernize-use-using)
};
template <>
struct VectorsOf<4> {
  typedef std::uint16_t Codes __attribute__((vector_size(32)));        // NOLINT(modernize-use-using)
  typedef std::int16_t CodeTruths __attribute__((vector_size(32)));    // NOLINT(modernize-use-using)
  typedef std::int64_t Truths __attribute__((vector_size(32)));        // NOLINT(modernize-use-using)
};
template <>
struct VectorsOf<8> {
  typedef std::uint16_t Codes __attribute__((vector_size(64)));        // NOLINT(modernize-use-using)
  typedef std::int16_t CodeTruths __attribute__((vector_size(64)));    // NOLINT(modernize-use-using)
  typedef std::int64_t Truths __attribute__((vector_size(64)));        // NOLINT(modernize-use-using)
};

struct Bits {
  alignas(64) std::uint16_t of_code[width];  // in the half of a PointSet that it belongs to
  alignas(64) std::int64_t of_design[width];
};
constexpr Bits bit = [] {
  Bits bits{};
  for (std::size_t i = 0; i < width; ++i) {
    bits.of_code[i] = static_cast<std::uint16_t>(1U << i % 16);
    bits.of_design[i] = std::int64_t{1} << i;
  }
  return bits;
}();

/// Which of thirty-two codes are `code`.
template <int lanes>
[[gnu::always_inline]] inline PointSet equal_codes(const InfeasibleCode* codes, InfeasibleCode code) {
  using C = VectorsOf<lanes>;
  std::uint64_t halves[2] = {0, 0};
  for (std::size_t i = 0; i < width; i += 4 * std::size_t{lanes}) {
    typename C::Codes some;
    std::memcpy(&some, codes + i, sizeof some);
    typename C::CodeTruths bits;
    std::memcpy(&bits, bit.of_code + i, sizeof bits);
    typename C::CodeTruths found = some == code;
    found &= bits;
    std::uint64_t words[std::size_t{lanes}];
    std::memcpy(words, &found, sizeof words);
    for (std::size_t w = 0; w < std::size_t{lanes}; ++w) halves[(i + 4 * w) / 16] |= words[w];
  }
  for (std::uint64_t& half : halves) {
    half |= half >> 32U;
    half |= half >> 16U;
  }
  return static_cast<PointSet>((halves[0] & 0xffffU) | (halves[1] & 0xffffU) << 16U);
}

/// Which of thirty-two designs, of which column(o) is objective o, a point dominates.
template <int lanes, class ColumnOf>
[[gnu::always_inline]] inline PointSet dominated(const double* point, std::size_t objectives, const ColumnOf& column) {
  using Numbers = typename Simd<lanes>::Numbers;
  using Truths = typename VectorsOf<lanes>::Truths;
  Truths found{};
  for (std::size_t i = 0; i < width; i += std::size_t{lanes}) {
    Truths none_worse = Truths{} - 1;
    Truths one_better{};
    for (std::size_t o = 0; o < objectives; ++o) {
      Numbers numbers;
      std::memcpy(&numbers, column(o) + i, sizeof numbers);
      none_worse &= numbers >= point[o];
      one_better |= numbers > point[o];
    }
    Truths bits;
    std::memcpy(&bits, bit.of_design + i, sizeof bits);
    none_worse &= one_better;
    found |= none_worse & bits;
  }
  std::uint64_t words[std::size_t{lanes}];
  std::memcpy(words, &found, sizeof words);
  std::uint64_t all = 0;
  for (const std::uint64_t word : words) all |= word;
  return static_cast<PointSet>(all);
}

}  // namespace

std::span<const std::uint16_t> BlockFilter::remaining(const ObjectiveBlock& block, std::size_t size, std::span<std::uint64_t> counts) {
  take_recent();
  used_ = (size + width - 1) / width;
  count_codes(block.infeasible(), size, counts, left_);
  caught_ = {};
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) { drop_dominated<lanes>(block); });
  promote();
  std::size_t count = 0;
  for (std::size_t g = 0; g < used_; ++g) {
    for_each_point(left_[g], [&](std::size_t i) { positions_[count++] = static_cast<std::uint16_t>(g * width + i); });
  }
  return {positions_.data(), count};
}

/// One dominator after the other, so that only groups of which something is left meet the next.
template <int lanes>
[[gnu::always_inline]] inline void BlockFilter::drop_dominated(const ObjectiveBlock& block) {
  std::array<std::uint16_t, groups> rest;
  std::size_t count = 0;
  for (std::size_t g = 0; g < used_; ++g) {
    rest[count] = static_cast<std::uint16_t>(g);
    count += left_[g] != 0 ? 1U : 0U;
  }
  const double* const values = objectives_ > 0 ? block.values(0).data() : nullptr;
  for (std::size_t d = 0; d < dominators_ && count > 0; ++d) {
    const double* const point = values_.data() + d * objectives_;
    std::size_t kept = 0;
    std::uint32_t caught = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t g = rest[k];
      const PointSet gone = left_[g] & dominated<lanes>(point, objectives_, [&](std::size_t o) __attribute__((always_inline)) {
        return values + o * column_stride + g * width;
      });
      left_[g] &= ~gone;
      caught += static_cast<std::uint32_t>(std::popcount(gone));
      rest[kept] = static_cast<std::uint16_t>(g);
      kept += left_[g] != 0 ? 1U : 0U;
    }
    caught_[d] = caught;
    count = kept;
  }
}

/// Who caught more than the one before it meets the next block before it.
void BlockFilter::promote() {
  for (std::size_t d = 1; d < dominators_; ++d) {
    if (caught_[d] <= caught_[d - 1]) continue;
    double* const values = values_.data() + d * objectives_;
    std::swap_ranges(values - objectives_, values, values);
    std::swap(caught_[d - 1], caught_[d]);
  }
}

bool BlockFilter::catches(std::span<const double> values) {
  for (std::size_t r = 0; r < recents_; ++r) {
    if (!dominates(recent_.data() + r * objectives_, values.data(), objectives_)) continue;
    ++caught_since_[r];
    return true;
  }
  return false;
}

void BlockFilter::learn(std::span<const double> dominator) {
  // In place of the one that caught least.
  const std::size_t place = recents_ < most_recent ? recents_++ : static_cast<std::size_t>(std::ranges::min_element(caught_since_) - caught_since_.begin());
  std::ranges::copy(dominator, recent_.begin() + static_cast<std::ptrdiff_t>(place * objectives_));
  caught_since_[place] = 0;
}

/// The next blocks meet what caught most of this one; the last goes for it, for what catches much has moved on from there.
void BlockFilter::take_recent() {
  if (recents_ == 0) return;
  const auto best = std::ranges::max_element(caught_since_.begin(), caught_since_.begin() + static_cast<std::ptrdiff_t>(recents_)) - caught_since_.begin();
  if (dominators_ < most_dominators) ++dominators_;
  const auto count = static_cast<std::ptrdiff_t>(objectives_);
  std::copy_n(recent_.begin() + best * count, count, values_.begin() + static_cast<std::ptrdiff_t>((dominators_ - 1) * objectives_));
  recents_ = 0;
}

void count_codes(std::span<const InfeasibleCode> codes, std::size_t size, std::span<std::uint64_t> counts, std::span<PointSet> feasible) {
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    for (std::size_t first = 0; first < size; first += width) {
      PointSet rest = size - first < width ? (PointSet{1} << (size - first)) - 1 : ~PointSet{0};
      PointSet zero = 0;
      while (rest != 0) {  // once where all are the same
        const InfeasibleCode code = codes[first + static_cast<std::size_t>(std::countr_zero(rest))];
        const PointSet same = rest & equal_codes<lanes>(codes.data() + first, code);
        counts[code] += static_cast<std::uint64_t>(std::popcount(same));
        zero |= code == 0 ? same : 0;
        rest &= ~same;
      }
      feasible[first / width] = zero;
    }
  });
}

}  // namespace bitpareto
