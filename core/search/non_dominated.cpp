// SPDX-License-Identifier: Apache-2.0
#include "core/search/non_dominated.h"

#include <algorithm>
#include <numeric>

#include "core/search/block_filter.h"
#include "core/search/pareto.h"
#include "core/search/point_tree.h"
#include "core/search/staircase.h"
#include "core/system/parallel.h"

namespace bitpareto {

namespace {

constexpr std::size_t sample_size = 4'096;
/// Points below which another thread, or a sample, costs more than it brings.
constexpr std::size_t few = 16'384;
/// A sweep finds points all over memory: they are asked for so many points before.
constexpr std::size_t ahead = 16;

/// Points by rows, and the objective that a sweep follows.
struct Points {
  std::span<const double> values;
  std::size_t objectives;
  std::size_t swept = 0;

  [[nodiscard]] std::size_t size() const { return values.size() / objectives; }
  [[nodiscard]] std::span<const double> at(std::size_t i) const { return values.subspan(i * objectives, objectives); }
};

/// A point as the sweep meets it.
struct Candidate {
  double along;  // the objective that is swept
  std::size_t position;
};

/// What does not dominate a point comes behind it: by the objective that is swept, then by the others.
bool is_before(const Points& points, const Candidate& a, const Candidate& b) {
  if (a.along != b.along) return a.along < b.along;
  return std::ranges::lexicographical_compare(points.at(a.position), points.at(b.position));
}

/// Positions spread over all.
std::vector<std::size_t> sample_of(const Points& points) {
  std::vector<std::size_t> sample(sample_size);
  for (std::size_t i = 0; i < sample_size; ++i) sample[i] = points.size() / sample_size * i;
  return sample;
}

/// The objective with most different values in the sample: the fewer are equal, the more a sweep leaves behind.
std::size_t most_different(const Points& points, std::span<const std::size_t> sample) {
  std::size_t best = 0;
  std::ptrdiff_t most = 0;
  for (std::size_t o = 0; o < points.objectives; ++o) {
    std::vector<double> column;
    column.reserve(sample.size());
    for (const std::size_t i : sample) column.push_back(points.at(i)[o]);
    std::ranges::sort(column);
    const auto different = std::unique(column.begin(), column.end()) - column.begin();
    if (different > most) {
      most = different;
      best = o;
    }
  }
  return best;
}

/// What the front of a sample leaves of all points, if that is not most of them.
std::vector<std::size_t> thinned(const Points& points, std::span<const std::size_t> sample, int threads) {
  ParetoArchive front{points.objectives, Ties::first};
  for (const std::size_t i : sample) front.insert(points.at(i), i);
  std::vector<std::size_t> left;
  if (front.size() > sample.size() / 2) {
    left.resize(points.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    return left;
  }
  constexpr std::size_t chunk = 64 * block_size;
  std::vector<std::vector<std::size_t>> parts((points.size() + chunk - 1) / chunk);
  parallel_for(parts.size(), threads, [&](std::size_t c) {
    ObjectiveBlock block{0, points.objectives};
    BlockFilter filter{points.objectives};
    std::uint64_t all = 0;
    const std::size_t end = std::min(points.size(), (c + 1) * chunk);
    for (std::size_t first = c * chunk; first < end; first += block_size) {
      const std::size_t size = std::min(block_size, end - first);
      for (std::size_t o = 0; o < points.objectives; ++o) {
        double* const column = block.values(o).data();
        const double* const row = points.values.data() + first * points.objectives + o;
        for (std::size_t i = 0; i < size; ++i) column[i] = row[i * points.objectives];
      }
      for (const std::size_t i : filter.remaining(block, size, {&all, 1})) {
        const std::span<const double> point = points.at(first + i);
        if (filter.catches(point)) continue;
        const std::span<const double> dominator = front.dominator_of(point);
        if (dominator.empty()) {
          parts[c].push_back(first + i);
        } else {
          filter.learn(dominator);
        }
      }
    }
  });
  for (const std::vector<std::size_t>& part : parts) left.insert(left.end(), part.begin(), part.end());
  return left;
}

/// In the order of is_before(), in parts that begin where the objective that is swept changes.
std::vector<std::span<Candidate>> sorted_parts(const Points& points, std::vector<Candidate>& candidates, int threads) {
  const std::size_t most = std::min(static_cast<std::size_t>(threads), candidates.size() / few);
  const std::size_t pieces = std::max<std::size_t>(1, most);
  const auto begin_of = [&](std::size_t piece) { return candidates.begin() + static_cast<std::ptrdiff_t>(candidates.size() * piece / pieces); };
  const auto before = [&](const Candidate& a, const Candidate& b) { return is_before(points, a, b); };
  parallel_for(pieces, threads, [&](std::size_t p) { std::sort(begin_of(p), begin_of(p + 1), before); });
  for (std::size_t p = 1; p < pieces; ++p) std::inplace_merge(candidates.begin(), begin_of(p), begin_of(p + 1), before);
  std::vector<std::span<Candidate>> parts;
  for (std::size_t p = 0, begin = 0; p < pieces; ++p) {
    std::size_t end = std::max(begin, candidates.size() * (p + 1) / pieces);
    while (end > begin && end < candidates.size() && candidates[end].along == candidates[end - 1].along) ++end;
    parts.push_back(std::span{candidates}.subspan(begin, end - begin));
    begin = end;
  }
  return parts;
}

/// Sweeps over parts, each on its own; then what is left of each meets those before it.
template <class Others>
std::vector<std::size_t> swept(const Points& points, std::vector<Candidate>& candidates, int threads) {
  struct Sweep {
    Others others;  // the front of the objectives that are not swept
    std::vector<std::size_t> left;
  };
  const std::size_t count = points.objectives - 1;
  const auto others_of = [&](std::size_t position, std::vector<double>& others) {
    const std::span<const double> point = points.at(position);
    std::copy(point.begin() + static_cast<std::ptrdiff_t>(points.swept) + 1, point.end(),
              std::copy_n(point.begin(), points.swept, others.begin()));
  };
  const std::vector<std::span<Candidate>> parts = sorted_parts(points, candidates, threads);
  std::vector<Sweep> sweeps(parts.size(), Sweep{Others{count}, {}});
  parallel_for(parts.size(), threads, [&](std::size_t p) {
    Sweep& sweep = sweeps[p];
    std::vector<double> others(count);
    std::vector<double> along;  // of each that `others` holds
    std::vector<std::uint32_t> dropped;
    for (std::size_t k = 0; k < parts[p].size(); ++k) {
      const Candidate& candidate = parts[p][k];
      if (k + ahead < parts[p].size()) __builtin_prefetch(points.at(parts[p][k + ahead].position).data());
      others_of(candidate.position, others);
      const Placed placed = sweep.others.insert(others.data(), dropped);
      dropped.clear();
      if (placed.as == Placed::As::dominated) continue;
      if (placed.as == Placed::As::equal && along[placed.point] != candidate.along) continue;
      if (along.size() <= placed.point) along.resize(placed.point + std::size_t{1});
      along[placed.point] = candidate.along;
      sweep.left.push_back(candidate.position);
    }
  });
  struct Stretch {
    std::size_t sweep, begin, end;
  };
  std::vector<Stretch> stretches;
  for (std::size_t s = 0; s < sweeps.size(); ++s) {
    for (std::size_t begin = 0; begin < sweeps[s].left.size(); begin += few) {
      stretches.push_back({s, begin, std::min(sweeps[s].left.size(), begin + few)});
    }
  }
  std::vector<std::uint8_t> is_left(points.size());
  parallel_for(stretches.size(), threads, [&](std::size_t i) {
    std::vector<double> others(count);
    const auto [sweep, begin, end] = stretches[i];
    for (std::size_t k = begin; k < end; ++k) {
      if (k + ahead < end) __builtin_prefetch(points.at(sweeps[sweep].left[k + ahead]).data());
      others_of(sweeps[sweep].left[k], others);
      bool is_dominated = false;
      for (std::size_t s = 0; s < sweep && !is_dominated; ++s) is_dominated = sweeps[s].others.covers(others.data());
      is_left[sweeps[sweep].left[k]] = is_dominated ? 0 : 1;
    }
  });
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < is_left.size(); ++i) {
    if (is_left[i] != 0) positions.push_back(i);
  }
  return positions;
}

}  // namespace

std::vector<std::size_t> non_dominated(std::span<const double> values, std::size_t objectives, int threads) {
  Points points{values, objectives};
  if (objectives == 1) {
    std::vector<std::size_t> positions;
    if (values.empty()) return positions;
    const double least = *std::ranges::min_element(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] == least) positions.push_back(i);
    }
    return positions;
  }
  std::vector<std::size_t> left(points.size());
  if (points.size() < few) {
    std::iota(left.begin(), left.end(), std::size_t{0});
  } else {
    const std::vector<std::size_t> sample = sample_of(points);
    points.swept = most_different(points, sample);
    left = thinned(points, sample, threads);
  }
  std::vector<Candidate> candidates;
  candidates.reserve(left.size());
  for (const std::size_t i : left) candidates.push_back({points.at(i)[points.swept], i});
  return objectives <= 3 ? swept<Staircase>(points, candidates, threads) : swept<PointTree>(points, candidates, threads);
}

}  // namespace bitpareto
