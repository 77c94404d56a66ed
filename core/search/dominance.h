// SPDX-License-Identifier: Apache-2.0
/// Comparing a point with thirty-two others at a time. All objectives are minimised.
///
/// Points are compared in single precision first. Rounding keeps order, so what is at most something else is so when both are rounded:
/// such a comparison may take two numbers for equal but never misses a point, and what it finds is compared again as it was given.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace bitpareto {

/// Whether `a` is nowhere worse than `b`.
[[nodiscard]] inline bool covers(const double* a, const double* b, std::size_t objectives) {
  bool worse = false;
  for (std::size_t o = 0; o < objectives; ++o) worse |= b[o] < a[o];
  return !worse;
}

/// Whether `a` is nowhere worse than `b` and somewhere better. Equal points do not dominate each other.
[[nodiscard]] inline bool dominates(const double* a, const double* b, std::size_t objectives) {
  return covers(a, b, objectives) && !covers(b, a, objectives);
}
[[nodiscard]] inline bool dominates(std::span<const double> a, std::span<const double> b) { return dominates(a.data(), b.data(), a.size()); }

/// The nearest number of single precision that is finite: keeps order.
[[nodiscard]] inline float nearest_float(double value) {
  constexpr double most = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -most, most));
}

/// One objective of thirty-two points, two cache lines. Where there is no point stands no_point.
struct alignas(64) PointRow {
  static constexpr std::size_t width = 32;
  float at[width];
};

/// Is neither at most nor at least anything.
inline constexpr float no_point = std::numeric_limits<float>::quiet_NaN();

/// Which of the points of a row: bit i is point i.
using PointSet = std::uint32_t;

/// Calls visit(i) for the points of a set, in order.
template <class Visitor>
[[gnu::always_inline]] inline void for_each_point(PointSet set, const Visitor& visit) {
  for (; set != 0; set &= set - 1) visit(static_cast<std::size_t>(std::countr_zero(set)));
}

namespace detail {

template <int width>
struct FloatsOf;
template <>
struct FloatsOf<4> {
  typedef float Numbers __attribute__((vector_size(16)));              // NOLINT(modernize-use-using): g++ takes no attribute in a using
  typedef std::int32_t Truths __attribute__((vector_size(16)));        // NOLINT(modernize-use-using)
};
template <>
struct FloatsOf<8> {
  typedef float Numbers __attribute__((vector_size(32)));              // NOLINT(modernize-use-using)
  typedef std::int32_t Truths __attribute__((vector_size(32)));        // NOLINT(modernize-use-using)
};
template <>
struct FloatsOf<16> {
  typedef float Numbers __attribute__((vector_size(64)));              // NOLINT(modernize-use-using)
  typedef std::int32_t Truths __attribute__((vector_size(64)));        // NOLINT(modernize-use-using)
};

struct PointBits {
  alignas(64) std::int32_t of[PointRow::width];
};
/// The bit of each point in a PointSet.
inline constexpr PointBits point_bits = [] {
  PointBits bits{};
  for (std::size_t i = 0; i < PointRow::width; ++i) bits.of[i] = static_cast<std::int32_t>(PointSet{1} << i);
  return bits;
}();

/// As many points as the instruction set compares at once; `lanes` is what run_on gives.
template <int lanes>
struct PointLanes {
  using Numbers = typename FloatsOf<2 * lanes>::Numbers;
  using Truths = typename FloatsOf<2 * lanes>::Truths;
  static constexpr std::size_t width = 2 * lanes;

  [[gnu::always_inline]] static void load(Numbers& numbers, const float* from) { std::memcpy(&numbers, from, sizeof numbers); }
  /// Adds the points i, ..., i + width - 1 for which `truths` is true.
  [[gnu::always_inline]] static void add(Truths& found, const Truths& truths, std::size_t i) {
    Truths bits;
    std::memcpy(&bits, point_bits.of + i, sizeof bits);
    found |= truths & bits;
  }
  [[nodiscard, gnu::always_inline]] static PointSet set(const Truths& found) {
    std::uint64_t pairs[width / 2];
    std::memcpy(pairs, &found, sizeof pairs);
    std::uint64_t both = 0;
    for (const std::uint64_t pair : pairs) both |= pair;
    return static_cast<PointSet>(both | both >> 32U);
  }
};

}  // namespace detail

namespace detail {

/// The points of which `holds(number, y)` is true in each objective.
template <int lanes, class Holds>
[[gnu::always_inline]] inline PointSet those(const PointRow* rows, const float* y, std::size_t objectives, const Holds& holds) {
  using L = PointLanes<lanes>;
  typename L::Truths found{};
  typename L::Numbers numbers;
  for (std::size_t i = 0; i < PointRow::width; i += L::width) {
    typename L::Truths all = typename L::Truths{} - 1;
    for (std::size_t o = 0; o < objectives; ++o) {
      L::load(numbers, rows[o].at + i);
      holds(all, numbers, y[o]);
    }
    L::add(found, all, i);
  }
  return L::set(found);
}

}  // namespace detail

/// The points, of which rows[o] is objective o, that are at most y in each objective. `lanes` is what run_on gives.
template <int lanes>
[[gnu::always_inline]] inline PointSet at_most(const PointRow* rows, const float* y, std::size_t objectives) {
  return detail::those<lanes>(rows, y, objectives,
                              [](auto& all, const auto& numbers, float limit) __attribute__((always_inline)) { all &= numbers <= limit; });
}

/// Those that are at least y.
template <int lanes>
[[gnu::always_inline]] inline PointSet at_least(const PointRow* rows, const float* y, std::size_t objectives) {
  return detail::those<lanes>(rows, y, objectives,
                              [](auto& all, const auto& numbers, float limit) __attribute__((always_inline)) { all &= numbers >= limit; });
}

/// Those that are at most y in `low`, or at least y in `high`.
template <int lanes>
[[gnu::always_inline]] inline PointSet either_side(const PointRow* low, const PointRow* high, const float* y, std::size_t objectives) {
  using L = detail::PointLanes<lanes>;
  typename L::Truths found{};
  typename L::Numbers numbers;
  for (std::size_t i = 0; i < PointRow::width; i += L::width) {
    typename L::Truths below = typename L::Truths{} - 1;
    typename L::Truths above = below;
    for (std::size_t o = 0; o < objectives; ++o) {
      L::load(numbers, low[o].at + i);
      below &= numbers <= y[o];
      L::load(numbers, high[o].at + i);
      above &= numbers >= y[o];
    }
    below |= above;
    L::add(found, below, i);
  }
  return L::set(found);
}

}  // namespace bitpareto
