// SPDX-License-Identifier: Apache-2.0
#include "core/search/pareto.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <variant>

#include "core/search/point_tree.h"
#include "core/search/staircase.h"

namespace bitpareto {

/// Points with distinct values, numbered by what finds them again, and the designs that have them.
class ParetoArchive::Members {
 public:
  Members(std::size_t objectives, Ties ties)
      : objectives_{objectives},
        ties_{ties},
        points_{objectives <= 2 ? std::variant<Staircase, PointTree>{std::in_place_type<Staircase>, objectives}
                                : std::variant<Staircase, PointTree>{std::in_place_type<PointTree>, objectives}} {}

  bool insert(const double* y, std::uint64_t id) {
    const Placed placed = std::visit([&](auto& points) { return points.insert(y, dropped_); }, points_);
    for (const std::uint32_t point : dropped_) drop(point);
    dropped_.clear();
    switch (placed.as) {
      case Placed::As::dominated:
        return false;
      case Placed::As::equal:
        return tie(placed.point, id);
      case Placed::As::member:
        break;
    }
    if (designs_.size() <= placed.point) designs_.resize(placed.point + std::size_t{1});
    designs_[placed.point] = {id, nobody};
    enter(id);
    return true;
  }

  FrontChanges take_changes() {
    FrontChanges changes;
    std::ranges::sort(entered_);
    std::ranges::sort(left_);
    // An id enters once and leaves at most once, so what is in both lists came and went.
    std::ranges::set_difference(entered_, left_, std::back_inserter(changes.entered));
    std::ranges::set_difference(left_, entered_, std::back_inserter(changes.left));
    entered_.clear();
    left_.clear();
    return changes;
  }

  [[nodiscard]] const double* dominator_of(const double* y) const {
    return std::visit([&](const auto& points) { return points.dominator_of(y); }, points_);
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] Front front() const {
    struct Member {
      std::uint64_t id;
      const double* values;
    };
    std::vector<Member> members;
    members.reserve(size_);
    std::visit(
        [&](const auto& points) {
          points.visit([&](const double* values, std::uint32_t point) {
            members.push_back({designs_[point].id, values});
            for (std::uint32_t next = designs_[point].next; next != nobody; next = equals_[next].next) members.push_back({equals_[next].id, values});
          });
        },
        points_);
    std::ranges::sort(members, {}, &Member::id);
    Front front{.objectives = objectives_, .ids = {}, .values = {}};
    front.ids.reserve(size_);
    front.values.reserve(size_ * objectives_);
    for (const Member& member : members) {
      front.ids.push_back(member.id);
      front.values.insert(front.values.end(), member.values, member.values + objectives_);
    }
    return front;
  }

 private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  /// A design, and where in equals_ the next with the same values is.
  struct Design {
    std::uint64_t id;
    std::uint32_t next;
  };

  void enter(std::uint64_t id) {
    ++size_;
    entered_.push_back(id);
  }
  void leave(std::uint64_t id) {
    --size_;
    left_.push_back(id);
  }

  void drop(std::uint32_t point) {
    leave(designs_[point].id);
    for (std::uint32_t next = designs_[point].next; next != nobody;) {
      leave(equals_[next].id);
      free_equals_.push_back(next);
      next = equals_[next].next;
    }
  }

  bool tie(std::uint32_t point, std::uint64_t id) {
    Design& first = designs_[point];
    if (ties_ == Ties::first) {
      if (first.id < id) return false;
      leave(first.id);
      first.id = id;
    } else {
      if (free_equals_.empty()) {
        free_equals_.push_back(static_cast<std::uint32_t>(equals_.size()));
        equals_.emplace_back();
      }
      equals_[free_equals_.back()] = {id, first.next};
      first.next = free_equals_.back();
      free_equals_.pop_back();
    }
    enter(id);
    return true;
  }

  std::size_t objectives_;
  Ties ties_;
  std::variant<Staircase, PointTree> points_;
  std::vector<Design> designs_;  // [point]
  std::vector<Design> equals_;
  std::vector<std::uint32_t> free_equals_;
  std::vector<std::uint32_t> dropped_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> entered_;  // since take_changes()
  std::vector<std::uint64_t> left_;
};

ParetoArchive::ParetoArchive(std::size_t objectives, Ties ties) : members_{std::make_unique<Members>(objectives, ties)} {}
ParetoArchive::~ParetoArchive() = default;
ParetoArchive::ParetoArchive(ParetoArchive&&) noexcept = default;
ParetoArchive& ParetoArchive::operator=(ParetoArchive&&) noexcept = default;

bool ParetoArchive::insert(std::span<const double> values, std::uint64_t id) {
  assert(std::ranges::all_of(values, [](double v) { return std::isfinite(v); }));
  return members_->insert(values.data(), id);
}

std::span<const double> ParetoArchive::dominator_of(std::span<const double> values) const {
  const double* const found = members_->dominator_of(values.data());
  return {found, found == nullptr ? 0 : values.size()};
}

std::size_t ParetoArchive::size() const { return members_->size(); }

Front ParetoArchive::front() const { return members_->front(); }

std::vector<double> distinct_front(std::span<const double> values, std::size_t objectives) {
  ParetoArchive archive{objectives, Ties::first};
  for (std::size_t i = 0; i * objectives < values.size(); ++i) archive.insert(values.subspan(i * objectives, objectives), i);
  return archive.front().values;
}

FrontChanges ParetoArchive::take_changes() { return members_->take_changes(); }

}  // namespace bitpareto
