// SPDX-License-Identifier: Apache-2.0
#include "explorers/box_walk.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/search/block_filter.h"

namespace bitpareto::explorers {

namespace {

/// Evaluated designs that take as long as to bound a box, about.
constexpr std::uint64_t designs_per_step = 16;
/// Designs that wait for each other, so that a block is worth its call.
constexpr std::size_t designs_at_once = 512;
static_assert(designs_at_once + leaf_size <= block_size);

/// A few points that dominated boxes before: neighbours fall to the same ones.
class RecentDominators {
 public:
  explicit RecentDominators(std::size_t objectives) : objectives_{objectives}, values_(most * objectives) {}
  [[nodiscard]] bool catches(std::span<const double> lowest) {
    for (std::size_t i = 0; i < count_; ++i) {
      double* const here = values_.data() + i * objectives_;
      if (!dominates(here, lowest.data(), objectives_)) continue;
      if (i > 0) std::swap_ranges(here, here + objectives_, here - objectives_);  // what catches often moves to the front
      return true;
    }
    return false;
  }
  void learn(std::span<const double> point) {
    if (count_ < most) ++count_;
    std::ranges::copy(point, values_.begin() + static_cast<std::ptrdiff_t>((count_ - 1) * objectives_));
  }

 private:
  static constexpr std::size_t most = 6;
  std::size_t objectives_;
  std::size_t count_ = 0;
  std::vector<double> values_;
};

class TreeWalk {
 public:
  TreeWalk(const BoxTree& tree, Region& region, Region::Scratch& scratch, CostBounds& bounds, Ties ties, const ParetoArchive& known, const WalkLimits& limits)
      : tree_{&tree},
        region_{&region},
        problem_{&region.problem()},
        scratch_{&scratch},
        bounds_{&bounds},
        known_{&known},
        limits_{limits},
        stack_{tree},
        recent_{problem_->objectives().size()},
        filter_{problem_->objectives().size()},
        lowest_(problem_->objectives().size()),
        levels_(tree.space().axes().size()),
        outcome_{*problem_, ties} {}

  WalkOutcome run(std::span<const LevelRange> root, const TreePlace& place) {
    [[maybe_unused]] const bool is_place = stack_.restore(root, place);
    assert(is_place);
    while (!stack_.empty() && steps() < limits_.steps) {
      if (stack_.done() == 0 && drops()) {
        stack_.pop();
      } else if (BoxTree::size_of(stack_.top()) > leaf_size) {
        stack_.halve();
      } else if (!evaluate_leaf()) {
        break;
      }
    }
    evaluate();
    if (!stack_.empty()) outcome_.left = stack_.place();
    return std::move(outcome_);
  }

 private:
  [[nodiscard]] std::uint64_t steps() const { return outcome_.boxes + outcome_.evaluated / designs_per_step; }

  /// Whether nothing in the top box is worth a look.
  [[nodiscard]] bool drops() {
    const std::span<const LevelRange> box = stack_.top();
    const std::span<const std::uint64_t> origin = region_->origin();
    for (std::size_t a = 0; a < box.size(); ++a) scratch_->box[a] = {box[a].first - origin[a], box[a].last - origin[a]};
    ++outcome_.boxes;
    if (!problem_->lower_bounds(scratch_->box, *bounds_, lowest_)) {
      outcome_.infeasible_by_bound += BoxTree::size_of(box);
      return true;
    }
    for (double& low : lowest_) low = std::isnan(low) ? -std::numeric_limits<double>::infinity() : low;
    if (!is_dominated()) return false;
    outcome_.dominated += BoxTree::size_of(box);
    return true;
  }

  /// A point that equals the bounds decides nothing: a design of the box may equal it.
  [[nodiscard]] bool is_dominated() {
    if (recent_.catches(lowest_)) return true;
    std::span<const double> dominator = known_->dominator_of(lowest_);
    if (dominator.empty()) dominator = outcome_.front.dominator_of(lowest_);
    if (dominator.empty()) return false;
    recent_.learn(dominator);
    return true;
  }

  /// Takes what the limit allows of the top box to be evaluated. Returns whether that was all of it.
  bool evaluate_leaf() {
    const std::span<const LevelRange> box = stack_.top();
    const std::uint64_t left = BoxTree::size_of(box) - stack_.done();
    const std::uint64_t count = std::min(left, limits_.evaluations - outcome_.evaluated);
    if (count > 0) {
      add(box, stack_.done(), static_cast<std::size_t>(count));
      if (scratch_->designs.size() >= designs_at_once) evaluate();
      outcome_.leaves.ranges.insert(outcome_.leaves.ranges.end(), box.begin(), box.end());
      outcome_.leaves.from.push_back(stack_.done());
      outcome_.leaves.count.push_back(count);
      outcome_.evaluated += count;
    }
    if (count < left) {
      stack_.advance(count);
      return false;
    }
    stack_.pop();
    return true;
  }

  /// Designs of a box to those that wait.
  void add(std::span<const LevelRange> box, std::uint64_t from, std::size_t count) {
    const std::span<const std::uint64_t> origin = region_->origin();
    levels_in(box, from, levels_);
    for (std::size_t a = 0; a < box.size(); ++a) levels_[a] -= origin[a];
    for (std::size_t i = 0; i < count; ++i) {
      scratch_->designs.push(levels_);
      for (std::size_t a = box.size(); a-- > 0;) {
        if (levels_[a] != box[a].last - origin[a]) {
          ++levels_[a];
          break;
        }
        levels_[a] = box[a].first - origin[a];
      }
    }
  }

  void evaluate() {
    const std::size_t count = scratch_->designs.size();
    if (count == 0) return;
    ObjectiveBlock& objectives = scratch_->objectives;
    problem_->evaluate(scratch_->designs, objectives);
    for (const std::size_t i : filter_.remaining(objectives, count, outcome_.infeasible)) {
      for (std::size_t o = 0; o < lowest_.size(); ++o) lowest_[o] = objectives.values(o)[i];
      if (filter_.catches(lowest_)) continue;
      std::span<const double> dominator = known_->dominator_of(lowest_);
      if (dominator.empty()) dominator = outcome_.front.dominator_of(lowest_);
      if (dominator.empty()) {
        outcome_.front.insert(lowest_, index_of(i));
      } else {
        filter_.learn(dominator);
      }
    }
    scratch_->designs.clear();
  }

  [[nodiscard]] DesignIndex index_of(std::size_t i) const {
    DesignIndex index = 0;
    for (std::size_t a = 0; a < levels_.size(); ++a) {
      index += (scratch_->designs.levels(a)[i] + region_->origin()[a]) * tree_->space().stride(a);
    }
    return index;
  }

  const BoxTree* tree_;
  Region* region_;
  const Problem* problem_;
  Region::Scratch* scratch_;
  CostBounds* bounds_;
  const ParetoArchive* known_;
  WalkLimits limits_;
  BoxStack stack_;
  RecentDominators recent_;
  BlockFilter filter_;  // of this walk alone: what others learnt would make what it finds hang on them
  std::vector<double> lowest_;
  std::vector<std::uint64_t> levels_;
  WalkOutcome outcome_;
};

}  // namespace

void levels_in(std::span<const LevelRange> box, std::uint64_t number, std::span<std::uint64_t> levels) {
  for (std::size_t a = box.size(); a-- > 0;) {
    levels[a] = box[a].first + number % box[a].size();
    number /= box[a].size();
  }
}

std::uint64_t number_in(std::span<const LevelRange> box, std::span<const std::uint64_t> levels) {
  std::uint64_t number = 0;
  for (std::size_t a = 0; a < box.size(); ++a) number = number * box[a].size() + (levels[a] - box[a].first);
  return number;
}

bool BoxStack::restore(std::span<const LevelRange> root, const TreePlace& place) {
  ranges_.assign(root.begin(), root.end());
  depths_.assign(1, 0);
  done_ = 0;
  std::vector<std::uint64_t> levels(axes_);
  tree_->space().levels_of(place.design, levels);
  for (std::size_t a = 0; a < axes_; ++a) {
    if (levels[a] < root[a].first || levels[a] > root[a].last) return false;
  }
  for (std::uint64_t depth = 0; depth < place.depth; ++depth) {
    if (BoxTree::size_of(top()) <= leaf_size) return false;
    const std::size_t axis = tree_->axis_to_halve(top());
    const bool is_upper = levels[axis] > BoxTree::middle_of(top()[axis]);
    halve();
    if (is_upper) pop();
  }
  done_ = number_in(top(), levels);
  return done_ == 0 || BoxTree::size_of(top()) <= leaf_size;
}

void BoxStack::pop() {
  ranges_.resize(ranges_.size() - axes_);
  depths_.pop_back();
  done_ = 0;
}

void BoxStack::halve() {
  const std::size_t axis = tree_->axis_to_halve(top());
  const std::uint64_t depth = ++depths_.back();
  const std::size_t at = ranges_.size() - axes_;
  const std::uint64_t middle = BoxTree::middle_of(ranges_[at + axis]);
  ranges_.resize(ranges_.size() + axes_);
  std::copy_n(ranges_.begin() + static_cast<std::ptrdiff_t>(at), axes_, ranges_.begin() + static_cast<std::ptrdiff_t>(at + axes_));
  ranges_[at + axis].first = middle + 1;
  ranges_[at + axes_ + axis].last = middle;
  depths_.push_back(depth);
}

TreePlace BoxStack::place() const {
  std::vector<std::uint64_t> levels(axes_);
  levels_in(top(), done_, levels);
  return {tree_->space().index_of(levels), depths_.back()};
}

std::uint64_t BoxStack::designs() const {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < size(); ++i) count += BoxTree::size_of(box(i));
  return count - done_;
}

bool BoxStack::holds(std::span<const std::uint64_t> levels) const {
  for (std::size_t i = 0; i < size(); ++i) {
    bool is_in = true;
    for (std::size_t a = 0; a < axes_; ++a) is_in = is_in && box(i)[a].first <= levels[a] && levels[a] <= box(i)[a].last;
    if (is_in) return i + 1 < size() || number_in(box(i), levels) >= done_;
  }
  return false;
}

WalkOutcome walk_boxes(const BoxTree& tree, Region& region, BoundsPool& pool, Ties ties, const ParetoArchive& known, std::span<const LevelRange> root,
                       const TreePlace& place, const WalkLimits& limits) {
  std::unique_ptr<Region::Scratch> scratch = region.take();
  std::unique_ptr<CostBounds> bounds = pool.take();
  WalkOutcome outcome = TreeWalk{tree, region, *scratch, *bounds, ties, known, limits}.run(root, place);
  pool.put_back(std::move(bounds));
  region.put_back(std::move(scratch));
  return outcome;
}

}  // namespace bitpareto::explorers
