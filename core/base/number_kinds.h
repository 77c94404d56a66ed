// SPDX-License-Identifier: Apache-2.0
/// Kinds of numbers over which a formula can be written once: a double for one design, an Interval for a box of
/// designs, a Pack for several designs at a time. All give the same bits for the same design.
#pragma once

#include <array>
#include <cstddef>

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

/// Neighbouring designs of a block: loops short enough to be unrolled, and a decision per formula serves all of them.
struct Pack {
  static constexpr std::size_t width = 16;
  std::array<double, width> lanes;

  Pack() = default;
  constexpr explicit Pack(double value) { lanes.fill(value); }
  [[nodiscard]] static Pack load(const double* from) {
    Pack pack;
    for (std::size_t l = 0; l < width; ++l) pack.lanes[l] = from[l];
    return pack;
  }
  void store(double* to) const {
    for (std::size_t l = 0; l < width; ++l) to[l] = lanes[l];
  }
  /// f(a, b) lane by lane.
  template <class F>
  [[nodiscard]] static Pack of(const Pack& a, const Pack& b, F f) {
    Pack pack;
    for (std::size_t l = 0; l < width; ++l) pack.lanes[l] = f(a.lanes[l], b.lanes[l]);
    return pack;
  }
  friend Pack operator+(const Pack& a, const Pack& b) {
    return of(a, b, [](double x, double y) { return x + y; });
  }
  friend Pack operator*(const Pack& a, const Pack& b) {
    return of(a, b, [](double x, double y) { return x * y; });
  }
  friend Pack operator/(const Pack& a, const Pack& b) {
    return of(a, b, [](double x, double y) { return x / y; });
  }
};

/// The larger of two numbers; NaN, which stands for no value, if either is.
[[nodiscard]] constexpr double larger(double a, double b) { return a > b || a != a ? a : b; }
[[nodiscard]] constexpr Interval larger(Interval a, Interval b) {
  return {larger(a.low, b.low), larger(a.high, b.high)};
}
[[nodiscard]] inline Pack larger(const Pack& a, const Pack& b) {
  return Pack::of(a, b, [](double x, double y) { return larger(x, y); });
}
[[nodiscard]] constexpr double smaller(double a, double b) { return a < b || a != a ? a : b; }
[[nodiscard]] constexpr Interval smaller(Interval a, Interval b) {
  return {smaller(a.low, b.low), smaller(a.high, b.high)};
}
[[nodiscard]] inline Pack smaller(const Pack& a, const Pack& b) {
  return Pack::of(a, b, [](double x, double y) { return smaller(x, y); });
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
