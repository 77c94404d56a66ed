// SPDX-License-Identifier: Apache-2.0
#include "core/search/pareto.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace bitpareto {

namespace {

enum class Relation { equal, first_better, second_better, incomparable };

Relation relate(const double* a, const double* b, std::size_t objectives) {
  bool a_better = false;
  bool b_better = false;
  for (std::size_t o = 0; o < objectives; ++o) {
    a_better |= a[o] < b[o];
    b_better |= b[o] < a[o];
  }
  if (a_better && b_better) return Relation::incomparable;
  return a_better ? Relation::first_better : b_better ? Relation::second_better : Relation::equal;
}

/// Whether a is nowhere worse than b.
bool covers(const double* a, const double* b, std::size_t objectives) {
  bool worse = false;
  for (std::size_t o = 0; o < objectives; ++o) worse |= b[o] < a[o];
  return !worse;
}

}  // namespace

bool dominates(std::span<const double> a, std::span<const double> b) {
  return relate(a.data(), b.data(), a.size()) == Relation::first_better;
}

/// Points with distinct values lie in slots; leaves of the tree list slots. Every node knows a box that holds its
/// points: from `ideal` (at most all of them) to `nadir` (at least all of them). Removing points leaves the box as it
/// is, which is too large but never wrong.
class ParetoArchive::Tree {
 public:
  Tree(std::size_t objectives, Ties ties) : objectives_{objectives}, ties_{ties} { clear_root(); }

  bool insert(const double* y, std::uint64_t id) {
    switch (make_room(0, y, id)) {
      case Found::better:
        return false;
      case Found::equal_kept:
        return true;
      case Found::equal_dropped:
        return false;
      case Found::nothing:
        break;
    }
    add(y, id);
    ++size_;
    entered_.push_back(id);
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

  [[nodiscard]] const double* dominator_of(const double* y) const { return dominator_below(0, y); }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] Front front() const {
    std::vector<std::pair<std::uint64_t, std::size_t>> members;
    members.reserve(size_);
    for (std::size_t slot = 0; slot < ids_.size(); ++slot) {
      for (const std::uint64_t id : ids_[slot]) members.emplace_back(id, slot);
    }
    std::ranges::sort(members);
    Front front{.objectives = objectives_, .ids = {}, .values = {}};
    for (const auto& [id, slot] : members) {
      front.ids.push_back(id);
      front.values.insert(front.values.end(), values(slot), values(slot) + objectives_);
    }
    return front;
  }

 private:
  using NodeIndex = std::uint32_t;
  using Slot = std::uint32_t;
  /// Points of a leaf before it is split, from the paper's recommendation.
  static constexpr std::size_t most_in_leaf = 20;

  struct Node {
    std::vector<NodeIndex> children;  // empty: a leaf
    std::vector<Slot> slots;          // of a leaf
    [[nodiscard]] bool is_empty() const { return children.empty() && slots.empty(); }
  };
  enum class Found { nothing, better, equal_kept, equal_dropped };

  [[nodiscard]] const double* values(std::size_t slot) const { return values_.data() + slot * objectives_; }
  [[nodiscard]] double* ideal(NodeIndex n) { return boxes_.data() + std::size_t{n} * 2 * objectives_; }
  [[nodiscard]] const double* ideal(NodeIndex n) const { return boxes_.data() + std::size_t{n} * 2 * objectives_; }
  [[nodiscard]] double* nadir(NodeIndex n) { return ideal(n) + objectives_; }
  [[nodiscard]] const double* nadir(NodeIndex n) const { return ideal(n) + objectives_; }

  void clear_root() {
    nodes_.clear();
    boxes_.clear();
    free_nodes_.clear();
    make_node();
  }

  NodeIndex make_node() {
    if (!free_nodes_.empty()) {
      const NodeIndex n = free_nodes_.back();
      free_nodes_.pop_back();
      reset_box(n);
      return n;
    }
    const auto n = static_cast<NodeIndex>(nodes_.size());
    nodes_.emplace_back();
    boxes_.resize(boxes_.size() + 2 * objectives_);
    reset_box(n);
    return n;
  }

  void reset_box(NodeIndex n) {
    std::fill_n(ideal(n), objectives_, std::numeric_limits<double>::infinity());
    std::fill_n(nadir(n), objectives_, -std::numeric_limits<double>::infinity());
  }

  void widen(NodeIndex n, const double* y) {
    double* const low = ideal(n);
    double* const high = nadir(n);
    for (std::size_t o = 0; o < objectives_; ++o) {
      low[o] = std::min(low[o], y[o]);
      high[o] = std::max(high[o], y[o]);
    }
  }

  void drop_slot(Slot slot) {
    size_ -= ids_[slot].size();
    left_.insert(left_.end(), ids_[slot].begin(), ids_[slot].end());
    ids_[slot].clear();
    free_slots_.push_back(slot);
  }

  void drop_below(NodeIndex n) {
    for (const Slot slot : nodes_[n].slots) drop_slot(slot);
    for (const NodeIndex child : nodes_[n].children) {
      drop_below(child);
      free_nodes_.push_back(child);
    }
    nodes_[n].slots.clear();
    nodes_[n].children.clear();
  }

  /// Drops what y dominates below n, unless something there dominates y or equals it.
  Found make_room(NodeIndex n, const double* y, std::uint64_t id) {
    if (nodes_[n].is_empty()) return Found::nothing;
    const Relation to_nadir = relate(nadir(n), y, objectives_);
    if (to_nadir == Relation::first_better) return Found::better;  // every point is at most the nadir
    const Relation to_ideal = relate(y, ideal(n), objectives_);
    if (to_ideal == Relation::first_better) {  // every point is at least the ideal
      drop_below(n);
      return Found::nothing;
    }
    // Some point can be better than y only if the ideal is; y can be better than some point only if it is than the
    // nadir.
    const bool apart = to_ideal == Relation::incomparable && to_nadir == Relation::incomparable;
    if (apart) return Found::nothing;
    return nodes_[n].children.empty() ? make_room_in_leaf(n, y, id) : make_room_in_children(n, y, id);
  }

  Found make_room_in_children(NodeIndex n, const double* y, std::uint64_t id) {
    for (std::size_t c = 0; c < nodes_[n].children.size();) {
      const NodeIndex child = nodes_[n].children[c];
      if (const Found found = make_room(child, y, id); found != Found::nothing) return found;
      if (nodes_[child].is_empty()) {
        free_nodes_.push_back(child);
        nodes_[n].children[c] = nodes_[n].children.back();
        nodes_[n].children.pop_back();
      } else {
        ++c;
      }
    }
    return Found::nothing;
  }

  Found make_room_in_leaf(NodeIndex n, const double* y, std::uint64_t id) {
    std::vector<Slot>& slots = nodes_[n].slots;
    for (std::size_t k = 0; k < slots.size();) {
      switch (relate(values(slots[k]), y, objectives_)) {
        case Relation::first_better:
          return Found::better;
        case Relation::equal:
          return tie(slots[k], id);
        case Relation::second_better:
          drop_slot(slots[k]);
          slots[k] = slots.back();
          slots.pop_back();
          break;
        case Relation::incomparable:
          ++k;
          break;
      }
    }
    return Found::nothing;
  }

  Found tie(Slot slot, std::uint64_t id) {
    std::vector<std::uint64_t>& ids = ids_[slot];
    if (ties_ == Ties::all) {
      ids.push_back(id);
      ++size_;
      entered_.push_back(id);
      return Found::equal_kept;
    }
    if (ids.front() < id) return Found::equal_dropped;
    left_.push_back(ids.front());
    entered_.push_back(id);
    ids.front() = id;
    return Found::equal_kept;
  }

  [[nodiscard]] const double* dominator_below(NodeIndex n, const double* y) const {
    const Node& node = nodes_[n];
    if (node.is_empty() || !covers(ideal(n), y, objectives_)) return nullptr;
    for (const Slot slot : node.slots) {
      if (relate(values(slot), y, objectives_) == Relation::first_better) return values(slot);
    }
    for (const NodeIndex child : node.children) {
      if (const double* const found = dominator_below(child, y)) return found;
    }
    return nullptr;
  }

  void add(const double* y, std::uint64_t id) {
    Slot slot = 0;
    if (free_slots_.empty()) {
      slot = static_cast<Slot>(ids_.size());
      ids_.emplace_back();
      values_.resize(values_.size() + objectives_);
    } else {
      slot = free_slots_.back();
      free_slots_.pop_back();
    }
    std::copy_n(y, objectives_, values_.begin() + static_cast<std::ptrdiff_t>(slot * objectives_));
    ids_[slot].push_back(id);
    if (nodes_[0].is_empty()) reset_box(0);
    NodeIndex n = 0;
    widen(n, y);
    while (!nodes_[n].children.empty()) {
      n = *std::ranges::min_element(nodes_[n].children, {}, [&](NodeIndex child) { return distance_to_box(child, y); });
      widen(n, y);
    }
    nodes_[n].slots.push_back(slot);
    if (nodes_[n].slots.size() > most_in_leaf) split(n);
  }

  /// Squared distance between y and the middle of a node's box, in units of the whole front's extent.
  [[nodiscard]] double distance_to_box(NodeIndex n, const double* y) const {
    double sum = 0;
    for (std::size_t o = 0; o < objectives_; ++o) sum += square(o, (ideal(n)[o] + nadir(n)[o]) / 2 - y[o]);
    return sum;
  }
  [[nodiscard]] double distance(Slot a, const double* y) const {
    double sum = 0;
    for (std::size_t o = 0; o < objectives_; ++o) sum += square(o, values(a)[o] - y[o]);
    return sum;
  }
  [[nodiscard]] double square(std::size_t o, double difference) const {
    const double extent = nadir(0)[o] - ideal(0)[o];
    const double scaled = extent > 0 ? difference / extent : 0;
    return scaled * scaled;
  }

  /// Makes a leaf into a node with one child more than there are objectives, each around a point far from the others.
  void split(NodeIndex n) {
    std::vector<Slot> slots = std::move(nodes_[n].slots);
    nodes_[n].slots.clear();
    std::vector<double> nearest(slots.size(), 0);  // distance to the nearest seed; at first to all points
    for (std::size_t i = 0; i < slots.size(); ++i) {
      for (const Slot other : slots) nearest[i] += distance(other, values(slots[i]));
    }
    std::vector<NodeIndex> children;
    for (std::size_t c = 0; c <= objectives_ && !slots.empty(); ++c) {
      const auto seed = static_cast<std::size_t>(std::ranges::max_element(nearest) - nearest.begin());
      const NodeIndex child = make_node();
      nodes_[child].slots.push_back(slots[seed]);
      widen(child, values(slots[seed]));
      children.push_back(child);
      const Slot chosen = slots[seed];
      slots.erase(slots.begin() + static_cast<std::ptrdiff_t>(seed));
      nearest.erase(nearest.begin() + static_cast<std::ptrdiff_t>(seed));
      for (std::size_t i = 0; i < slots.size(); ++i) {
        const double d = distance(chosen, values(slots[i]));
        nearest[i] = c == 0 ? d : std::min(nearest[i], d);
      }
    }
    for (const Slot slot : slots) {
      const NodeIndex child =
          *std::ranges::min_element(children, {}, [&](NodeIndex node) { return distance_to_box(node, values(slot)); });
      nodes_[child].slots.push_back(slot);
      widen(child, values(slot));
    }
    nodes_[n].children = std::move(children);
  }

  std::size_t objectives_;
  Ties ties_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> entered_;  // since take_changes()
  std::vector<std::uint64_t> left_;
  std::vector<Node> nodes_;    // the first is the root
  std::vector<double> boxes_;  // [node][ideal, nadir][objective]
  std::vector<NodeIndex> free_nodes_;
  std::vector<double> values_;                   // [slot][objective]
  std::vector<std::vector<std::uint64_t>> ids_;  // [slot]
  std::vector<Slot> free_slots_;
};

ParetoArchive::ParetoArchive(std::size_t objectives, Ties ties) : tree_{std::make_unique<Tree>(objectives, ties)} {}
ParetoArchive::~ParetoArchive() = default;
ParetoArchive::ParetoArchive(ParetoArchive&&) noexcept = default;
ParetoArchive& ParetoArchive::operator=(ParetoArchive&&) noexcept = default;

bool ParetoArchive::insert(std::span<const double> values, std::uint64_t id) {
  assert(std::ranges::all_of(values, [](double v) { return std::isfinite(v); }));
  return tree_->insert(values.data(), id);
}

std::span<const double> ParetoArchive::dominator_of(std::span<const double> values) const {
  const double* const found = tree_->dominator_of(values.data());
  return {found, found == nullptr ? 0 : values.size()};
}

std::size_t ParetoArchive::size() const { return tree_->size(); }

Front ParetoArchive::front() const { return tree_->front(); }

FrontChanges ParetoArchive::take_changes() { return tree_->take_changes(); }

}  // namespace bitpareto
