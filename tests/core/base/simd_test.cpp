// SPDX-License-Identifier: Apache-2.0
/// Several numbers at a time are what each is alone, no number and infinities included.
#include "core/base/simd.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/base/number_kinds.h"
#include "core/base/simd_pair.h"

namespace bitpareto {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array numbers{0.0, 1.0, 1.5, 1e-300, 4.9e-324, 1e300, infinity, std::numeric_limits<double>::quiet_NaN()};

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Compares one lane after the other; the others hold something else.
template <int lanes, class OfSimd, class OfDouble>
void expect_same(const OfSimd& of_simd, const OfDouble& of_double) {
  using V = Simd<lanes>;
  for (const double a : numbers) {
    for (const double b : numbers) {
      for (std::size_t lane = 0; lane < V::width; ++lane) {
        std::array<double, V::width> left{};
        std::array<double, V::width> right{};
        left.fill(3);
        right.fill(2);
        left[lane] = a;
        right[lane] = b;
        std::array<double, V::width> result{};
        of_simd(V::load(left.data()), V::load(right.data())).store(result.data());
        for (std::size_t l = 0; l < V::width; ++l) EXPECT_TRUE(same(result[l], of_double(left[l], right[l]))) << a << " and " << b << " in lane " << lane;
      }
    }
  }
}

template <class Width>
class SimdOf : public testing::Test {};
using Widths = testing::Types<std::integral_constant<int, 2>, std::integral_constant<int, 4>, std::integral_constant<int, 8>>;
TYPED_TEST_SUITE(SimdOf, Widths);

/// Everything that takes two of them.
template <class Check>
void for_each_operation(const Check& check) {
  check([](const auto& a, const auto& b) { return a + b; });
  check([](const auto& a, const auto& b) { return a - b; });
  check([](const auto& a, const auto& b) { return a * b; });
  check([](const auto& a, const auto& b) { return a / b; });
  check([](const auto& a, const auto& b) { return larger(a, b); });
  check([](const auto& a, const auto& b) { return smaller(a, b); });
  check([](const auto& a, const auto& b) { return largest(larger(a, b), larger(b, a)); });  // of numbers
  check([](const auto& a, const auto& b) { return if_less(a, b, a, b); });
  check([](const auto& a, const auto& b) { return if_at_most(a, b, b, a + a); });
}

TYPED_TEST(SimdOf, EveryWidthCalculatesAsDoublesDo) {
  for_each_operation([](const auto& f) { expect_same<TypeParam::value>(f, f); });
}

TYPED_TEST(SimdOf, APairCalculatesAsItsHalvesDo) {
  using V = Simd<TypeParam::value>;
  constexpr std::size_t step = 11;  // of the second halves
  std::array<double, step + V::width> left{};
  std::array<double, step + V::width> right{};
  for (std::size_t i = 0; i < left.size(); ++i) {
    left[i] = numbers[i % numbers.size()];
    right[i] = numbers[(3 * i + 1) % numbers.size()];
  }
  const auto check = [&](const auto& f) {
    using Pair = SimdPair<V>;
    std::array<double, Pair::width> result{};
    f(Pair::load(left.data(), step), Pair::load(right.data(), step)).store(result.data());
    for (std::size_t lane = 0; lane < Pair::width; ++lane) {
      const std::size_t at = lane < V::width ? lane : step + lane - V::width;
      EXPECT_TRUE(same(result[lane], f(left[at], right[at]))) << left[at] << " and " << right[at];
    }
  };
  for_each_operation(check);
}

TYPED_TEST(SimdOf, RowsBecomeColumns) {
  using V = Simd<TypeParam::value>;
  std::array<std::array<double, V::width>, V::width> rows{};
  std::array<V, V::width> transposed;
  for (std::size_t i = 0; i < V::width; ++i) {
    for (std::size_t j = 0; j < V::width; ++j) rows[i][j] = static_cast<double>(10 * i + j);
    transposed[i] = V::load(rows[i].data());
  }
  transpose(transposed);
  for (std::size_t j = 0; j < V::width; ++j) {
    std::array<double, V::width> column{};
    transposed[j].store(column.data());
    for (std::size_t i = 0; i < V::width; ++i) EXPECT_EQ(column[i], rows[i][j]);
  }
}

TYPED_TEST(SimdOf, EveryWidthIsFilledWithOneNumber) {
  using V = Simd<TypeParam::value>;
  for (const double number : {-0.0, 0.0, 2.5, infinity}) {
    std::array<double, V::width> result{};
    (V{number} * V{1.0}).store(result.data());
    for (const double lane : result) EXPECT_EQ(lane, number);
  }
}

}  // namespace
}  // namespace bitpareto
