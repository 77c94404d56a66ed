// SPDX-License-Identifier: Apache-2.0
#include "core/search/hypervolume.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/search/finite_points.h"
#include "core/search/objective_order.h"
#include "core/search/open_boxes.h"
#include "core/search/rank_set.h"

namespace bitpareto {

namespace {

double length(std::span<const double> values, std::span<const double> reference) {
  double least = reference[0];
  for (const double value : values) least = std::min(least, value);
  return reference[0] - least;
}

double area(std::span<const double> values, std::span<const double> reference) {
  double sum = 0;
  double least = reference[0];  // of the first objective so far
  for (const std::uint32_t i : sorted_by(values, 2, 1)) {
    const double first = values[std::size_t{i} * 2];
    if (first >= least) continue;
    sum += (least - first) * (reference[1] - values[std::size_t{i} * 2 + 1]);
    least = first;
  }
  return sum;
}

/// The points so far are a staircase in the first two objectives: the more of the first, the less of the second.
double volume_of_three(std::span<const double> values, std::span<const double> reference) {
  struct Step {
    double first, second;
  };
  const std::vector<std::uint32_t> by_first = sorted_by(values, 3, 0);
  std::vector<Step> steps(by_first.size());
  std::vector<std::uint32_t> place(by_first.size());
  for (std::uint32_t p = 0; p < by_first.size(); ++p) {
    const double* const value = values.data() + std::size_t{by_first[p]} * 3;
    steps[p] = {value[0], value[1]};
    place[by_first[p]] = p;
  }
  RankSet staircase{steps.size()};
  double sum = 0;
  for (const std::uint32_t i : sorted_by(values, 3, 2)) {
    const Step& step = steps[place[i]];
    const std::size_t left = staircase.before(place[i]);
    double top = left == RankSet::none ? reference[1] : steps[left].second;
    if (top <= step.second) continue;
    double added = 0;
    double begin = step.first;
    for (std::size_t right = staircase.after(place[i]);; right = staircase.after(right)) {
      const Step next = right == RankSet::none ? Step{reference[0], -1} : steps[right];
      added += (next.first - begin) * (top - step.second);
      if (right == RankSet::none || next.second < step.second) break;
      begin = next.first;
      top = next.second;
      staircase.erase(right);
    }
    staircase.insert(place[i]);
    sum += added * (reference[2] - values[std::size_t{i} * 3 + 2]);
  }
  return sum;
}

double volume_of_more(std::span<const double> values, std::span<const double> reference) {
  const std::size_t objectives = reference.size();
  const std::size_t others = objectives - 1;
  const std::vector<std::uint32_t> order = sorted_by(values, objectives, others);
  std::vector<double> sorted;
  sorted.reserve(order.size() * others);
  for (const std::uint32_t i : order) {
    const auto point = values.subspan(i * objectives, others);
    sorted.insert(sorted.end(), point.begin(), point.end());
  }
  OpenBoxes open{sorted, reference.first(others)};
  double sum = 0;
  for (std::size_t k = 0; k < order.size(); ++k) sum += open.add(k) * (reference[others] - values[order[k] * objectives + others]);
  return sum;
}

}  // namespace

double hypervolume(std::span<const double> values, std::span<const double> reference) {
  const std::size_t objectives = reference.size();
  require_finite("reference", reference, objectives);
  require_finite("points", values, objectives);
  std::vector<double> inside;
  inside.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); i += objectives) {
    const auto point = values.subspan(i, objectives);
    if (std::ranges::equal(point, reference, std::less{})) inside.insert(inside.end(), point.begin(), point.end());
  }
  switch (objectives) {
    case 1:
      return length(inside, reference);
    case 2:
      return area(inside, reference);
    case 3:
      return volume_of_three(inside, reference);
    default:
      return volume_of_more(inside, reference);
  }
}

}  // namespace bitpareto
