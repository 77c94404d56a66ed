// SPDX-License-Identifier: Apache-2.0
/// Parts of a space that are small enough for a model to have all its tables at once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/problem/problem.h"
#include "explorers/box_tree.h"

namespace bitpareto::explorers {

/// The problem of a box of the space, and what threads need to ask it.
class Region {
 public:
  /// What one thread needs, kept from one time to the next.
  struct Scratch {
    explicit Scratch(const Problem& problem)
        : designs{problem.space()}, objectives{problem.make_block()}, box(problem.space().axes().size()) {}
    DesignBlock designs;
    ObjectiveBlock objectives;
    Box box;
  };

  /// The whole space, or a part of it with its own evaluator. `problem` must outlive it.
  Region(const Problem& problem, Box box, std::unique_ptr<const Evaluator> evaluator);

  [[nodiscard]] const Problem& problem() const { return own_ ? *own_ : *whole_; }
  /// Levels of its box are counted from these.
  [[nodiscard]] std::span<const std::uint64_t> origin() const { return origin_; }
  [[nodiscard]] std::unique_ptr<Scratch> take();
  void put_back(std::unique_ptr<Scratch> scratch);

 private:
  const Problem* whole_;
  std::vector<std::uint64_t> origin_;
  std::unique_ptr<const Evaluator> evaluator_;
  std::optional<Problem> own_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> free_;
};

/// What threads keep of bounds of boxes, from region to region: these share tables. Thread-safe.
class BoundsPool {
 public:
  explicit BoundsPool(const Problem& problem) : problem_{&problem} {}
  [[nodiscard]] std::unique_ptr<CostBounds> take();
  void put_back(std::unique_ptr<CostBounds> bounds);

 private:
  const Problem* problem_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<CostBounds>> free_;
};

/// All parts of a space. One where the evaluator has its tables for the whole of it; otherwise the axes that make tables large stand still in
/// each, and a part is made when it is needed. One thread at a time.
class Regions {
 public:
  Regions(const Problem& problem, const BoxTree& tree, int threads);
  [[nodiscard]] std::span<const Box> boxes() const { return boxes_; }
  /// Regions of a group, which follow each other in number, differ in what the fewest tables hinge on.
  [[nodiscard]] std::size_t group_of(std::size_t number) const { return number / group_size_; }
  /// How many may be held at a time, so that their tables fit a laptop: the larger a region, the fewer.
  [[nodiscard]] std::size_t most_held() const { return most_held_; }
  /// Makes those of these regions that are not, and forgets the others.
  void hold(std::span<const std::size_t> numbers);
  /// Requires one that is held.
  [[nodiscard]] Region& at(std::size_t number) const { return *held_.at(number); }

 private:
  [[nodiscard]] std::unique_ptr<Region> made(std::size_t number, int threads) const;
  const Problem* problem_;
  int threads_;
  bool is_whole_ = true;
  std::vector<Box> boxes_;
  std::size_t group_size_ = 1;
  std::size_t most_held_ = 1;
  std::shared_ptr<TableCache> cache_;
  std::map<std::size_t, std::unique_ptr<Region>> held_;
};

}  // namespace bitpareto::explorers
