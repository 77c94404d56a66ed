// SPDX-License-Identifier: Apache-2.0
/// The space that no point of a growing set dominates, in boxes that do not overlap. All objectives are minimised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/search/dominance.h"

namespace bitpareto {

/// Adds points one after the other and says what volume each adds to what those before it dominate, up to a limit. One thread at a time.
///
/// What no point dominates is everything below some corners, each held by one point per objective (local upper bounds: Klamroth, Lacour and
/// Vanderpooten, EJOR 245, 2015), and every corner has a box of its own in it (Lacour, Klamroth and Fonseca, Computers & Operations Research 79,
/// 2017). A point meets the few corners that are greater in each objective, takes their boxes' parts that it dominates and
/// puts corners in their place. Both need numbers that all differ; places in an order that breaks ties do.
///
/// n points of 2, 3, 4, 5, 6 objectives that no other dominates have in the order of n, n, n^2, n^2, n^3 corners at most: of 3 objectives
/// exactly 2 n + 1, of more some per point where they are spread at random. A corner takes 8 bytes per objective, in leaves of which about two thirds
/// are used.
class OpenBoxes {
 public:
  /// `values` is [point][objective], finite, fewer than 2^24 points and below `limit`, of which there is one number per objective.
  OpenBoxes(std::span<const double> values, std::span<const double> limit);

  /// The volume that point `p` adds. Requires that it was not added before.
  double add(std::size_t p);
  [[nodiscard]] std::size_t corners() const { return corners_; }

 private:
  static constexpr std::size_t width = PointRow::width;
  struct Hit {
    std::uint32_t leaf;
    PointSet corners;
  };

  template <int lanes>
  void find(const float* y);
  [[nodiscard]] double split(std::size_t p, std::uint32_t leaf, PointSet hit);
  std::uint32_t make_leaf();
  void put(std::uint32_t leaf, const std::uint32_t* holders);
  void halve(std::uint32_t leaf);
  void tighten(std::uint32_t leaf);

  [[nodiscard]] const double* values(std::uint32_t point) const { return values_.data() + std::size_t{point} * objectives_; }
  [[nodiscard]] const float* places(std::uint32_t point) const { return places_.data() + std::size_t{point} * objectives_; }
  [[nodiscard]] PointRow* rows(std::uint32_t leaf) { return rows_.data() + std::size_t{leaf} * objectives_; }
  [[nodiscard]] std::uint32_t* holders(std::uint32_t leaf, std::size_t i) { return holders_.data() + (std::size_t{leaf} * width + i) * objectives_; }
  [[nodiscard]] float& top(std::uint32_t leaf, std::size_t o) { return tops_[leaf / width * objectives_ + o].at[leaf % width]; }

  std::size_t objectives_;
  std::size_t corners_ = 0;
  std::vector<double> values_;          // [point][objective]; behind the points one per objective that holds the limit
  std::vector<float> places_;           // [point][objective]: places in the order of that objective
  // Leaves hold up to thirty-two corners that lie near each other, for what takes the place of a corner stays in its leaf.
  std::vector<PointSet> used_;          // [leaf]
  std::vector<std::uint32_t> free_leaves_;
  std::vector<PointRow> rows_;          // [leaf][objective]: places of corners; no_point where there is none
  std::vector<std::uint32_t> holders_;  // [leaf][corner][objective]: the point that holds it
  std::vector<PointRow> tops_;          // [leaf / width][objective]: no corner of the leaf is further
  std::vector<Hit> hits_;                // corners that the last point met
  std::vector<std::uint32_t> parents_;  // their holders
};

}  // namespace bitpareto
