// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/perplexity_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/base/elementary.h"

namespace bitpareto::models {

namespace {

/// Where a 4-bit anchor stands on the curve: the error of typical 4-bit datatypes at a group size of 128.
constexpr double four_bit_error = 0.0105;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// The constants of the 4-bit anchors where one holds; rows of equal error count once.
std::vector<double> constants(std::span<const PerplexityAnchor> anchors, double limit) {
  std::map<double, std::vector<double>> of_error;
  for (const PerplexityAnchor& a : anchors) {
    if (a.element_bits == 4 && a.log_ratio > 0 && a.error <= limit) of_error[a.error].push_back(a.log_ratio / a.error);
  }
  std::vector<double> found;
  for (auto& [error, list] : of_error) found.push_back(median(std::move(list)));
  return found;
}

std::vector<PerplexityAnchor> only(std::span<const PerplexityAnchor> anchors, bool whole_rows) {
  std::vector<PerplexityAnchor> found;
  std::ranges::copy_if(anchors, std::back_inserter(found),
                       [&](const PerplexityAnchor& a) { return a.is_whole_row == whole_rows; });
  return found;
}

/// How much a point counts where the two protocols contradict each other: one measured in groups, what a curve says
/// where nothing was measured, and a whole row, which harms more than a group of the same error.
constexpr double of_groups = 1, of_a_guess = 0.05, of_whole_rows = 0.01;

struct Median {
  double log_ratio, weight;
};
/// Medians of the anchors beyond the law, by error.
using Beyond = std::map<double, Median>;
Beyond beyond(std::span<const PerplexityAnchor> anchors, double limit) {
  std::map<double, std::vector<double>> of_error;
  Beyond found;
  for (const PerplexityAnchor& a : anchors) {
    if (a.element_bits > 4 || a.log_ratio <= 0 || a.error <= limit) continue;
    of_error[a.error].push_back(a.log_ratio);
    Median& here = found[a.error];
    here.weight = std::max(here.weight, a.is_whole_row ? of_whole_rows : of_groups);
  }
  for (auto& [error, list] : of_error) found[error].log_ratio = median(std::move(list));
  return found;
}

/// A point of a curve: ln N, ln ln ratio, and how much it counts.
struct Knot {
  double x, y, weight;
};
using Knots = std::vector<Knot>;

/// Pool adjacent violators, so that more error never means less perplexity.
void make_monotone(Knots& knots) {
  struct Pool {
    double sum, weight;
    std::size_t count;
    [[nodiscard]] double mean() const { return sum / weight; }
  };
  std::vector<Pool> pools;
  for (const Knot& k : knots) {
    pools.push_back({k.y * k.weight, k.weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back() = {pools.back().sum + last.sum, pools.back().weight + last.weight, pools.back().count + last.count};
    }
  }
  std::size_t next = 0;
  for (const Pool& pool : pools) {
    for (std::size_t i = 0; i < pool.count; ++i) knots[next++].y = pool.mean();
  }
}

/// The mean slope, at least that of the law.
double slope_of(const Knots& knots) {
  if (knots.size() < 2) return 1;
  return std::max(1.0, (knots.back().y - knots.front().y) / (knots.back().x - knots.front().x));
}

/// Straight between the knots, slope 1 below the first, `last_slope` above the last.
template <class Points, class Y>
double between(const Points& points, double x, double last_slope, const Y& y_of, double Points::value_type::*x_of) {
  const auto& first = points.front();
  const auto& last = points.back();
  if (x <= first.*x_of) return y_of(first) + (x - first.*x_of);
  if (x >= last.*x_of) return y_of(last) + last_slope * (x - last.*x_of);
  const auto above = std::ranges::upper_bound(points, x, {}, x_of);
  const auto& a = *(above - 1);
  const auto& b = *above;
  return y_of(a) + (y_of(b) - y_of(a)) * (x - a.*x_of) / (b.*x_of - a.*x_of);
}

double at(const Knots& knots, double x) {
  return between(
      knots, x, slope_of(knots), [](const Knot& k) { return k.y; }, &Knot::x);
}

/// The knots of one curve by itself. Requires a constant or rows beyond the law.
Knots own_knots(std::optional<double> constant, const Beyond& rows, double limit) {
  Knots knots;
  if (constant) {
    for (const double error : {four_bit_error, limit}) {
      knots.push_back({portable_log(error), portable_log(*constant * error), 1});
    }
  }
  for (const auto& [error, row] : rows) knots.push_back({portable_log(error), portable_log(row.log_ratio), 1});
  make_monotone(knots);
  for (Knot& knot : knots) {  // by itself a curve goes through all that was measured
    for (const auto& [error, row] : rows) {
      if (portable_log(error) == knot.x) knot.weight = row.weight;
    }
  }
  return knots;
}

/// Knots of `own` and, where `other` has one, what `own` says there.
Knots with_knots_of(const Knots& own, const Knots& other) {
  Knots all = own;
  for (const Knot& k : other) {
    if (std::ranges::find(own, k.x, &Knot::x) == own.end()) all.push_back({k.x, at(own, k.x), of_a_guess});
  }
  std::ranges::sort(all, {}, &Knot::x);
  return all;
}

/// The least squares fit of two curves over the same knots that ascend and of which `low` is nowhere above `high`, by
/// alternating projections (Dykstra, 1983), if they do not keep to that already.
void bring_in_order(Knots& low, Knots& high) {
  const std::size_t n = low.size();
  const auto is_in_order = [&] {
    for (std::size_t i = 0; i < n; ++i) {
      if (low[i].y > high[i].y) return false;
    }
    return true;
  };
  if (is_in_order()) return;
  using Values = std::vector<std::array<double, 2>>;
  Values ascent(n, {0, 0});  // what each projection took away last
  Values order(n, {0, 0});
  const auto y = [&](std::size_t i, std::size_t c) -> double& { return c == 0 ? low[i].y : high[i].y; };
  for (int round = 0; round < 200; ++round) {
    Values before(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < 2; ++c) before[i][c] = y(i, c) += ascent[i][c];
    }
    make_monotone(low);
    make_monotone(high);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < 2; ++c) {
        ascent[i][c] = before[i][c] - y(i, c);
        before[i][c] = y(i, c) += order[i][c];
      }
      if (low[i].y > high[i].y) {
        const double weight = low[i].weight + high[i].weight;
        low[i].y = high[i].y = (low[i].y * low[i].weight + high[i].y * high[i].weight) / weight;
      }
      for (std::size_t c = 0; c < 2; ++c) order[i][c] = before[i][c] - y(i, c);
    }
  }
  // What 200 rounds leave.
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) low[i].y = std::max(low[i].y, low[i - 1].y);
    high[i].y = std::max({high[i].y, low[i].y, i > 0 ? high[i - 1].y : high[i].y});
  }
}

double largest_error(std::span<const PerplexityAnchor> groups) {
  double largest = 0;
  for (const PerplexityAnchor& a : groups) {
    if (a.log_ratio > 0 && a.element_bits <= 4) largest = std::max(largest, a.error);
  }
  return largest;
}

/// What a curve starts from.
struct Basis {
  std::optional<double> constant;
  double count = 0;  // how many errors the constant is the median of
  ConstantOrigin origin = ConstantOrigin::own;
  Beyond rows;
  bool has_group_rows = false;
};

Basis basis_of(const std::vector<PerplexityAnchor>& anchors, bool is_kept, const LawSetting& setting) {
  const std::vector<PerplexityAnchor> groups = only(anchors, false);
  // With statistics, whole rows of a kept head lie on the curve of its groups; of a quantised one they never do.
  const bool whole_rows_too = is_kept && setting.has_statistics;
  Basis basis;
  basis.rows = beyond(whole_rows_too ? anchors : groups, setting.limit);
  basis.has_group_rows = !beyond(groups, setting.limit).empty();
  if (constants(groups, setting.limit).empty()) return basis;
  const std::vector<double> found = constants(whole_rows_too ? anchors : groups, setting.limit);
  basis.constant = median(found);
  basis.count = static_cast<double>(found.size());
  return basis;
}

}  // namespace

std::optional<double> four_bit_constant(std::span<const PerplexityAnchor> anchors, double limit, bool whole_rows) {
  const std::vector<double> found = constants(only(anchors, whole_rows), limit);
  if (found.empty()) return std::nullopt;
  return median(found);
}

void Scatter::add(const HeadAnchors& anchors, const LawSetting& setting) {
  for (const HeadProtocol head : {HeadProtocol::kept, HeadProtocol::quantised}) {
    const std::vector<double> found = constants(only(anchors.of(head), false), setting.limit);
    if (found.size() < 2) continue;
    const double middle = median(found);
    const auto n = static_cast<double>(found.size());
    for (const double a : found) {
      const double off = portable_log(a / middle);
      squares += off * off * n / (n - 1);
    }
    count += n;
  }
}

CurvePair CurvePair::fit(const HeadAnchors& anchors, const LawSetting& setting) {
  Basis kept = basis_of(anchors.kept, true, setting);
  Basis quantised = basis_of(anchors.quantised, false, setting);
  if (kept.constant && quantised.constant && *kept.constant > *quantised.constant) {
    const double pooled =
        portable_exp((kept.count * portable_log(*kept.constant) + quantised.count * portable_log(*quantised.constant)) /
                     (kept.count + quantised.count));
    kept.constant = quantised.constant = pooled;
  }
  if (!kept.constant && !quantised.constant) {
    if (const auto rows = four_bit_constant(anchors.kept, setting.limit, true)) {
      kept.constant = *rows * (setting.has_statistics ? 1 : setting.whole_row_ratio);
      kept.origin = ConstantOrigin::whole_rows;
    }
  }
  const auto borrow = [](Basis& basis, const Basis& from) {
    if (!basis.constant && from.constant) {
      basis.constant = from.constant;
      basis.origin = from.origin == ConstantOrigin::own ? ConstantOrigin::other_protocol : from.origin;
    }
    // Groups of the other protocol say more than whole rows of this one.
    if (basis.rows.empty() || (!basis.has_group_rows && from.has_group_rows)) {
      const double share = basis.constant && from.constant ? *basis.constant / *from.constant : 1;
      basis.rows.clear();
      for (const auto& [error, row] : from.rows) {
        basis.rows[error] = {row.log_ratio * share, std::min(row.weight, of_a_guess)};
      }
      if (!basis.constant) basis.origin = ConstantOrigin::other_protocol;
    }
  };
  const Basis kept_alone = kept;
  borrow(kept, quantised);
  borrow(quantised, kept_alone);

  CurvePair pair;
  pair.kept_rows = four_bit_constant(anchors.kept, setting.limit, true);
  pair.quantised_rows = four_bit_constant(anchors.quantised, setting.limit, true);
  // Without statistics, rows beyond the law alone say too little.
  const auto is_enough = [&](const Basis& basis) {
    return basis.constant || (setting.has_statistics && !basis.rows.empty());
  };
  if (!is_enough(kept) || !is_enough(quantised)) return pair;
  Knots low = own_knots(kept.constant, kept.rows, setting.limit);
  Knots high = own_knots(quantised.constant, quantised.rows, setting.limit);
  const Knots low_alone = low;
  double low_slope = slope_of(low);
  double high_slope = slope_of(high);
  low = with_knots_of(low, high);
  high = with_knots_of(high, low_alone);
  bring_in_order(low, high);
  high_slope = std::max(low_slope, high_slope);
  const auto curve = [&](const Basis& basis, const Knots& knots, double slope,
                         const std::vector<PerplexityAnchor>& own) {
    PerplexityCurve made;
    made.law_limit_ = setting.limit;
    made.origin_ = basis.origin;
    made.has_anchor_beyond_ = !basis.rows.empty();
    made.last_anchor_ = largest_error(only(own, false));
    made.last_slope_ = slope;
    for (const Knot& k : knots) made.points_.push_back({k.x, k.y});
    return made;
  };
  pair.kept = curve(kept, low, low_slope, anchors.kept);
  pair.quantised = curve(quantised, high, high_slope, anchors.quantised);
  return pair;
}

std::optional<PerplexityCurve> PerplexityCurve::fit(std::span<const PerplexityAnchor> anchors,
                                                    std::span<const PerplexityAnchor> other_protocol, double limit) {
  HeadAnchors both{.kept = {anchors.begin(), anchors.end()}, .quantised = {}};
  const std::vector<double> own = constants(only(anchors, false), limit);
  if (own.empty()) both.quantised = {other_protocol.begin(), other_protocol.end()};
  return CurvePair::fit(both, {.limit = limit}).kept;
}

bool PerplexityCurve::is_known_at(double error) const {
  if (error <= law_limit_ || error <= last_anchor_) return true;
  return error <= largest_known_error && (law_limit_ > law_limit_opt || has_anchor_beyond_);
}

PerplexityPrediction PerplexityCurve::at(double error) const {
  PerplexityPrediction result;
  result.basis = error > law_limit_               ? PerplexityBasis::extrapolated
                 : origin_ == ConstantOrigin::own ? PerplexityBasis::interpolated
                                                  : PerplexityBasis::transferred;
  if (error <= 0) return result;
  const double y = between(
      points_, portable_log(error), last_slope_, [](const Point& p) { return p.log_log_ratio; }, &Point::log_error);
  result.log_ratio = portable_exp(y);
  return result;
}

}  // namespace bitpareto::models
