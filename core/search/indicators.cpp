// SPDX-License-Identifier: Apache-2.0
#include "core/search/indicators.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "core/base/simd.h"
#include "core/search/finite_points.h"
#include "core/system/run_on.h"

namespace bitpareto {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void require_points(std::span<const double> front, std::span<const double> reference, std::size_t objectives) {
  require_finite("front", front, objectives);
  require_finite("reference front", reference, objectives);
  if (front.empty()) throw std::invalid_argument{"front: no points"};
  if (reference.empty()) throw std::invalid_argument{"reference front: no points"};
}

/// The points of a front as columns, so many side by side, the last repeated to fill in.
class Columns {
 public:
  static constexpr std::size_t width = 4 * most_lanes;
  Columns(std::span<const double> front, std::size_t objectives) : objectives_{objectives}, groups_{(front.size() / objectives + width - 1) / width} {
    const std::size_t last = front.size() / objectives - 1;
    for (std::size_t g = 0; g < groups_; ++g) {
      for (std::size_t o = 0; o < objectives; ++o) {
        for (std::size_t i = 0; i < width; ++i) values_.push_back(front[std::min(last, g * width + i) * objectives + o]);
      }
    }
  }
  [[nodiscard]] std::size_t groups() const { return groups_; }
  [[nodiscard]] const double* at(std::size_t group, std::size_t objective) const { return values_.data() + (group * objectives_ + objective) * width; }

 private:
  std::size_t objectives_;
  std::size_t groups_;
  std::vector<double> values_;
};

/// The least over the front of what step(worst so far, value of the front, value of the reference) brings together over objectives, which begins with
/// `start`; or any that is at most `enough`.
template <int lanes, class Step>
[[gnu::always_inline]] inline double nearest(const Columns& front, const double* reference, std::size_t objectives, double start, double enough, const Step& step) {
  using Numbers = Simd<lanes>;
  double least = infinity;
  for (std::size_t g = 0; g < front.groups() && least > enough; ++g) {
    Numbers best{infinity};
    for (std::size_t i = 0; i < Columns::width; i += Numbers::width) {
      Numbers sum{start};
      for (std::size_t o = 0; o < objectives; ++o) sum = step(sum, Numbers::load(front.at(g, o) + i), Numbers{reference[o]});
      best = if_less(sum, best, sum, best);
    }
    std::array<double, Numbers::width> each;
    best.store(each.data());
    for (const double one : each) least = std::min(least, one);
  }
  return least;
}

/// The greatest of what is nearest. A point of the reference that is no further than one before it needs no more points of the front.
template <class Step>
double furthest(std::span<const double> front, std::span<const double> reference, std::size_t objectives, const Step& step) {
  const Columns columns{front, objectives};
  double most = -infinity;
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    for (std::size_t r = 0; r < reference.size(); r += objectives) {
      most = std::max(most, nearest<lanes>(columns, reference.data() + r, objectives, -infinity, most, step));
    }
  });
  return most;
}

}  // namespace

double additive_epsilon(std::span<const double> front, std::span<const double> reference, std::size_t objectives) {
  require_points(front, reference, objectives);
  return furthest(front, reference, objectives,
                  [](const auto& worst, const auto& a, const auto& r) __attribute__((always_inline)) { return largest(worst, a - r); });
}

double multiplicative_epsilon(std::span<const double> front, std::span<const double> reference, std::size_t objectives) {
  require_points(front, reference, objectives);
  for (const std::span<const double> values : {front, reference}) {
    if (std::ranges::any_of(values, [](double v) { return v <= 0; })) throw std::invalid_argument{"a factor between fronts needs numbers above 0"};
  }
  return furthest(front, reference, objectives,
                  [](const auto& worst, const auto& a, const auto& r) __attribute__((always_inline)) { return largest(worst, a / r); });
}

double igd_plus(std::span<const double> front, std::span<const double> reference, std::size_t objectives) {
  require_points(front, reference, objectives);
  const Columns columns{front, objectives};
  const std::size_t points = reference.size() / objectives;
  double sum = 0;
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    for (std::size_t r = 0; r < reference.size(); r += objectives) {
      sum += std::sqrt(nearest<lanes>(columns, reference.data() + r, objectives, 0.0, 0.0, [](const auto& squares, const auto& a, const auto& z) __attribute__((always_inline)) {
        using Numbers = std::decay_t<decltype(a)>;
        const Numbers worse = largest(a - z, Numbers{0.0});
        return squares + worse * worse;
      }));
    }
  });
  return sum / static_cast<double>(points);
}

}  // namespace bitpareto
