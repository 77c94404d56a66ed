// SPDX-License-Identifier: Apache-2.0
#include "models/perplexity_curve.h"
#include "core/elementary.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace bitpareto::models {

namespace {

/// One standard deviation of ln(predicted / published log ratio): 1.48 times the median residual of rows left out,
/// below and above the law's limit, and where the constant comes from the other protocol (`bitpareto validate`).
constexpr double residual_below = 0.15, residual_above = 0.30, residual_transferred = 0.25;
/// Published perplexities are rounded to 0.01, and at 6 bits and above they scatter by this much of themselves.
constexpr double residual_floor = 0.002;
/// Where a 4-bit anchor stands on the curve: the error of typical 4-bit datatypes at a group size of 128.
constexpr double four_bit_error = 0.0105;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// The median constant of the 4-bit anchors where it holds; rows of equal error count once.
std::optional<double> four_bit_constant(std::span<const PerplexityAnchor> anchors, double limit) {
  std::map<double, std::vector<double>> of_error;
  for (const PerplexityAnchor& a : anchors) {
    if (a.element_bits == 4 && a.log_ratio > 0 && a.error <= limit) of_error[a.error].push_back(a.log_ratio / a.error);
  }
  std::vector<double> constants;
  for (auto& [error, list] : of_error) constants.push_back(median(std::move(list)));
  if (constants.empty()) return std::nullopt;
  return median(std::move(constants));
}

}  // namespace

std::optional<PerplexityCurve> PerplexityCurve::fit(std::span<const PerplexityAnchor> anchors,
                                                    std::span<const PerplexityAnchor> other_protocol, double limit) {
  PerplexityCurve curve;
  curve.law_limit_ = limit;
  if (const auto own = four_bit_constant(anchors, limit)) {
    curve.constant_ = *own;
  } else if (const auto other = four_bit_constant(other_protocol, limit)) {
    curve.constant_ = *other;
    curve.is_transferred_ = true;
  }
  const bool has_constant = curve.constant_ > 0;
  std::map<double, std::vector<double>> of_error;
  for (const PerplexityAnchor& a : anchors) {
    if (a.element_bits <= 4 && a.log_ratio > 0 && (!has_constant || a.error > limit)) {
      of_error[a.error].push_back(a.log_ratio);
    }
  }
  std::vector<Point> raw;
  if (has_constant) {
    for (const double error : {four_bit_error, limit}) {
      raw.push_back({portable_log(error), portable_log(curve.constant_ * error)});
    }
  }
  for (auto& [error, list] : of_error) raw.push_back({portable_log(error), portable_log(median(std::move(list)))});
  if (raw.empty()) return std::nullopt;
  // Pool adjacent violators, so that more error never means less perplexity.
  struct Pool {
    double sum;
    std::size_t count;
  };
  std::vector<Pool> pools;
  for (const Point& p : raw) {
    pools.push_back({p.log_log_ratio, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].sum / static_cast<double>(pools[pools.size() - 2].count) >
                                   pools.back().sum / static_cast<double>(pools.back().count)) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back() = {pools.back().sum + last.sum, pools.back().count + last.count};
    }
  }
  std::size_t next = 0;
  for (const Pool& pool : pools) {
    for (std::size_t i = 0; i < pool.count; ++i, ++next) {
      curve.points_.push_back({raw[next].log_error, pool.sum / static_cast<double>(pool.count)});
    }
  }
  return curve;
}

PerplexityPrediction PerplexityCurve::at(double error) const {
  PerplexityPrediction result;
  const bool within = error <= law_limit_;
  result.basis = !within           ? PerplexityBasis::extrapolated
                 : is_transferred_ ? PerplexityBasis::transferred
                                   : PerplexityBasis::interpolated;
  if (error <= 0) return result;
  const double x = portable_log(error);
  const Point& first = points_.front();
  const Point& last = points_.back();
  double y = 0;
  if (x <= first.log_error) {
    y = first.log_log_ratio + (x - first.log_error);
  } else if (x >= last.log_error) {
    const double slope =
        points_.size() > 1 ? (last.log_log_ratio - first.log_log_ratio) / (last.log_error - first.log_error) : 1.0;
    y = last.log_log_ratio + std::max(slope, 1.0) * (x - last.log_error);
  } else {
    const auto above = std::ranges::upper_bound(points_, x, {}, &Point::log_error);
    const Point& a = *(above - 1);
    const Point& b = *above;
    y = a.log_log_ratio + (b.log_log_ratio - a.log_log_ratio) * (x - a.log_error) / (b.log_error - a.log_error);
  }
  result.log_ratio = portable_exp(y);
  const double relative = !within ? residual_above : is_transferred_ ? residual_transferred : residual_below;
  result.log_error = portable_hypot(residual_floor, relative * result.log_ratio);
  return result;
}

}  // namespace bitpareto::models
