// SPDX-License-Identifier: Apache-2.0
#include "explorers/region.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <set>

#include "core/system/parallel.h"

namespace bitpareto::explorers {

namespace {

/// Tables of a region: small enough that all regions that threads are in fit a laptop, large enough that few are needed. Assumed.
constexpr double most_bytes = double{1U << 27U};
/// Tables of all regions that are held at a time: two gigabytes. Assumed, likewise.
constexpr double most_held_bytes = double{1U << 31U};
/// Those that regions to come may share.
constexpr std::size_t cached_bytes = std::size_t{1} << 27U;
/// More regions than this are not worth what making each costs.
constexpr double most_regions = 1U << 16U;

/// Axes of which every region has one level: those that make tables smallest, categories first. What most tables hinge on stands in front.
std::vector<std::size_t> standing_axes(const Problem& problem, const BoxTree& tree) {
  const Evaluator& evaluator = problem.evaluator();
  Box box = whole_box(problem.space());
  std::vector<std::size_t> axes;
  double regions = 1;
  const auto best = [&](bool categories) {
    std::optional<std::size_t> found;
    double least = evaluator.table_bytes(box);
    for (std::size_t a = 0; a < box.size(); ++a) {
      if (box[a].size() == 1 || tree.is_category(a) != categories || regions * static_cast<double>(box[a].size()) > most_regions) continue;
      const LevelRange all = box[a];
      box[a] = {0, 0};
      const double bytes = evaluator.table_bytes(box);
      box[a] = all;
      if (bytes >= least) continue;
      least = bytes;
      found = a;
    }
    return found;
  };
  while (evaluator.table_bytes(box) > most_bytes) {
    std::optional<std::size_t> axis = best(true);
    if (!axis) axis = best(false);
    if (!axis) break;
    regions *= static_cast<double>(box[*axis].size());
    box[*axis] = {0, 0};
    axes.push_back(*axis);
  }
  const auto dependent = [&](std::size_t axis) {
    Box one = box;
    one[axis] = {0, 1};
    return evaluator.table_bytes(one);
  };
  std::ranges::stable_sort(axes, std::greater{}, dependent);
  return axes;
}

}  // namespace

Region::Region(const Problem& problem, Box box, std::unique_ptr<const Evaluator> evaluator) : whole_{&problem}, evaluator_{std::move(evaluator)} {
  for (const LevelRange& range : box) origin_.push_back(evaluator_ ? range.first : 0);
  if (!evaluator_) return;
  own_.emplace(*evaluator_, std::vector<WorkloadUse>{problem.workloads().begin(), problem.workloads().end()},
               std::vector<Objective>{problem.objectives().begin(), problem.objectives().end()},
               std::vector<Constraint>{problem.constraints().begin(), problem.constraints().end()});
}

std::unique_ptr<CostBounds> BoundsPool::take() {
  {
    const std::scoped_lock lock{mutex_};
    if (!free_.empty()) {
      std::unique_ptr<CostBounds> bounds = std::move(free_.back());
      free_.pop_back();
      return bounds;
    }
  }
  return std::make_unique<CostBounds>(problem_->make_bounds());
}

void BoundsPool::put_back(std::unique_ptr<CostBounds> bounds) {
  const std::scoped_lock lock{mutex_};
  free_.push_back(std::move(bounds));
}

std::unique_ptr<Region::Scratch> Region::take() {
  {
    const std::scoped_lock lock{mutex_};
    if (!free_.empty()) {
      std::unique_ptr<Scratch> scratch = std::move(free_.back());
      free_.pop_back();
      return scratch;
    }
  }
  return std::make_unique<Scratch>(problem());
}

void Region::put_back(std::unique_ptr<Scratch> scratch) {
  const std::scoped_lock lock{mutex_};
  free_.push_back(std::move(scratch));
}

Regions::Regions(const Problem& problem, const BoxTree& tree, int threads) : problem_{&problem}, threads_{threads}, boxes_{whole_box(problem.space())} {
  is_whole_ = problem.evaluator().is_tabulated();
  if (is_whole_) return;
  for (const std::size_t axis : standing_axes(problem, tree)) {
    std::vector<Box> parts;
    for (const Box& box : boxes_) {
      for (std::uint64_t level = 0; level < box[axis].size(); ++level) {
        parts.push_back(box);
        parts.back()[axis] = {level, level};
      }
    }
    boxes_ = std::move(parts);
    group_size_ = static_cast<std::size_t>(problem.space().axes()[axis].levels.size());
  }
  most_held_ = std::max<std::size_t>(static_cast<std::size_t>(most_held_bytes / std::max(problem.evaluator().table_bytes(boxes_.front()), 1.0)), 1);
  cache_ = std::make_shared<TableCache>(cached_bytes);
}

std::unique_ptr<Region> Regions::made(std::size_t number, int threads) const {
  std::unique_ptr<const Evaluator> evaluator;
  if (!is_whole_) {
    constexpr double always = std::numeric_limits<double>::infinity();
    const TableLimits limits{.bytes = static_cast<std::size_t>(4 * most_bytes), .evaluations = always, .threads = threads};
    evaluator = problem_->evaluator().within(boxes_[number], limits, cache_);
  }
  return std::make_unique<Region>(*problem_, boxes_[number], std::move(evaluator));
}

void Regions::hold(std::span<const std::size_t> numbers) {
  std::erase_if(held_, [&](const auto& entry) { return std::ranges::find(numbers, entry.first) == numbers.end(); });
  // The first of a group makes the tables that the others share, on all threads; then a thread makes each of these.
  std::vector<std::size_t> others;
  std::set<std::size_t> groups;
  for (const auto& [number, region] : held_) groups.insert(group_of(number));
  for (const std::size_t number : numbers) {
    if (held_.contains(number)) continue;
    if (!groups.insert(group_of(number)).second) {
      others.push_back(number);
      held_[number] = nullptr;
    } else {
      held_[number] = made(number, threads_);
    }
  }
  std::vector<std::unique_ptr<Region>> regions(others.size());
  parallel_for(others.size(), threads_, [&](std::size_t i) { regions[i] = made(others[i], 1); });
  for (std::size_t i = 0; i < others.size(); ++i) held_[others[i]] = std::move(regions[i]);
}

}  // namespace bitpareto::explorers
