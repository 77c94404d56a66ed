// SPDX-License-Identifier: Apache-2.0
#include "core/search/point_tree.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/system/run_on.h"

namespace bitpareto {

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Room for a box, or a point, of any number of objectives: on the stack where they are few.
class Floats {
 public:
  explicit Floats(std::size_t count) {
    if (count > few_.size()) {
      many_.resize(count);
      data_ = many_.data();
    }
  }
  /// A point in single precision.
  Floats(const double* y, std::size_t count) : Floats{count} {
    for (std::size_t o = 0; o < count; ++o) data_[o] = nearest_float(y[o]);
  }
  Floats(const Floats&) = delete;
  Floats& operator=(const Floats&) = delete;
  ~Floats() = default;
  [[nodiscard]] float* data() { return data_; }
  float& operator[](std::size_t i) { return data_[i]; }

 private:
  std::array<float, 16> few_;
  std::vector<float> many_;
  float* data_ = few_.data();
};

}  // namespace

PointTree::PointTree(std::size_t objectives) : objectives_{objectives}, scale_(objectives, 1.0F) { root_ = leaf_bit | make_leaf(); }

Placed PointTree::insert(const double* y, std::vector<std::uint32_t>& dropped) {
  Floats single{y, objectives_};
  Placed placed{Placed::As::dominated};
  std::uint32_t leaf = 0;
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    placed = make_room<lanes>(y, single.data(), dropped);
  });
  if (placed.as != Placed::As::member) return placed;
  for (const std::uint32_t thinned : thinned_) tighten(thinned);
  thinned_.clear();
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) { leaf = leaf_for<lanes>(single.data()); });
  placed.point = add(y, single.data(), leaf);
  return placed;
}

const double* PointTree::dominator_of(const double* y) const {
  Floats single{y, objectives_};
  const double* found = nullptr;
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    found = find<lanes>(single.data(), [&](const double* point) __attribute__((always_inline)) { return dominates(point, y, objectives_); });
  });
  return found;
}

bool PointTree::covers(const double* y) const {
  Floats single{y, objectives_};
  bool is_covered = false;
  run_on(fastest_instruction_set(), [&]<int lanes>() __attribute__((always_inline)) {
    is_covered = find<lanes>(single.data(), [&](const double* point) __attribute__((always_inline)) {
                   return bitpareto::covers(point, y, objectives_);
                 }) != nullptr;
  });
  return is_covered;
}

/// Drops what y dominates, unless something dominates or equals it: then nothing is dominated by it, for members do not dominate each other.
template <int lanes>
[[gnu::always_inline]] inline Placed PointTree::make_room(const double* y, const float* single, std::vector<std::uint32_t>& dropped) {
  Child waiting[most_waiting];
  std::size_t count = 0;
  waiting[count++] = root_;
  while (count > 0) {
    const Child child = waiting[--count];
    if ((child & leaf_bit) == 0) {
      const Node& node = nodes_[child];
      for_each_point(either_side<lanes>(ideals(child), nadirs(child), single, objectives_),
                     [&](std::size_t i) __attribute__((always_inline)) { waiting[count++] = node.children[i]; });
      continue;
    }
    const std::uint32_t leaf = child & ~leaf_bit;
    if (either_side<lanes>(rows(leaf), rows(leaf), single, objectives_) == 0) continue;
    const PointSet better = at_most<lanes>(rows(leaf), single, objectives_);
    const PointSet worse = at_least<lanes>(rows(leaf), single, objectives_);
    const Leaf& points = leaves_[leaf];
    for (PointSet rest = better; rest != 0; rest &= rest - 1) {
      const std::uint32_t point = points.points[static_cast<std::size_t>(std::countr_zero(rest))];
      if (!bitpareto::covers(values(point), y, objectives_)) continue;
      if (!bitpareto::covers(y, values(point), objectives_)) return {Placed::As::dominated};
      return {Placed::As::equal, point};
    }
    PointSet dominated = 0;
    for_each_point(worse, [&](std::size_t i) __attribute__((always_inline)) {
      if (bitpareto::covers(y, values(points.points[i]), objectives_)) dominated |= PointSet{1} << i;
    });
    if (dominated != 0) remove(leaf, dominated, dropped);
  }
  return {Placed::As::member};
}

/// Of children whose ideal is better than y, the one whose middle is most: there a dominator is likeliest. In units of the extents.
template <int lanes>
[[gnu::always_inline]] inline std::size_t PointTree::likeliest(std::uint32_t node, PointSet better, const float* y) const {
  using L = detail::PointLanes<lanes>;
  using V = typename L::Numbers;
  const PointRow* const low = ideals(node);
  const PointRow* const high = nadirs(node);
  PointRow margins;
  V most = V{} - infinity;
  V from;
  V to;
  typename L::Truths bits;
  for (std::size_t i = 0; i < width; i += L::width) {
    V least = V{} + infinity;
    for (std::size_t o = 0; o < objectives_; ++o) {
      L::load(from, low[o].at + i);
      L::load(to, high[o].at + i);
      const V margin = (2 * y[o] - from - to) * scale_[o];
      least = margin < least ? margin : least;
    }
    std::memcpy(&bits, detail::point_bits.of + i, sizeof bits);
    bits &= static_cast<std::int32_t>(better);
    least = bits == 0 ? V{} - infinity : least;
    std::memcpy(margins.at + i, &least, sizeof least);
    most = most < least ? least : most;
  }
  float lanes_of_most[L::width];
  std::memcpy(lanes_of_most, &most, sizeof most);
  using Four = typename detail::FloatsOf<4>::Numbers;
  Four four;
  Four other;
  std::memcpy(&four, lanes_of_most, sizeof four);
  for (std::size_t i = 4; i < L::width; i += 4) {
    std::memcpy(&other, lanes_of_most + i, sizeof other);
    four = four < other ? other : four;
  }
  const float largest = std::max(std::max(four[0], four[1]), std::max(four[2], four[3]));
  return static_cast<std::size_t>(std::countr_zero(at_least<lanes>(&margins, &largest, 1) & better));
}

template <int lanes, class IsFound>
[[gnu::always_inline]] inline const double* PointTree::find(const float* single, const IsFound& is_found) const {
  struct Rest {
    std::uint32_t node;
    PointSet children;
  };
  Rest way[most_levels];
  std::size_t depth = 0;
  Child child = root_;
  while (true) {
    if ((child & leaf_bit) != 0) {
      const std::uint32_t leaf = child & ~leaf_bit;
      for (PointSet rest = at_most<lanes>(rows(leaf), single, objectives_); rest != 0; rest &= rest - 1) {
        const std::uint32_t point = leaves_[leaf].points[static_cast<std::size_t>(std::countr_zero(rest))];
        if (is_found(values(point))) return values(point);
      }
    } else if (const PointSet better = at_most<lanes>(ideals(child), single, objectives_); better != 0) {
      if (const PointSet certain = at_most<lanes>(nadirs(child), single, objectives_); certain != 0) {
        Child any = nodes_[child].children[static_cast<std::size_t>(std::countr_zero(certain))];
        while ((any & leaf_bit) == 0) any = nodes_[any].children[0];
        const std::uint32_t point = leaves_[any & ~leaf_bit].points[0];
        if (is_found(values(point))) return values(point);
      }
      const std::size_t first = (better & (better - 1)) == 0 ? static_cast<std::size_t>(std::countr_zero(better)) : likeliest<lanes>(child, better, single);
      way[depth++] = {child, better & ~(PointSet{1} << first)};
      child = nodes_[child].children[first];
      continue;
    }
    while (depth > 0 && way[depth - 1].children == 0) --depth;
    if (depth == 0) return nullptr;
    Rest& rest = way[depth - 1];
    child = nodes_[rest.node].children[static_cast<std::size_t>(std::countr_zero(rest.children))];
    rest.children &= rest.children - 1;
  }
}

/// The leaf that grows least with y, and of those that grow alike the nearest; widens the boxes around it.
template <int lanes>
[[gnu::always_inline]] inline std::uint32_t PointTree::leaf_for(const float* y) {
  using L = detail::PointLanes<lanes>;
  using V = typename L::Numbers;
  constexpr float share_of_distance = 0.0625F;
  Child child = root_;
  V from;
  V to;
  while ((child & leaf_bit) == 0) {
    PointRow growth;
    PointRow* const low = ideals(child);
    PointRow* const high = nadirs(child);
    for (std::size_t i = 0; i < width; i += L::width) {
      V sum{};
      for (std::size_t o = 0; o < objectives_; ++o) {
        L::load(from, low[o].at + i);
        L::load(to, high[o].at + i);
        const V at = V{} + y[o];
        const V out = (at < from ? from - at : V{}) + (at > to ? at - to : V{});
        const V distance = (from + to) * 0.5F - at;
        sum += out * scale_[o] + (distance < V{} ? -distance : distance) * (scale_[o] * share_of_distance);
      }
      std::memcpy(growth.at + i, &sum, sizeof sum);
    }
    const Node& node = nodes_[child];
    std::size_t best = 0;
    for (std::size_t i = 1; i < node.count; ++i) best = growth.at[i] < growth.at[best] ? i : best;
    for (std::size_t o = 0; o < objectives_; ++o) {
      low[o].at[best] = std::min(low[o].at[best], y[o]);
      high[o].at[best] = std::max(high[o].at[best], y[o]);
    }
    child = node.children[best];
  }
  return child & ~leaf_bit;
}

std::uint32_t PointTree::make_node() {
  if (free_nodes_.empty()) {
    free_nodes_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    nodes_.emplace_back();
    boxes_.resize(boxes_.size() + 2 * objectives_);
  }
  const std::uint32_t node = free_nodes_.back();
  free_nodes_.pop_back();
  nodes_[node] = {.children = {}, .count = 0, .parent = nobody};
  for (std::size_t r = 0; r < 2 * objectives_; ++r) std::ranges::fill(ideals(node)[r].at, no_point);
  return node;
}

std::uint32_t PointTree::make_leaf() {
  if (free_leaves_.empty()) {
    free_leaves_.push_back(static_cast<std::uint32_t>(leaves_.size()));
    leaves_.emplace_back();
    rows_.resize(rows_.size() + objectives_);
  }
  const std::uint32_t leaf = free_leaves_.back();
  free_leaves_.pop_back();
  leaves_[leaf] = {.points = {}, .count = 0, .parent = nobody};
  for (std::size_t o = 0; o < objectives_; ++o) std::ranges::fill(rows(leaf)[o].at, no_point);
  return leaf;
}

std::uint32_t PointTree::add(const double* y, const float* single, std::uint32_t leaf) {
  if (free_points_.empty()) {
    free_points_.push_back(static_cast<std::uint32_t>(values_.size() / objectives_));
    values_.resize(values_.size() + objectives_);
  }
  const std::uint32_t point = free_points_.back();
  free_points_.pop_back();
  std::copy_n(y, objectives_, values_.begin() + static_cast<std::ptrdiff_t>(point * objectives_));
  if (leaves_[leaf].count < width) {
    put_point(leaf, single, point);
  } else {
    halve_leaf(leaf, single, point);
  }
  return point;
}

void PointTree::put_point(std::uint32_t leaf, const float* y, std::uint32_t point) {
  Leaf& points = leaves_[leaf];
  for (std::size_t o = 0; o < objectives_; ++o) rows(leaf)[o].at[points.count] = y[o];
  points.points[points.count++] = point;
}

void PointTree::remove(std::uint32_t leaf, PointSet set, std::vector<std::uint32_t>& dropped) {
  Leaf& points = leaves_[leaf];
  for_each_point(set, [&](std::size_t i) {
    dropped.push_back(points.points[i]);
    free_points_.push_back(points.points[i]);
  });
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < points.count; ++i) {
    if ((set >> i & 1U) != 0) continue;
    points.points[kept] = points.points[i];
    for (std::size_t o = 0; o < objectives_; ++o) rows(leaf)[o].at[kept] = rows(leaf)[o].at[i];
    ++kept;
  }
  for (std::size_t o = 0; o < objectives_; ++o) std::fill(rows(leaf)[o].at + kept, rows(leaf)[o].at + points.count, no_point);
  points.count = kept;
  thinned_.push_back(leaf);
}

/// Box and parents of a leaf that has lost points; without any it goes, and so do nodes that are empty then.
void PointTree::tighten(std::uint32_t leaf) {
  Child child = leaf_bit | leaf;
  std::uint32_t parent = leaves_[leaf].parent;
  if (parent == nobody) return;
  if (leaves_[leaf].count == 0) {
    free_leaves_.push_back(leaf);
    remove_child(parent, child);
    while (nodes_[parent].count == 0) {
      child = parent;
      parent = nodes_[child].parent;
      if (parent == nobody) {
        free_nodes_.push_back(child);
        root_ = leaf_bit | make_leaf();
        return;
      }
      free_nodes_.push_back(child);
      remove_child(parent, child);
    }
    child = parent;
    parent = nodes_[child].parent;
  }
  Floats box{2 * objectives_};
  for (; parent != nobody; child = parent, parent = nodes_[parent].parent) {
    box_of(child, box.data());
    const std::size_t at = place_of(parent, child);
    bool is_same = true;
    for (std::size_t r = 0; r < 2 * objectives_; ++r) is_same = is_same && ideals(parent)[r].at[at] == box[r];
    if (is_same) return;
    set_box(parent, at, box.data());
  }
}

void PointTree::box_of(Child child, float* box) const {
  const bool is_leaf = (child & leaf_bit) != 0;
  const std::uint32_t at = child & ~leaf_bit;
  const PointRow* const low = is_leaf ? rows(at) : ideals(at);
  const PointRow* const high = is_leaf ? rows(at) : nadirs(at);
  for (std::size_t o = 0; o < objectives_; ++o) {
    float least = infinity;
    float most = -infinity;
    for (std::size_t i = 0; i < width; ++i) {  // no_point compares with nothing
      least = low[o].at[i] < least ? low[o].at[i] : least;
      most = high[o].at[i] > most ? high[o].at[i] : most;
    }
    box[o] = least;
    box[objectives_ + o] = most;
  }
}

void PointTree::set_box(std::uint32_t node, std::size_t at, const float* box) {
  for (std::size_t r = 0; r < 2 * objectives_; ++r) ideals(node)[r].at[at] = box[r];
}

void PointTree::set_parent(Child child, std::uint32_t node) {
  if ((child & leaf_bit) != 0) {
    leaves_[child & ~leaf_bit].parent = node;
  } else {
    nodes_[child].parent = node;
  }
}

std::size_t PointTree::place_of(std::uint32_t node, Child child) const {
  return static_cast<std::size_t>(std::ranges::find(nodes_[node].children, child) - nodes_[node].children.begin());
}

void PointTree::put_child(std::uint32_t node, Child child, const float* box) {
  set_box(node, nodes_[node].count, box);
  nodes_[node].children[nodes_[node].count++] = child;
  set_parent(child, node);
}

void PointTree::remove_child(std::uint32_t node, Child child) {
  const std::size_t at = place_of(node, child);
  const std::size_t last = --nodes_[node].count;
  nodes_[node].children[at] = nodes_[node].children[last];
  nodes_[node].children[last] = nobody;
  for (std::size_t r = 0; r < 2 * objectives_; ++r) {
    ideals(node)[r].at[at] = ideals(node)[r].at[last];
    ideals(node)[r].at[last] = no_point;
  }
}

/// One over the extents of all points, as a node that is halved sees them.
void PointTree::measure() {
  Floats box{2 * objectives_};
  box_of(root_, box.data());
  for (std::size_t o = 0; o < objectives_; ++o) {
    const float extent = box[objectives_ + o] - box[o];
    scale_[o] = extent > 0 && extent < infinity ? 1 / extent : 0;
  }
}

void PointTree::halve_leaf(std::uint32_t leaf, const float* y, std::uint32_t point) {
  measure();
  constexpr std::size_t all = width + 1;
  std::array<std::uint32_t, all> points;
  std::copy_n(leaves_[leaf].points.begin(), width, points.begin());
  points[width] = point;
  Floats numbers{all * objectives_};
  const auto number = [&](std::size_t i, std::size_t o) -> float& { return numbers[o * all + i]; };
  std::size_t longest = 0;
  float length = -1;
  for (std::size_t o = 0; o < objectives_; ++o) {
    std::copy_n(rows(leaf)[o].at, width, &number(0, o));
    number(width, o) = y[o];
    const auto [low, high] = std::minmax_element(&number(0, o), &number(0, o) + all);
    const float extent = (*high - *low) * scale_[o];
    if (extent > length) {
      length = extent;
      longest = o;
    }
  }
  std::array<std::uint8_t, all> order;
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::ranges::nth_element(order, order.begin() + all / 2, {}, [&](std::uint8_t i) { return number(i, longest); });
  const std::uint32_t other = make_leaf();
  const std::uint32_t parent = leaves_[leaf].parent;
  leaves_[leaf].count = 0;
  for (std::size_t o = 0; o < objectives_; ++o) std::ranges::fill(rows(leaf)[o].at, no_point);
  Floats moved{objectives_};
  for (std::size_t k = 0; k < all; ++k) {
    for (std::size_t o = 0; o < objectives_; ++o) moved[o] = number(order[k], o);
    put_point(k < all / 2 ? leaf : other, moved.data(), points[order[k]]);
  }
  Floats box{2 * objectives_};
  Floats other_box{2 * objectives_};
  box_of(leaf_bit | leaf, box.data());
  box_of(leaf_bit | other, other_box.data());
  leaves_[leaf].parent = parent;
  replace(leaf_bit | leaf, leaf_bit | other, box.data(), other_box.data());
}

/// Puts two halves in the place of what was one.
void PointTree::replace(Child child, Child other, const float* box, const float* other_box) {
  const std::uint32_t parent = (child & leaf_bit) != 0 ? leaves_[child & ~leaf_bit].parent : nodes_[child].parent;
  if (parent == nobody) {
    const std::uint32_t root = make_node();
    put_child(root, child, box);
    put_child(root, other, other_box);
    root_ = root;
    return;
  }
  set_box(parent, place_of(parent, child), box);
  if (nodes_[parent].count < width) {
    put_child(parent, other, other_box);
  } else {
    halve_node(parent, other, other_box);
  }
}

void PointTree::halve_node(std::uint32_t node, Child child, const float* box) {
  constexpr std::size_t all = width + 1;
  std::array<Child, all> children;
  std::copy_n(nodes_[node].children.begin(), width, children.begin());
  children[width] = child;
  Floats numbers{2 * objectives_ * all};
  const auto number = [&](std::size_t i, std::size_t r) -> float& { return numbers[r * all + i]; };
  for (std::size_t r = 0; r < 2 * objectives_; ++r) {
    std::copy_n(ideals(node)[r].at, width, &number(0, r));
    number(width, r) = box[r];
  }
  const auto middle = [&](std::size_t i, std::size_t o) { return number(i, o) / 2 + number(i, objectives_ + o) / 2; };
  std::size_t longest = 0;
  float length = -1;
  for (std::size_t o = 0; o < objectives_; ++o) {
    float low = infinity;
    float high = -infinity;
    for (std::size_t i = 0; i < all; ++i) {
      low = std::min(low, middle(i, o));
      high = std::max(high, middle(i, o));
    }
    if ((high - low) * scale_[o] > length) {
      length = (high - low) * scale_[o];
      longest = o;
    }
  }
  std::array<std::uint8_t, all> order;
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::ranges::nth_element(order, order.begin() + all / 2, {}, [&](std::uint8_t i) { return middle(i, longest); });
  const std::uint32_t other = make_node();
  nodes_[node].count = 0;
  for (std::size_t r = 0; r < 2 * objectives_; ++r) std::ranges::fill(ideals(node)[r].at, no_point);
  Floats moved{2 * objectives_};
  for (std::size_t k = 0; k < all; ++k) {
    for (std::size_t r = 0; r < 2 * objectives_; ++r) moved[r] = number(order[k], r);
    put_child(k < all / 2 ? node : other, children[order[k]], moved.data());
  }
  for (std::size_t k = nodes_[node].count; k < width; ++k) nodes_[node].children[k] = nobody;
  Floats node_box{2 * objectives_};
  Floats other_box{2 * objectives_};
  box_of(node, node_box.data());
  box_of(other, other_box.data());
  replace(node, other, node_box.data(), other_box.data());
}

}  // namespace bitpareto
