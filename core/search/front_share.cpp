// SPDX-License-Identifier: Apache-2.0
#include "core/search/front_share.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/search/finite_points.h"
#include "core/search/hypervolume.h"
#include "core/search/objective_order.h"
#include "core/search/pareto.h"

namespace bitpareto {

namespace {

/// Of every objective, in scaled numbers.
constexpr double bound = 1.1;
/// Sums of the same boxes in another order differ by less.
constexpr double rounding = 1e-9;

/// The same points in an order that does not depend on the one in which they came, so that the same sums are made.
std::vector<double> in_order(std::span<const double> values, std::size_t objectives) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const std::size_t i : sorted_by(values, objectives, 0)) {
    const auto point = values.subspan(i * objectives, objectives);
    sorted.insert(sorted.end(), point.begin(), point.end());
  }
  return sorted;
}

}  // namespace

FrontShare::FrontShare(std::span<const double> reference, std::size_t objectives)
    : ideal_(objectives, std::numeric_limits<double>::infinity()), nadir_(objectives, -std::numeric_limits<double>::infinity()), extent_(objectives, 1) {
  require_finite("reference", reference, objectives);
  const std::vector<double> front = distinct_front(reference, objectives);
  size_ = front.size() / objectives;
  for (std::size_t i = 0; i < front.size(); ++i) {
    double& ideal = ideal_[i % objectives];
    double& nadir = nadir_[i % objectives];
    ideal = std::min(ideal, front[i]);
    nadir = std::max(nadir, front[i]);
  }
  if (size_ == 0) return;
  for (std::size_t o = 0; o < objectives; ++o) {
    const double range = nadir_[o] - ideal_[o];
    const double size = std::abs(ideal_[o]);
    extent_[o] = range > 0 ? range : size > 0 ? size : 1;
  }
  whole_ = volume(front);
}

double FrontShare::of(std::span<const double> values) const {
  require_finite("points", values, objectives());
  if (size_ == 0) return 0;
  const double share = volume(values) / whole_;
  return share > 1 && share < 1 + rounding ? 1 : share;
}

double FrontShare::volume(std::span<const double> values) const {
  const std::size_t objectives = ideal_.size();
  std::vector<double> scaled;
  for (std::size_t i = 0; i < values.size(); i += objectives) {
    for (std::size_t o = 0; o < objectives; ++o) scaled.push_back((values[i + o] - ideal_[o]) / extent_[o]);
    const auto point = std::span{scaled}.last(objectives);
    if (std::ranges::any_of(point, [](double v) { return !(v < bound); })) scaled.resize(scaled.size() - objectives);
  }
  return hypervolume(in_order(scaled, objectives), std::vector<double>(objectives, bound));
}

}  // namespace bitpareto
