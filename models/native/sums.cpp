// SPDX-License-Identifier: Apache-2.0
#include "models/native/sums.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace bitpareto::models {

namespace {

/// The sum of ceil(t / d) over t = 1 ... n: q whole runs of d equal terms, and the rest.
double from_one(double n, double d) {
  const double q = std::floor(n / d);
  return d * (q * (q + 1) / 2) + (n - q * d) * (q + 1);
}

/// The sum of floor((a * i + b) / m) over i = 0 ... n - 1: lattice points below a line, by Euclid's algorithm on its
/// slope.
std::int64_t points_below(std::int64_t n, std::int64_t m, std::int64_t a, std::int64_t b) {
  std::int64_t points = 0;
  while (n > 0) {
    points += (n - 1) * n / 2 * (a / m) + n * (b / m);
    a %= m;
    b %= m;
    const std::int64_t top = a * n + b;
    if (top < m) break;
    // The rest, seen with the axes exchanged.
    n = top / m;
    b = top % m;
    const std::int64_t slope = m;
    m = a;
    a = slope;
  }
  return points;
}

}  // namespace

double sum_of_ceilings(double first, double last, double divisor, double cap) {
  const auto up_to = [&](double t) {
    const double growing = std::min(t, cap);
    const double sum = from_one(growing, divisor);
    return t > growing ? sum + (t - growing) * std::ceil(cap / divisor) : sum;
  };
  return up_to(last) - up_to(first - 1);
}

double sum_of_stairs(double count, double numerator, double denominator) {
  const auto n = static_cast<std::int64_t>(count);
  const auto a = static_cast<std::int64_t>(numerator);
  const auto m = static_cast<std::int64_t>(denominator);
  // ceil(i a / m) over i = 1 ... n is floor((i a + a + m - 1) / m) over i = 0 ... n - 1.
  return static_cast<double>(points_below(n, m, a, a + m - 1));
}

}  // namespace bitpareto::models
