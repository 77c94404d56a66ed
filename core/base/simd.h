// SPDX-License-Identifier: Apache-2.0
/// Several neighbouring designs at a time, in the registers of an instruction set. Formulas over kinds of numbers
/// (core/base/number_kinds.h) take Simd as they take a double, and give the same bits lane by lane.
///
/// Vector extensions of g++ and clang instead of std::experimental::simd: a vector of these is of the width that its type says,
/// whatever the translation unit is compiled for, so one source serves all instruction sets (docs/decisions/0031). All of it is
/// inlined by force, because how such a vector is passed to a function depends on the instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

namespace bitpareto {

/// Lanes of the widest instruction set: what whole stretches are padded to.
inline constexpr std::size_t most_lanes = 8;

namespace detail {
template <int width>
struct VectorOf;
template <>
struct VectorOf<2> {
  typedef double Numbers __attribute__((vector_size(16)));        // NOLINT(modernize-use-using): g++ takes no attribute in a using
};
template <>
struct VectorOf<4> {
  typedef double Numbers __attribute__((vector_size(32)));        // NOLINT(modernize-use-using)
};
template <>
struct VectorOf<8> {
  typedef double Numbers __attribute__((vector_size(64)));        // NOLINT(modernize-use-using)
};
}  // namespace detail

/// `lanes` numbers: 2, 4 or 8.
template <int lanes>
struct Simd {
  using Numbers = typename detail::VectorOf<lanes>::Numbers;
  static constexpr std::size_t width = lanes;

  Numbers of;

  [[gnu::always_inline]] Simd() = default;
  [[gnu::always_inline]] explicit Simd(double value) : of{Numbers{} + value} {}  // minus nothing is exact, also of -0, and costs nothing
  [[nodiscard, gnu::always_inline]] static Simd load(const double* from) {
    Simd values;
    std::memcpy(&values.of, from, sizeof(Numbers));
    return values;
  }
  [[gnu::always_inline]] void store(double* to) const { std::memcpy(to, &of, sizeof(Numbers)); }

  [[gnu::always_inline]] friend Simd operator+(const Simd& a, const Simd& b) { return made(a.of + b.of); }
  [[gnu::always_inline]] friend Simd operator-(const Simd& a, const Simd& b) { return made(a.of - b.of); }
  [[gnu::always_inline]] friend Simd operator*(const Simd& a, const Simd& b) { return made(a.of * b.of); }
  [[gnu::always_inline]] friend Simd operator/(const Simd& a, const Simd& b) { return made(a.of / b.of); }
  // A comparison and what follows from it are one expression: g++ 12 takes truths that are kept apart lane by lane.
  /// As those of doubles (core/base/number_kinds.h).
  [[nodiscard, gnu::always_inline]] friend Simd if_less(const Simd& a, const Simd& b, const Simd& then, const Simd& otherwise) {
    return made(a.of < b.of ? then.of : otherwise.of);
  }
  [[nodiscard, gnu::always_inline]] friend Simd if_at_most(const Simd& a, const Simd& b, const Simd& then, const Simd& otherwise) {
    return made(a.of <= b.of ? then.of : otherwise.of);
  }
  [[nodiscard, gnu::always_inline]] friend Simd largest(const Simd& a, const Simd& b) { return made(a.of < b.of ? b.of : a.of); }
  // A maximum keeps one of its operands where either is no number; two of them, in both orders, differ there, and their sum is none.
  [[nodiscard, gnu::always_inline]] friend Simd larger(const Simd& a, const Simd& b) {
    return if_equal(made(b.of < a.of ? a.of : b.of), made(a.of < b.of ? b.of : a.of));
  }
  [[nodiscard, gnu::always_inline]] friend Simd smaller(const Simd& a, const Simd& b) {
    return if_equal(made(a.of < b.of ? a.of : b.of), made(b.of < a.of ? b.of : a.of));
  }

  /// Lane j of number i becomes lane i of number j.
  [[gnu::always_inline]] friend void transpose(std::array<Simd, static_cast<std::size_t>(lanes)>& numbers) {
    exchange<1>(numbers, std::make_integer_sequence<int, lanes>{});
  }

 private:
  /// Exchanges blocks of `size` x `size` numbers on both sides of the diagonal, then larger ones.
  template <int size, int... lane>
  [[gnu::always_inline]] static void exchange(std::array<Simd, static_cast<std::size_t>(lanes)>& numbers, std::integer_sequence<int, lane...> all) {
    for (std::size_t i = 0; i < width; ++i) {
      if ((i & size) != 0) continue;
      const Numbers a = numbers[i].of;
      const Numbers b = numbers[i + size].of;
      numbers[i].of = __builtin_shufflevector(a, b, ((lane & size) == 0 ? lane : lanes + lane - size)...);
      numbers[i + size].of = __builtin_shufflevector(a, b, ((lane & size) == 0 ? lane + size : lanes + lane)...);
    }
    if constexpr (2 * size < lanes) exchange<2 * size>(numbers, all);
  }
  /// Their sum where they differ.
  [[gnu::always_inline]] static Simd if_equal(const Simd& a, const Simd& b) { return made(a.of == b.of ? a.of : a.of + b.of); }
  [[gnu::always_inline]] static Simd made(const Numbers& numbers) {
    Simd values;
    values.of = numbers;
    return values;
  }
};

}  // namespace bitpareto
