// SPDX-License-Identifier: Apache-2.0
/// Physical quantities as types: a number cannot lose its unit, and adding joules to seconds does not compile
/// (tests/compile_fail keeps it so). Make one by multiplying by a symbol, `0.21 * pJ`; read one by dividing, `e / pJ`.
#pragma once

#include <compare>

namespace bitpareto {

/// One double, in joule, second, square millimetre and bit, with the exponent of each in its type. Area is kept in mm2
/// and not in m2 so that the numbers users see (1.5438848 mm2) are the numbers computed with.
template <int energy, int time, int area, int information>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double base) : base_{base} {}
  /// The number in the base units.
  [[nodiscard]] constexpr double base() const { return base_; }

  constexpr Quantity& operator+=(Quantity other) { return base_ += other.base_, *this; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.base_ + b.base_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.base_ - b.base_}; }
  friend constexpr Quantity operator*(double factor, Quantity q) { return Quantity{factor * q.base_}; }
  friend constexpr Quantity operator*(Quantity q, double factor) { return Quantity{q.base_ * factor}; }
  friend constexpr Quantity operator/(Quantity q, double divisor) { return Quantity{q.base_ / divisor}; }
  friend constexpr auto operator<=>(Quantity a, Quantity b) = default;  // NOLINT(modernize-use-nullptr): a false one, of <=>

 private:
  double base_ = 0;
};

namespace detail {
template <int e, int t, int a, int i>
constexpr auto quantity(double base) {
  if constexpr (e == 0 && t == 0 && a == 0 && i == 0) {
    return base;  // all units cancelled: a plain number again
  } else {
    return Quantity<e, t, a, i>{base};
  }
}
}  // namespace detail

template <int e1, int t1, int a1, int i1, int e2, int t2, int a2, int i2>
constexpr auto operator*(Quantity<e1, t1, a1, i1> x, Quantity<e2, t2, a2, i2> y) {
  return detail::quantity<e1 + e2, t1 + t2, a1 + a2, i1 + i2>(x.base() * y.base());
}
template <int e1, int t1, int a1, int i1, int e2, int t2, int a2, int i2>
constexpr auto operator/(Quantity<e1, t1, a1, i1> x, Quantity<e2, t2, a2, i2> y) {
  return detail::quantity<e1 - e2, t1 - t2, a1 - a2, i1 - i2>(x.base() / y.base());
}
template <int e, int t, int a, int i>
constexpr auto operator/(double x, Quantity<e, t, a, i> y) {
  return detail::quantity<-e, -t, -a, -i>(x / y.base());
}

using Energy = Quantity<1, 0, 0, 0>;
using Time = Quantity<0, 1, 0, 0>;
using Area = Quantity<0, 0, 1, 0>;
using Information = Quantity<0, 0, 0, 1>;
using Frequency = Quantity<0, -1, 0, 0>;
using Power = Quantity<1, -1, 0, 0>;
using EnergyPerBit = Quantity<1, 0, 0, -1>;

namespace units {
inline constexpr Energy J{1}, mJ{1e-3}, uJ{1e-6}, nJ{1e-9}, pJ{1e-12}, fJ{1e-15};
inline constexpr Time s{1}, ms{1e-3}, us{1e-6}, ns{1e-9}, ps{1e-12};
inline constexpr Area mm2{1}, um2{1e-6};
inline constexpr Information bit{1}, byte{8}, KiB{8.0 * 1024}, MiB{8.0 * 1024 * 1024};
inline constexpr Frequency Hz{1}, MHz{1e6}, GHz{1e9};
inline constexpr Power W{1}, mW{1e-3};
}  // namespace units

}  // namespace bitpareto
