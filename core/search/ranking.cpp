// SPDX-License-Identifier: Apache-2.0
#include "core/search/ranking.h"

#include <algorithm>

#include "core/search/finite_points.h"
#include "core/search/objective_order.h"
#include "core/search/point_tree.h"
#include "core/search/staircase.h"

namespace bitpareto {

namespace {

/// Where at most one other objective is left: its least value.
class Least {
 public:
  explicit Least(std::size_t objectives) : objectives_{objectives} {}
  void insert(const double* y, std::vector<std::uint32_t>& /*dropped*/) { least_ = objectives_ > 0 ? *y : 0; }
  [[nodiscard]] bool covers(const double* y) const { return objectives_ == 0 || least_ <= *y; }

 private:
  std::size_t objectives_;
  double least_ = 0;
};

/// `Others` holds of a front what its members have of all objectives but the first.
template <class Others>
std::vector<std::uint32_t> ranks(std::span<const double> values, std::size_t objectives) {
  std::vector<std::uint32_t> found(values.size() / objectives);
  std::vector<Others> fronts;
  std::vector<std::uint32_t> dropped;
  const double* last = nullptr;
  std::uint32_t rank = 0;
  for (const std::uint32_t i : sorted_by(values, objectives, 0)) {
    const double* const point = values.data() + i * objectives;
    if (last == nullptr || !std::equal(point, point + objectives, last)) {
      // What a front dominates, every front before it does.
      const auto front = std::ranges::partition_point(fronts, [&](const Others& others) { return others.covers(point + 1); });
      rank = static_cast<std::uint32_t>(front - fronts.begin());
      if (front == fronts.end()) fronts.emplace_back(objectives - 1);
      fronts[rank].insert(point + 1, dropped);
      dropped.clear();
    }
    found[i] = rank;
    last = point;
  }
  return found;
}

}  // namespace

std::vector<std::uint32_t> non_dominated_ranks(std::span<const double> values, std::size_t objectives) {
  require_finite("points", values, objectives);
  return objectives <= 2 ? ranks<Least>(values, objectives) : objectives == 3 ? ranks<Staircase>(values, objectives) : ranks<PointTree>(values, objectives);
}

std::vector<std::vector<std::size_t>> positions_by_rank(std::span<const std::uint32_t> ranks) {
  std::vector<std::vector<std::size_t>> positions;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (positions.size() <= ranks[i]) positions.resize(ranks[i] + 1);
    positions[ranks[i]].push_back(i);
  }
  return positions;
}

}  // namespace bitpareto
