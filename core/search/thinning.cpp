// SPDX-License-Identifier: Apache-2.0
#include "core/search/thinning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>
#include <stdexcept>

#include "core/base/aligned_vector.h"
#include "core/base/simd.h"
#include "core/search/finite_points.h"
#include "core/search/hypervolume.h"
#include "core/search/non_dominated.h"
#include "core/search/objective_order.h"
#include "core/system/run_on.h"

namespace bitpareto {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Points that differ, each objective scaled to [0, 1]; an objective in which all are equal is 0.
class ScaledPoints {
 public:
  ScaledPoints(std::span<const double> values, std::size_t objectives) : objectives_{objectives} {
    // Equal points stand side by side, the first of them first.
    for (const std::uint32_t i : sorted_by(values, objectives, 0)) {
      const double* const point = values.data() + i * objectives;
      if (!positions_.empty() && std::equal(point, point + objectives, values.data() + positions_.back() * objectives)) continue;
      positions_.push_back(i);
    }
    std::ranges::sort(positions_);
    scaled_.resize(positions_.size() * objectives);
    for (std::size_t o = 0; o < objectives; ++o) {
      double low = infinity;
      double high = -infinity;
      for (const std::size_t i : positions_) {
        low = std::min(low, values[i * objectives + o]);
        high = std::max(high, values[i * objectives + o]);
      }
      const double scale = std::isfinite(high - low) ? 1 : 0.5;  // of finite numbers, yet too far from each other
      const double range = high * scale - low * scale;
      if (!(range > 0)) continue;
      for (std::size_t p = 0; p < positions_.size(); ++p) {
        scaled_[p * objectives + o] = (values[positions_[p] * objectives + o] * scale - low * scale) / range;
      }
    }
  }
  [[nodiscard]] std::size_t size() const { return positions_.size(); }
  [[nodiscard]] std::size_t objectives() const { return objectives_; }
  [[nodiscard]] const double* at(std::size_t p) const { return scaled_.data() + p * objectives_; }
  /// Where point `p` stands among those that were given.
  [[nodiscard]] std::size_t position(std::size_t p) const { return positions_[p]; }

 private:
  std::size_t objectives_;
  std::vector<std::size_t> positions_;
  std::vector<double> scaled_;  // [point][objective]
};

/// How far each point is behind the nearest of a growing choice: by how much that is worse, in the objective in which it is worst.
class Distances {
 public:
  explicit Distances(const ScaledPoints& points)
      : points_{&points}, stride_{(points.size() + most_lanes - 1) / most_lanes * most_lanes}, columns_(stride_ * points.objectives()), nearest_(stride_, -infinity) {
    std::fill_n(nearest_.begin(), points.size(), infinity);
    for (std::size_t p = 0; p < points.size(); ++p) {
      for (std::size_t o = 0; o < points.objectives(); ++o) columns_[o * stride_ + p] = points.at(p)[o];
    }
  }
  void add(std::span<const std::size_t> chosen) {
    run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
      // So many that they stay in the nearest cache while all of the choice passes by.
      constexpr std::size_t stretch = 1'024;
      for (std::size_t begin = 0; begin < stride_; begin += stretch) {
        const std::size_t end = std::min(stride_, begin + stretch);
        for (const std::size_t c : chosen) {
          for (std::size_t i = begin; i < end; i += Simd<lanes>::width) near<lanes>(points_->at(c), i);
        }
      }
    });
  }
  /// The furthest point, of several the first.
  [[nodiscard]] std::size_t furthest() const { return static_cast<std::size_t>(std::ranges::max_element(nearest_) - nearest_.begin()); }
  [[nodiscard]] double at(std::size_t p) const { return nearest_[p]; }

 private:
  template <int lanes>
  [[gnu::always_inline]] inline void near(const double* from, std::size_t i) {
    using Numbers = Simd<lanes>;
    Numbers worst{-infinity};
    for (std::size_t o = 0; o < points_->objectives(); ++o) worst = largest(worst, Numbers{from[o]} - Numbers::load(columns_.data() + o * stride_ + i));
    const Numbers before = Numbers::load(nearest_.data() + i);
    if_less(worst, before, worst, before).store(nearest_.data() + i);
  }

  const ScaledPoints* points_;
  std::size_t stride_;              // points, rounded up to whole lanes
  AlignedVector<double> columns_;   // [objective][point]
  AlignedVector<double> nearest_;
};

/// Boxes of a grid that hold points and that no other box of points dominates.
class Boxes {
 public:
  explicit Boxes(const ScaledPoints& points) : points_{&points}, cells_(points.size() * points.objectives()), order_(points.size()) {}

  /// Lays a grid of `resolution` boxes to a range; gives how many are not dominated.
  std::size_t lay(double resolution) {
    resolution_ = resolution;
    const std::size_t objectives = points_->objectives();
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = std::floor(points_->at(0)[i] * resolution);
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    std::ranges::sort(order_, [&](std::uint32_t a, std::uint32_t b) {
      const auto [x, y] = std::mismatch(cell(a), cell(a) + objectives, cell(b));
      return x == cell(a) + objectives ? a < b : *x < *y;
    });
    starts_.clear();
    std::vector<double> boxes;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      if (k > 0 && std::equal(cell(order_[k]), cell(order_[k]) + objectives, cell(order_[k - 1]))) continue;
      starts_.push_back(k);
      boxes.insert(boxes.end(), cell(order_[k]), cell(order_[k]) + objectives);
    }
    starts_.push_back(order_.size());
    best_ = non_dominated(boxes, objectives, 1);
    return best_.size();
  }
  /// Of each of those the point nearest to its best corner, of several the first.
  [[nodiscard]] std::vector<std::size_t> representatives() const {
    std::vector<std::size_t> chosen;
    for (const std::size_t box : best_) {
      double least = infinity;
      for (std::size_t k = starts_[box]; k < starts_[box + 1]; ++k) {
        double squares = 0;
        for (std::size_t o = 0; o < points_->objectives(); ++o) {
          const double off = points_->at(order_[k])[o] * resolution_ - cell(order_[k])[o];
          squares += off * off;
        }
        if (squares >= least) continue;
        if (least == infinity) chosen.push_back(0);
        least = squares;
        chosen.back() = order_[k];
      }
    }
    std::ranges::sort(chosen);
    return chosen;
  }

 private:
  [[nodiscard]] const double* cell(std::size_t p) const { return cells_.data() + p * points_->objectives(); }

  const ScaledPoints* points_;
  double resolution_ = 0;
  std::vector<double> cells_;         // [point][objective]: whole numbers
  std::vector<std::uint32_t> order_;  // points, those of a box side by side
  std::vector<std::size_t> starts_;   // of boxes, in `order_`, and its end
  std::vector<std::size_t> best_;     // boxes
};

/// One point of each box of the finest grid that leaves at most `most`. The count need not grow steadily with the resolution: what is found is a grid
/// of which one finer by a thousandth leaves more.
std::vector<std::size_t> of_boxes(const ScaledPoints& points, std::size_t most) {
  constexpr double finest = 0x1p40;  // beyond, scaled points differ by their rounding
  Boxes boxes{points};
  double fits = 0.5;  // all points in one box
  double fails = 1;
  while (fails <= finest && boxes.lay(fails) <= most) {
    fits = fails;
    fails *= 2;
  }
  for (int step = 0; step < 10 && fails <= finest; ++step) {
    const double between = fits + (fails - fits) / 2;
    (boxes.lay(between) <= most ? fits : fails) = between;
  }
  boxes.lay(fits);
  return boxes.representatives();
}

std::vector<std::size_t> by_epsilon(const ScaledPoints& points, std::size_t most) {
  std::vector<std::size_t> chosen = of_boxes(points, most);
  Distances distances{points};
  distances.add(chosen);
  while (chosen.size() < most) {
    const std::size_t next = distances.furthest();
    if (!(distances.at(next) > 0)) break;  // what is left is as good as a kept one
    chosen.push_back(next);
    distances.add({&next, 1});
  }
  return chosen;
}

/// What points add to the hypervolume of a choice. A point's share shrinks as the choice grows, so what was computed for a smaller one is a bound: only
/// those whose bound is largest are looked at again.
class GreedyChoice {
 public:
  explicit GreedyChoice(const ScaledPoints& points) : points_{&points}, reference_(points.objectives(), 1.1) {}

  std::vector<std::size_t> choose(std::span<const std::size_t> candidates, std::size_t most) {
    std::priority_queue<Gain> queue;
    for (const std::size_t p : candidates) queue.push({own(p), p, 0});
    std::vector<std::size_t> chosen;
    while (chosen.size() < most && !queue.empty()) {
      const Gain top = queue.top();
      queue.pop();
      if (top.of_choice == chosen.size()) {
        chosen.push_back(top.point);
        chosen_values_.insert(chosen_values_.end(), points_->at(top.point), points_->at(top.point) + reference_.size());
      } else {
        queue.push({std::min(top.volume, own(top.point) - taken(top.point)), top.point, chosen.size()});
      }
    }
    return chosen;
  }

 private:
  struct Gain {
    double volume;
    std::size_t point;
    std::size_t of_choice;  // how many were chosen when it was computed
    /// The largest comes first, of several that of the first point.
    friend bool operator<(const Gain& a, const Gain& b) { return a.volume != b.volume ? a.volume < b.volume : a.point > b.point; }
  };
  [[nodiscard]] double own(std::size_t p) const {
    double volume = 1;
    for (std::size_t o = 0; o < reference_.size(); ++o) volume *= reference_[o] - points_->at(p)[o];
    return volume;
  }
  /// What the choice has of it already.
  double taken(std::size_t p) {
    const std::size_t objectives = reference_.size();
    parts_.resize(chosen_values_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i] = std::max(chosen_values_[i], points_->at(p)[i % objectives]);
    return hypervolume(parts_, reference_);
  }

  const ScaledPoints* points_;
  std::vector<double> reference_;
  std::vector<double> chosen_values_;  // [chosen][objective]
  std::vector<double> parts_;
};

std::vector<std::size_t> by_knees(const ScaledPoints& points, std::size_t most) {
  std::vector<double> sums(points.size());
  for (std::size_t p = 0; p < sums.size(); ++p) sums[p] = std::accumulate(points.at(p), points.at(p) + points.objectives(), 0.0);
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t p) { return sums[p]; });
  order.resize(std::min(most, order.size()));
  return order;
}

}  // namespace

Thinning thinned(std::span<const double> values, std::size_t objectives, std::size_t most, ThinBy by) {
  require_finite("points", values, objectives);
  const std::size_t size = values.size() / objectives;
  const ScaledPoints points{values, objectives};
  Thinning result{.kept = {}, .distinct = points.size(), .candidates = points.size(), .epsilon = 0};
  if (most >= size) {
    result.kept.resize(size);
    std::iota(result.kept.begin(), result.kept.end(), std::size_t{0});
    return result;
  }
  if (most == 0) throw std::invalid_argument{"no points to be kept of some"};
  std::vector<std::size_t> all(points.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<std::size_t> chosen;
  switch (by) {
    case ThinBy::epsilon:
      chosen = by_epsilon(points, most);
      break;
    case ThinBy::hypervolume: {
      const std::size_t bound = std::max(2 * most, most_hypervolume_candidates);
      const std::vector<std::size_t> candidates = points.size() > bound ? of_boxes(points, bound) : all;
      result.candidates = candidates.size();
      chosen = GreedyChoice{points}.choose(candidates, most);
      break;
    }
    case ThinBy::knees:
      chosen = by_knees(points, most);
      break;
  }
  Distances distances{points};
  distances.add(chosen);
  result.epsilon = std::max(0.0, distances.at(distances.furthest()));
  for (const std::size_t p : chosen) result.kept.push_back(points.position(p));
  std::ranges::sort(result.kept);
  return result;
}

}  // namespace bitpareto
