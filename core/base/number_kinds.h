// SPDX-License-Identifier: Apache-2.0
/// Kinds of numbers over which a formula can be written once: a double for one design, an Interval for a box of
/// designs; Simd (core/base/simd.h) for several designs at a time. All give the same bits for the same design.
#pragma once

namespace bitpareto {

/// All that a non-negative quantity may be over a box of designs. A NaN end means that nothing is known on that side.
struct Interval {
  double low = 0;
  double high = 0;

  constexpr Interval() = default;
  constexpr Interval(double value) : low{value}, high{value} {}
  constexpr Interval(double least, double most) : low{least}, high{most} {}

  friend constexpr Interval operator+(Interval a, Interval b) { return {a.low + b.low, a.high + b.high}; }
  friend constexpr Interval operator*(Interval a, Interval b) { return {a.low * b.low, a.high * b.high}; }
  friend constexpr Interval operator/(Interval a, Interval b) { return {a.low / b.high, a.high / b.low}; }
  friend constexpr bool operator==(Interval a, Interval b) = default;
};

/// The larger of two numbers; NaN, which stands for no value, if either is.
[[nodiscard]] constexpr double larger(double a, double b) { return a > b || a != a ? a : b; }
[[nodiscard]] constexpr Interval larger(Interval a, Interval b) {
  return {larger(a.low, b.low), larger(a.high, b.high)};
}
[[nodiscard]] constexpr double smaller(double a, double b) { return a < b || a != a ? a : b; }
[[nodiscard]] constexpr Interval smaller(Interval a, Interval b) {
  return {smaller(a.low, b.low), smaller(a.high, b.high)};
}

/// The larger of two numbers that are never NaN: one instruction.
[[nodiscard]] constexpr double largest(double a, double b) { return a < b ? b : a; }
[[nodiscard]] constexpr Interval largest(Interval a, Interval b) {
  return {largest(a.low, b.low), largest(a.high, b.high)};
}

/// One number where a < b (a <= b), otherwise the other.
[[nodiscard]] constexpr double if_less(double a, double b, double then, double otherwise) { return a < b ? then : otherwise; }
[[nodiscard]] constexpr double if_at_most(double a, double b, double then, double otherwise) { return a <= b ? then : otherwise; }

/// The interval that holds both.
[[nodiscard]] constexpr Interval hull(Interval a, Interval b) {
  return {smaller(a.low, b.low), larger(a.high, b.high)};
}

}  // namespace bitpareto
