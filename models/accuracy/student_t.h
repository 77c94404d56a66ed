// SPDX-License-Identifier: Apache-2.0
/// How weights are distributed: Student-t, or Gaussian. From core/base/elementary alone, so the same on every machine.
#pragma once

#include <vector>

namespace bitpareto::models {

/// |w| of a weight w that is Student-t with 1/inverse_degrees degrees of freedom and scale 1; Gaussian at 0.
/// Immutable, thread-safe.
class WeightMagnitude {
 public:
  explicit WeightMagnitude(double inverse_degrees);

  /// Requires x >= 0. Of w itself, not of its magnitude: even, integrates to 1 over the whole line.
  [[nodiscard]] double density(double x) const;
  /// P(|w| <= x), to 1e-14.
  [[nodiscard]] double at_most(double x) const;
  /// P(|w| > x), to 1e-12 of itself where it is below 1/2.
  [[nodiscard]] double above(double x) const;
  /// The x with P(|w| > x) = probability, to 1e-12 of itself. Requires 0 < probability <= 1.
  [[nodiscard]] double exceeded_with(double probability) const;
  /// The same from a table, to 1e-5: what samples are drawn with.
  [[nodiscard]] double exceeded_with_log(double minus_log_probability) const;

 private:
  /// The same, found from a first guess.
  [[nodiscard]] double exceeded_with_from(double probability, double guess) const;

  double degrees_;  // 0: Gaussian
  double factor_;
  std::vector<double> table_;  // quantiles at equal steps of minus_log_probability
};

}  // namespace bitpareto::models
