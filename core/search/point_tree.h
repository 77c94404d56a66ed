// SPDX-License-Identifier: Apache-2.0
/// Points that do not dominate each other, in a tree of boxes of which thirty-two are compared at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/search/dominance.h"
#include "core/search/placed.h"

namespace bitpareto {

/// Any number of objectives. A tree as an R-tree is (Guttman, SIGMOD 1984): every leaf is equally deep, what overflows is halved across its
/// longest side, and a node holds the ideals and nadirs of its children side by side. Points that do not dominate each other reach both
/// sides of a point, what is better and what is worse, in few boxes around it: one way down the tree looks at both.
/// Thread-safe while nobody inserts.
class PointTree {
 public:
  explicit PointTree(std::size_t objectives);

  /// Takes a point, unless one dominates or equals it; the numbers of points that it dominates go to `dropped` and are free again.
  Placed insert(const double* y, std::vector<std::uint32_t>& dropped);
  /// The values of a point that dominates y, or null. Valid until the next insert.
  [[nodiscard]] const double* dominator_of(const double* y) const;
  /// Whether a point dominates or equals y.
  [[nodiscard]] bool covers(const double* y) const;

  /// Calls visit(values, point) for each.
  template <class Visitor>
  void visit(const Visitor& visit) const {
    for (const Leaf& leaf : leaves_) {  // those that are free hold nothing
      for (std::size_t i = 0; i < leaf.count; ++i) visit(values(leaf.points[i]), leaf.points[i]);
    }
  }

 private:
  static constexpr std::size_t width = PointRow::width;
  static constexpr std::uint32_t leaf_bit = std::uint32_t{1} << 31U;  // of a Child: a leaf and not a node
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  /// A root is halved only after more than a dozen times as many points as the one before: fewer than fit a number of 64 bits.
  static constexpr std::size_t most_levels = 24;
  static constexpr std::size_t most_waiting = most_levels * width;
  using Child = std::uint32_t;
  struct Node {
    std::array<Child, width> children;
    std::uint32_t count;
    std::uint32_t parent;
  };
  struct Leaf {
    std::array<std::uint32_t, width> points;
    std::uint32_t count;
    std::uint32_t parent;
  };

  [[nodiscard]] const double* values(std::uint32_t point) const { return values_.data() + std::size_t{point} * objectives_; }
  [[nodiscard]] PointRow* ideals(std::uint32_t node) { return boxes_.data() + std::size_t{node} * 2 * objectives_; }
  [[nodiscard]] const PointRow* ideals(std::uint32_t node) const { return boxes_.data() + std::size_t{node} * 2 * objectives_; }
  [[nodiscard]] PointRow* nadirs(std::uint32_t node) { return ideals(node) + objectives_; }
  [[nodiscard]] const PointRow* nadirs(std::uint32_t node) const { return ideals(node) + objectives_; }
  [[nodiscard]] PointRow* rows(std::uint32_t leaf) { return rows_.data() + std::size_t{leaf} * objectives_; }
  [[nodiscard]] const PointRow* rows(std::uint32_t leaf) const { return rows_.data() + std::size_t{leaf} * objectives_; }

  template <int lanes>
  Placed make_room(const double* y, const float* single, std::vector<std::uint32_t>& dropped);
  template <int lanes>
  [[nodiscard]] std::size_t likeliest(std::uint32_t node, PointSet better, const float* y) const;
  /// The values of a point for which is_found(values) is true, of those that are at most y in single precision.
  template <int lanes, class IsFound>
  [[nodiscard]] const double* find(const float* single, const IsFound& is_found) const;
  template <int lanes>
  [[nodiscard]] std::uint32_t leaf_for(const float* y);

  std::uint32_t make_node();
  std::uint32_t make_leaf();
  std::uint32_t add(const double* y, const float* single, std::uint32_t leaf);
  void put_point(std::uint32_t leaf, const float* y, std::uint32_t point);
  void remove(std::uint32_t leaf, PointSet set, std::vector<std::uint32_t>& dropped);
  void put_child(std::uint32_t node, Child child, const float* box);
  void add_child(std::uint32_t node, Child child, const float* box);
  void remove_child(std::uint32_t node, Child child);
  void halve_leaf(std::uint32_t leaf, const float* y, std::uint32_t point);
  void halve_node(std::uint32_t node, Child child, const float* box);
  void replace(Child child, Child other, const float* box, const float* other_box);
  void tighten(std::uint32_t leaf);
  void box_of(Child child, float* box) const;
  void set_box(std::uint32_t node, std::size_t at, const float* box);
  void set_parent(Child child, std::uint32_t node);
  [[nodiscard]] std::size_t place_of(std::uint32_t node, Child child) const;
  void measure();

  std::size_t objectives_;
  Child root_;
  std::vector<float> scale_;        // one over the extent of all points
  std::vector<Node> nodes_;
  std::vector<PointRow> boxes_;     // [node][ideal, nadir][objective]
  std::vector<std::uint32_t> free_nodes_;
  std::vector<Leaf> leaves_;
  std::vector<PointRow> rows_;      // [leaf][objective]
  std::vector<std::uint32_t> free_leaves_;
  std::vector<double> values_;      // [point][objective]
  std::vector<std::uint32_t> free_points_;
  std::vector<std::uint32_t> thinned_;  // leaves that the last insertion took points from
};

}  // namespace bitpareto
