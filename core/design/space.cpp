// SPDX-License-Identifier: Apache-2.0
#include "core/design/space.h"

#include <algorithm>
#include <cassert>

#include "core/text/number.h"

namespace bitpareto {

Space::Space(std::vector<Axis> axes, const DesignPoint& shared, LeafNames names)
    : axes_{std::move(axes)}, shared_{shared}, names_{std::move(names)} {
  strides_.resize(axes_.size());
  // last_index = size - 1 fits even when the size is 2^64 itself: (n - 1) + n * last, where n is the next axis.
  for (std::size_t a = axes_.size(); a-- > 0 && indexable_;) {
    const std::uint64_t levels = axes_[a].levels.size();
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    if (last_index_ == most && levels > 1) {
      indexable_ = false;
      break;
    }
    strides_[a] = last_index_ + 1;
    if (levels - 1 > (most - last_index_) / strides_[a]) {
      indexable_ = false;
      break;
    }
    last_index_ += (levels - 1) * strides_[a];
  }
  for (const Axis& axis : axes_) shared_[axis.leaf] = std::numeric_limits<double>::quiet_NaN();
}

std::optional<std::size_t> Space::axis_of(Leaf leaf) const {
  const auto it = std::ranges::find(axes_, leaf, &Axis::leaf);
  if (it == axes_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - axes_.begin());
}

std::string Space::size_text() const {
  std::string digits = "1";  // least significant first
  for (const Axis& axis : axes_) {
    // Schoolbook: the levels of an axis below 10^9 at a time would be faster, but sizes are printed once.
    const std::string factor = std::to_string(axis.levels.size());
    std::vector<int> product(digits.size() + factor.size(), 0);
    for (std::size_t i = 0; i < digits.size(); ++i) {
      for (std::size_t j = 0; j < factor.size(); ++j) {
        product[i + j] += (digits[i] - '0') * (factor[factor.size() - 1 - j] - '0');
      }
    }
    for (std::size_t i = 0; i + 1 < product.size(); ++i) {
      product[i + 1] += product[i] / 10;
      product[i] %= 10;
    }
    while (product.size() > 1 && product.back() == 0) product.pop_back();
    digits.clear();
    for (const int d : product) digits += static_cast<char>('0' + d);
  }
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 3 == 0) text += ',';
    text += digits[i];
  }
  std::ranges::reverse(text);
  return text;
}

double Space::size() const {
  double size = 1;
  for (const Axis& axis : axes_) size *= static_cast<double>(axis.levels.size());
  return size;
}

void Space::levels_of(DesignIndex index, std::span<std::uint64_t> levels) const {
  assert(indexable_ && index <= last_index_ && levels.size() == axes_.size());
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    levels[a] = index / strides_[a];
    index %= strides_[a];
  }
}

DesignIndex Space::index_of(std::span<const std::uint64_t> levels) const {
  assert(indexable_ && levels.size() == axes_.size());
  DesignIndex index = 0;
  for (std::size_t a = 0; a < axes_.size(); ++a) index += levels[a] * strides_[a];
  return index;
}

DesignPoint Space::point(std::span<const std::uint64_t> levels) const {
  DesignPoint point = shared_;
  for (std::size_t a = 0; a < axes_.size(); ++a) point[axes_[a].leaf] = axes_[a].levels.at(levels[a]);
  return point;
}

DesignPoint Space::point(DesignIndex index) const {
  std::vector<std::uint64_t> levels(axes_.size());
  levels_of(index, levels);
  return point(levels);
}

std::string Space::value_text(Leaf leaf, double value) const {
  if (std::isnan(value)) return {};
  const LeafEntry& entry = entry_of(leaf);
  switch (entry.kind) {
    case LeafKind::name:
      return name(leaf, value);
    case LeafKind::group_size:
      return value == whole_row ? "channel" : shortest(value);
    case LeafKind::flag:
      return value != 0 ? "true" : "false";
    case LeafKind::count:
    case LeafKind::number:
      return shortest(value);
    case LeafKind::quantity:
      return quantity_text(value, entry.dimension);
  }
  return {};
}

}  // namespace bitpareto
