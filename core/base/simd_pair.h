// SPDX-License-Identifier: Apache-2.0
/// Twice as many designs as a Simd takes: formulas that look up where their numbers stand do so half as often, and no addition waits for the one
/// before it. Takes what Simd takes, with the same bits; pairs of pairs too. Inlined by force for the same reason.
#pragma once

#include <cstddef>

namespace bitpareto {

template <class V>
struct SimdPair {
  static constexpr std::size_t width = 2 * V::width;

  V first, second;

  [[gnu::always_inline]] SimdPair() = default;
  [[gnu::always_inline]] explicit SimdPair(double value) : first{value}, second{value} {}
  [[gnu::always_inline]] SimdPair(const V& a, const V& b) : first{a}, second{b} {}
  /// The second half stands `step` numbers behind the first.
  [[nodiscard, gnu::always_inline]] static SimdPair load(const double* from, std::size_t step) { return {V::load(from), V::load(from + step)}; }
  [[gnu::always_inline]] void store(double* to) const {
    first.store(to);
    second.store(to + V::width);
  }

  [[gnu::always_inline]] friend SimdPair operator+(const SimdPair& a, const SimdPair& b) { return {a.first + b.first, a.second + b.second}; }
  [[gnu::always_inline]] friend SimdPair operator-(const SimdPair& a, const SimdPair& b) { return {a.first - b.first, a.second - b.second}; }
  [[gnu::always_inline]] friend SimdPair operator*(const SimdPair& a, const SimdPair& b) { return {a.first * b.first, a.second * b.second}; }
  [[gnu::always_inline]] friend SimdPair operator/(const SimdPair& a, const SimdPair& b) { return {a.first / b.first, a.second / b.second}; }
  [[nodiscard, gnu::always_inline]] friend SimdPair if_less(const SimdPair& a, const SimdPair& b, const SimdPair& then, const SimdPair& otherwise) {
    return {if_less(a.first, b.first, then.first, otherwise.first), if_less(a.second, b.second, then.second, otherwise.second)};
  }
  [[nodiscard, gnu::always_inline]] friend SimdPair if_at_most(const SimdPair& a, const SimdPair& b, const SimdPair& then, const SimdPair& otherwise) {
    return {if_at_most(a.first, b.first, then.first, otherwise.first), if_at_most(a.second, b.second, then.second, otherwise.second)};
  }
  [[nodiscard, gnu::always_inline]] friend SimdPair largest(const SimdPair& a, const SimdPair& b) {
    return {largest(a.first, b.first), largest(a.second, b.second)};
  }
  [[nodiscard, gnu::always_inline]] friend SimdPair larger(const SimdPair& a, const SimdPair& b) {
    return {larger(a.first, b.first), larger(a.second, b.second)};
  }
  [[nodiscard, gnu::always_inline]] friend SimdPair smaller(const SimdPair& a, const SimdPair& b) {
    return {smaller(a.first, b.first), smaller(a.second, b.second)};
  }
};

}  // namespace bitpareto
