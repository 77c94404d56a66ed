// SPDX-License-Identifier: Apache-2.0
#include "explorers/axis_order.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace bitpareto::explorers {

namespace {

bool is_ordered(LeafKind kind) {
  switch (kind) {
    case LeafKind::name:
    case LeafKind::set:
    case LeafKind::flag: return false;
    case LeafKind::count:
    case LeafKind::group_size:
    case LeafKind::number:
    case LeafKind::quantity: return true;
  }
  return false;
}

double size_of(const Axis& axis, std::uint64_t level) {
  const double value = axis.levels.at(level);
  return axis.leaf->kind == LeafKind::group_size && value == whole_row ? std::numeric_limits<double>::infinity() : value;
}

}  // namespace

AxisOrder::AxisOrder(const Space& space) : level_at_(space.axes().size()), place_of_(space.axes().size()) {
  for (std::size_t a = 0; a < space.axes().size(); ++a) {
    const Axis& axis = space.axes()[a];
    axes_.push_back({axis.levels.size(), is_ordered(axis.leaf->kind)});
    if (!axes_.back().is_ordered || axis.levels.is_steps()) continue;
    std::vector<std::uint64_t> order(static_cast<std::size_t>(axis.levels.size()));
    std::iota(order.begin(), order.end(), std::uint64_t{0});
    const auto value = [&](std::uint64_t level) { return size_of(axis, level); };
    if (std::ranges::is_sorted(order, {}, value)) continue;
    std::ranges::sort(order, {}, value);  // no two are equal
    place_of_[a].resize(order.size());
    for (std::size_t p = 0; p < order.size(); ++p) place_of_[a][static_cast<std::size_t>(order[p])] = p;
    level_at_[a] = std::move(order);
  }
}

DesignKey AxisOrder::levels(std::span<const std::uint64_t> places) const {
  DesignKey key{places.begin(), places.end()};
  for (std::size_t a = 0; a < key.size(); ++a) {
    if (!level_at_[a].empty()) key[a] = level_at_[a][static_cast<std::size_t>(key[a])];
  }
  return key;
}

std::vector<std::uint64_t> AxisOrder::places(std::span<const std::uint64_t> levels) const {
  std::vector<std::uint64_t> list{levels.begin(), levels.end()};
  for (std::size_t a = 0; a < list.size(); ++a) {
    if (!place_of_[a].empty()) list[a] = place_of_[a][static_cast<std::size_t>(list[a])];
  }
  return list;
}

}  // namespace bitpareto::explorers
