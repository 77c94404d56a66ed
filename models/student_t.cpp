// SPDX-License-Identifier: Apache-2.0
#include "models/student_t.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace bitpareto::models {

namespace {

constexpr double table_step = 1.0 / 16, table_end = 40;  // e^-40: beyond any sample

}  // namespace

WeightMagnitude::WeightMagnitude(double inverse_degrees) : degrees_{inverse_degrees > 0 ? 1 / inverse_degrees : 0} {
  using namespace boost::math;  // std::lgamma writes a global, signgam
  factor_ = degrees_ == 0 ? pdf(normal{}, 0) : pdf(students_t{degrees_}, 0);
  for (double l = 0; l <= table_end + table_step / 2; l += table_step) {
    table_.push_back(l == 0 ? 0 : exceeded_with(std::exp(-l)));
  }
}

double WeightMagnitude::density(double x) const {
  if (degrees_ == 0) return factor_ * std::exp(-x * x / 2);
  return factor_ * std::exp(-(degrees_ + 1) / 2 * std::log1p(x * x / degrees_));
}

double WeightMagnitude::at_most(double x) const {
  using namespace boost::math;
  return degrees_ == 0 ? 1 - 2 * cdf(complement(normal{}, x)) : 1 - 2 * cdf(complement(students_t{degrees_}, x));
}

double WeightMagnitude::exceeded_with(double probability) const {
  using namespace boost::math;
  if (probability >= 1) return 0;
  return degrees_ == 0 ? quantile(complement(normal{}, probability / 2))
                       : quantile(complement(students_t{degrees_}, probability / 2));
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
