// SPDX-License-Identifier: Apache-2.0
#include "explorers/box_tree.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>

namespace bitpareto::explorers {

namespace {
/// Levels of an axis whose values are listed.
constexpr std::uint64_t most_listed = 1U << 16U;
}  // namespace

BoxTree::BoxTree(const Space& space) : space_{&space} {
  assert(space.is_indexable());
  for (const Axis& axis : space.axes()) {
    Ratios& ratios = ratios_.emplace_back();
    ratios.is_category = is_word(*axis.leaf) || axis.leaf->kind == LeafKind::flag;
    if (axis.levels.size() > most_listed) continue;
    for (std::uint64_t level = 0; level < axis.levels.size(); ++level) ratios.values.push_back(axis.levels.at(level));
    ratios.is_category = ratios.is_category || !std::ranges::is_sorted(ratios.values);
  }
}

double BoxTree::ratio(std::size_t axis, const LevelRange& range) const {
  const Ratios& ratios = ratios_[axis];
  const auto value = [&](std::uint64_t level) {
    return ratios.values.empty() ? space_->axes()[axis].levels.at(level) : ratios.values[static_cast<std::size_t>(level)];
  };
  const double low = value(range.first);
  return low > 0 ? value(range.last) / low : std::numeric_limits<double>::infinity();
}

std::size_t BoxTree::axis_to_halve(std::span<const LevelRange> box) const {
  std::size_t widest = box.size();
  double most = 0;
  for (std::size_t a = 0; a < box.size(); ++a) {
    if (box[a].size() == 1) continue;
    if (ratios_[a].is_category) return a;
    const double here = ratio(a, box[a]);
    if (widest != box.size() && here <= most) continue;
    widest = a;
    most = here;
  }
  assert(widest < box.size());
  return widest;
}

std::uint64_t BoxTree::size_of(std::span<const LevelRange> box) {
  std::uint64_t size = 1;
  for (const LevelRange& range : box) size *= range.size();
  return size;
}

DesignIndex BoxTree::first_of(std::span<const LevelRange> box) const {
  DesignIndex index = 0;
  for (std::size_t a = 0; a < box.size(); ++a) index += box[a].first * space_->stride(a);
  return index;
}

std::vector<Box> boxes_between(const Space& space, DesignIndex first, DesignIndex last) {
  const std::size_t axes = space.axes().size();
  DesignKey from(axes);
  DesignKey to(axes);
  space.levels_of(first, from);
  space.levels_of(last, to);
  const auto top = [&](std::size_t a) { return space.axes()[a].levels.size() - 1; };
  std::vector<Box> boxes;
  // Designs with the levels of `key` before axis `a` and a range of its levels, whatever follows.
  const auto add = [&](const DesignKey& key, std::size_t a, std::uint64_t low, std::uint64_t high) {
    Box& box = boxes.emplace_back();
    for (std::size_t b = 0; b < axes; ++b) box.push_back(b < a ? LevelRange{key[b], key[b]} : b == a ? LevelRange{low, high} : LevelRange{0, top(b)});
  };
  const std::size_t a = static_cast<std::size_t>(std::ranges::mismatch(from, to).in1 - from.begin());
  if (a == axes) {
    Box& box = boxes.emplace_back();
    for (const std::uint64_t level : from) box.push_back({level, level});
    return boxes;
  }
  std::uint64_t low = from[a];
  std::uint64_t high = to[a];
  bool starts_whole = true;
  bool ends_whole = true;
  for (std::size_t b = a + 1; b < axes; ++b) {
    starts_whole = starts_whole && from[b] == 0;
    ends_whole = ends_whole && to[b] == top(b);
  }
  if (!starts_whole) {
    ++low;
    for (std::size_t b = axes - 1; b > a; --b) {
      const std::uint64_t begin = from[b] + (b == axes - 1 ? 0 : 1);
      if (begin <= top(b)) add(from, b, begin, top(b));
    }
  }
  if (!ends_whole) {
    for (std::size_t b = axes - 1; b > a; --b) {
      const std::uint64_t end = to[b] + (b == axes - 1 ? 1 : 0);  // behind the last level
      if (end > 0) add(to, b, 0, end - 1);
    }
  }
  const std::uint64_t end = high + (ends_whole ? 1 : 0);
  if (low < end) add(from, a, low, end - 1);
  return boxes;
}

}  // namespace bitpareto::explorers
