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

TYPED_TEST(SimdOf, EveryWidthCalculatesAsDoublesDo) {
  constexpr int lanes = TypeParam::value;
  const auto check = [](const auto& f) { expect_same<lanes>(f, f); };
  check([](const auto& a, const auto& b) { return a + b; });
  check([](const auto& a, const auto& b) { return a - b; });
  check([](const auto& a, const auto& b) { return a * b; });
  check([](const auto& a, const auto& b) { return a / b; });
  check([](const auto& a, const auto& b) { return larger(a, b); });
  check([](const auto& a, const auto& b) { return smaller(a, b); });
  check([](const auto& a, const auto& b) { return if_less(a, b, a, b); });
  check([](const auto& a, const auto& b) { return if_at_most(a, b, b, a + a); });
}

TYPED_TEST(SimdOf, EveryWidthHasTheLargestOfNumbers) {
  constexpr int lanes = TypeParam::value;
  const auto both = [](const auto& a, const auto& b) { return largest(larger(a, b), larger(b, a)); };
  expect_same<lanes>(both, both);
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
