// SPDX-License-Identifier: Apache-2.0
#include "core/elementary.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace bitpareto {

namespace {

// ln 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
constexpr double ln2_high = 0x1.62e42fefap-1;
constexpr double ln2_low = 0x1.cf79abc9e3b39p-40;
constexpr double inverse_ln2 = 0x1.71547652b82fep+0;

struct Split {
  double mantissa;  // within [sqrt(1/2), sqrt(2))
  int exponent;
};

Split split(double x) {
  Split s{};
  s.mantissa = std::frexp(x, &s.exponent);
  if (s.mantissa < 0x1.6a09e667f3bcdp-1) {
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
  const double k = std::round(x * inverse_ln2);
  const double r = (x - k * ln2_high) - k * ln2_low;
  // Taylor: with |r| < 0.347 fourteen terms leave less than 1e-17. The first two are added last, so that the rounding
  // of the others does not matter.
  double others = 1;
  for (int n = 14; n >= 3; --n) others = 1 + others * r / n;
  return std::ldexp(1 + (r + r * r / 2 * others), static_cast<int>(k));
}

}  // namespace bitpareto
