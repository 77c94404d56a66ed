// SPDX-License-Identifier: Apache-2.0
#include "core/base/elementary.h"

#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace bitpareto {

namespace {

// ln 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
constexpr double ln2_high = 0x1.62e42fefap-1;
constexpr double ln2_low = 0x1.cf79abc9e3b39p-40;
constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
constexpr double ln2 = 0x1.62e42fefa39efp-1;
constexpr double half_sqrt2 = 0x1.6a09e667f3bcdp-1;

struct Split {
  double mantissa;  // within [sqrt(1/2), sqrt(2))
  int exponent;
};

Split split(double x) {
  Split s{};
  s.mantissa = std::frexp(x, &s.exponent);
  if (s.mantissa < half_sqrt2) {
    s.mantissa *= 2;
    --s.exponent;
  }
  return s;
}

/// ln m = 2 artanh((m - 1) / (m + 1)), by its series: with |z| < 0.172 twelve terms leave less than 1e-20.
double log_of_mantissa(double m) {
  const double z = (m - 1) / (m + 1);
  const double z2 = z * z;
  double sum = 0;
  for (int k = 25; k >= 3; k -= 2) sum = sum * z2 + 1.0 / k;
  return 2 * (z + z * z2 * sum);
}

/// ln(1 + x) for 1 + x within [sqrt(1/2), sqrt(2)): x - x^2/2 + s (x^2/2 + R) with s = x / (2 + x) and R = 2 (s^2/3 +
/// s^4/5 + ...), in which the leading term is exact (K. C. Ng, as in fdlibm).
double log1p_of_small(double x) {
  const double s = x / (2 + x);
  const double s2 = s * s;
  double sum = 0;
  for (int k = 25; k >= 3; k -= 2) sum = sum * s2 + 1.0 / k;
  const double half_square = x * x / 2;
  return x - (half_square - s * (half_square + 2 * s2 * sum));
}

/// x = exponent ln 2 + rest with |rest| < 0.347.
struct Reduced {
  double rest;
  int exponent;
};

Reduced reduced(double x) {
  const double k = std::round(x * inverse_ln2);
  return {(x - k * ln2_high) - k * ln2_low, static_cast<int>(k)};
}

/// 1/2!, 1/3!, ...
constexpr std::array<double, 14> inverse_factorials = [] {
  std::array<double, 14> values{};
  double factorial = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    factorial *= static_cast<double>(i + 2);
    values[i] = 1 / factorial;
  }
  return values;
}();

/// e^r - 1 for |r| < 0.347, by its series: fifteen terms leave less than 1e-19 of it. The first is added last, so that
/// the rounding of the others does not matter.
double expm1_of_reduced(double r) {
  double others = 0;
  for (std::size_t i = inverse_factorials.size(); i-- > 0;) others = others * r + inverse_factorials[i];
  return r + r * r * others;
}

}  // namespace

double portable_log(double x) {
  assert(x > 0);
  const auto [mantissa, exponent] = split(x);
  return exponent * ln2_high + (log_of_mantissa(mantissa) + exponent * ln2_low);
}

double portable_log2(double x) {
  assert(x > 0);
  const auto [mantissa, exponent] = split(x);
  return exponent + log_of_mantissa(mantissa) * inverse_ln2;
}

double portable_exp(double x) {
  if (std::isnan(x)) return x;  // also: -inf gives 0 below
  if (x > 709.79) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0;
  const Reduced r = reduced(x);
  return std::ldexp(1 + expm1_of_reduced(r.rest), r.exponent);
}

double portable_exp2(double x) {
  if (std::isnan(x)) return x;
  if (x >= 1024) return std::numeric_limits<double>::infinity();
  if (x < -1075) return 0;
  const double k = std::round(x);
  return std::ldexp(1 + expm1_of_reduced((x - k) * ln2), static_cast<int>(k));
}

double portable_expm1(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.79) return std::numeric_limits<double>::infinity();
  if (x < -50) return -1;
  const Reduced r = reduced(x);
  const double e = expm1_of_reduced(r.rest);
  if (r.exponent == 0) return e;
  if (r.exponent > 60) return std::ldexp(1 + e, r.exponent);  // the 1 is beyond the last place
  // 2^k (1 + e) - 1 with the large parts, both exact, taken together first.
  return (std::ldexp(1.0, r.exponent) - 1) + std::ldexp(e, r.exponent);
}

double portable_log1p(double x) {
  assert(x > -1);
  const double u = 1 + x;
  // What the sum lost: exact, whichever is the larger (Moeller; Knuth, The Art of Computer Programming, 4.2.2).
  const double lost = x <= 1 ? x - (u - 1) : 1 - (u - x);
  if (u >= half_sqrt2 && u < 2 * half_sqrt2) return log1p_of_small(x);
  return portable_log(u) + lost / u;
}

double portable_hypot(double a, double b) { return std::sqrt(a * a + b * b); }

double power_of_ten(int exponent) {
  constexpr std::array<double, 23> powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  assert(exponent >= -22 && exponent <= 22);
  // All of them are exact, so their inverses are rounded once.
  return exponent >= 0 ? powers[static_cast<std::size_t>(exponent)] : 1 / powers[static_cast<std::size_t>(-exponent)];
}

}  // namespace bitpareto
