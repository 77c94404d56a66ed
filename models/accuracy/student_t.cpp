// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/student_t.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/elementary.h"

namespace bitpareto::models {

namespace {

constexpr double table_step = 1.0 / 16, table_end = 40;  // e^-40: beyond any sample

constexpr double inverse_sqrt_two_pi = 0.3989422804014327;

/// Gamma(z + 1/2) / (Gamma(z) sqrt(z)): its series in 1/z (OEIS A143503 over A061549) from z = 32 on, where eight terms
/// leave 1e-16, and the recurrence of the gamma function below.
double gamma_ratio(double z) {
  double product = 1;
  const double start = z;
  for (; z < 32; ++z) product *= z / (z + 0.5);
  constexpr std::array<double, 8> series{-1.0 / 8,        1.0 / 128,       5.0 / 1024,         -21.0 / 32768,
                                         -399.0 / 262144, 869.0 / 4194304, 39325.0 / 33554432, -334477.0 / 2147483648};
  double sum = 0;
  for (std::size_t i = series.size(); i-- > 0;) sum = (sum + series[i]) / z;
  return product * (1 + sum) * std::sqrt(z / start);
}

/// What continues I_y(a, 1/2) after its leading factor (Didonato and Morris, 1992; evaluated by the method of Lentz).
/// Converges fast for y < (a + 1) / (a + 2.5).
double beta_fraction(double y, double a, double b) {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double x) { return std::abs(x) < tiny ? tiny : x; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * y / (a + 1));
  double fraction = d;
  for (int m = 1; m < 2'000; ++m) {
    const auto step = [&](double term) {
      d = 1 / away_from_zero(1 + term * d);
      c = away_from_zero(1 + term / c);
      fraction *= d * c;
    };
    step(m * (b - m) * y / ((a + 2 * m - 1) * (a + 2 * m)));
    step(-(a + m) * (a + b + m) * y / ((a + 2 * m) * (a + 2 * m + 1)));
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

/// P(|w| <= x) of a Gaussian by its series of positive terms, for x up to a few.
double gaussian_inside(double x) {
  double term = x;
  double sum = x;
  for (int k = 3; term > 1e-17 * sum; k += 2) {
    term *= x * x / k;
    sum += term;
  }
  return 2 * inverse_sqrt_two_pi * portable_exp(-x * x / 2) * sum;
}

/// P(|w| > x) of a Gaussian by the continued fraction of Laplace, for x from 2 on.
double gaussian_outside(double x) {
  double fraction = x;
  for (int k = 200; k >= 1; --k) fraction = x + k / fraction;
  return 2 * inverse_sqrt_two_pi * portable_exp(-x * x / 2) / fraction;
}

}  // namespace

WeightMagnitude::WeightMagnitude(double inverse_degrees)
    : degrees_{inverse_degrees > 0 ? 1 / inverse_degrees : 0},
      factor_{inverse_sqrt_two_pi * (degrees_ == 0 ? 1 : gamma_ratio(degrees_ / 2))} {
  table_.push_back(0);
  for (int i = 1; i * table_step <= table_end; ++i) {
    table_.push_back(exceeded_with_from(portable_exp(-i * table_step), table_.back() + table_step));
  }
}

double WeightMagnitude::density(double x) const {
  if (degrees_ == 0) return factor_ * portable_exp(-x * x / 2);
  return factor_ * portable_exp(-(degrees_ + 1) / 2 * portable_log1p(x * x / degrees_));
}

double WeightMagnitude::above(double x) const {
  if (degrees_ == 0) return x < 2 ? 1 - gaussian_inside(x) : gaussian_outside(x);
  const double a = degrees_ / 2;
  const double y = degrees_ / (degrees_ + x * x);
  // y^a sqrt(1 - y), from the density, over a B(a, 1/2): the leading factor of both fractions but for a or 1/2.
  const double leading = 2 * density(x) * x;
  if (y < (a + 1) / (a + 2.5)) return leading / degrees_ * beta_fraction(y, a, 0.5);
  return 1 - leading * beta_fraction(x * x / (degrees_ + x * x), 0.5, a);
}

double WeightMagnitude::at_most(double x) const { return 1 - above(x); }

double WeightMagnitude::exceeded_with(double probability) const {
  return probability >= 1 ? 0 : exceeded_with_from(probability, 1);
}

double WeightMagnitude::exceeded_with_from(double probability, double x) const {
  // Newton for ln P(|w| > x) in ln x, in which tails are all but straight, kept within what is known to hold the root.
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  const double wanted = portable_log(probability);
  for (int step = 0; step < 200; ++step) {
    const double tail = above(x);
    (tail > probability ? low : high) = x;
    double next = 2 * x;
    if (tail > 0) {
      const double off = (portable_log(tail) - wanted) * tail / (2 * density(x) * x);  // in ln x
      if (std::abs(off) < 1e-14) return x;
      // Where the tail is near 1 it is straight in x itself.
      next = probability > 0.5 ? x + (tail - probability) / (2 * density(x))
                               : x * portable_exp(std::clamp(off, -3.0, 3.0));
    }
    if (!(next > low && next < high)) next = high < 1e300 ? (low + high) / 2 : 2 * x;
    if (next == x) return x;
    x = next;
  }
  return x;
}

double WeightMagnitude::exceeded_with_log(double l) const {
  // Four-point interpolation; the magnitude starts linearly at 0, so the table goes on oddly below it.
  const double position = std::min(l / table_step, static_cast<double>(table_.size() - 3));
  const auto i = static_cast<std::size_t>(position);
  const double f = position - static_cast<double>(i);
  const double before = i == 0 ? -table_[1] : table_[i - 1];
  const double a = table_[i];
  const double b = table_[i + 1];
  const double after = table_[i + 2];
  return a + f * (b - a) - f * (1 - f) / 6 * ((2 - f) * (before - 2 * a + b) + (1 + f) * (a - 2 * b + after));
}

}  // namespace bitpareto::models
