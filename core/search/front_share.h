// SPDX-License-Identifier: Apache-2.0
/// How much of a front other designs have found, as one number. All objectives are minimised.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bitpareto {

/// Measures points by a reference front: every objective is scaled so that the best of the front (its ideal point) is 0 and the worst (its
/// nadir point) 1, and what counts is the hypervolume up to 1.1 in each (Ishibuchi, Imada, Setoguchi and Nojima, Evolutionary Computation 26(3),
/// 2018, on why a little beyond the nadir, so that the ends of the front count too). In an objective of which the front has one value only, its
/// size, or 1 where it is 0, stands for the difference between the two. Immutable: any number of threads may ask.
class FrontShare {
 public:
  /// `reference` is [point][objective]; dominated points of it do not count. std::invalid_argument names a number that is NaN or infinite.
  FrontShare(std::span<const double> reference, std::size_t objectives);

  /// The hypervolume of points over that of the reference: 1 for the reference itself, to the bit; more only if something of it is dominated.
  /// Points at or beyond 1.1 in an objective add nothing. 0 if the reference has no point. `values` and failures as above.
  [[nodiscard]] double of(std::span<const double> values) const;

  [[nodiscard]] std::size_t objectives() const { return ideal_.size(); }
  /// Points of the reference, equal ones once.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<const double> ideal() const { return ideal_; }
  [[nodiscard]] std::span<const double> nadir() const { return nadir_; }

 private:
  [[nodiscard]] double volume(std::span<const double> values) const;

  std::size_t size_ = 0;
  std::vector<double> ideal_, nadir_;
  std::vector<double> extent_;  // of each objective, above 0
  double whole_ = 0;
};

}  // namespace bitpareto
