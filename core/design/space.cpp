// SPDX-License-Identifier: Apache-2.0
#include "core/design/space.h"

#include <algorithm>
#include <cassert>

#include "core/text/number.h"

namespace bitpareto {

Space::Space(std::vector<Axis> axes, const DesignPoint& shared, LeafNames names, LeafTable leaves)
    : axes_{std::move(axes)}, shared_{shared}, names_{std::move(names)}, leaves_{std::move(leaves)} {
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

namespace {

__extension__ using Wide = unsigned __int128;

/// number = number * factor + addend, in decimal digits, the least significant first.
void multiply_add(std::string& digits, std::uint64_t factor, std::uint64_t addend) {
  Wide carry = addend;
  for (char& digit : digits) {
    const Wide sum = static_cast<Wide>(digit - '0') * factor + carry;
    digit = static_cast<char>('0' + static_cast<int>(sum % 10));
    carry = sum / 10;
  }
  for (; carry > 0; carry /= 10) digits += static_cast<char>('0' + static_cast<int>(carry % 10));
}

/// number = number / divisor, in decimal digits, the most significant first; the remainder.
std::uint64_t divide(std::string& digits, std::uint64_t divisor) {
  Wide rest = 0;
  for (char& digit : digits) {
    rest = rest * 10 + static_cast<Wide>(digit - '0');
    digit = static_cast<char>('0' + static_cast<int>(rest / divisor));
    rest %= divisor;
  }
  return static_cast<std::uint64_t>(rest);
}

}  // namespace

std::string Space::size_text() const {
  std::string digits = "1";
  for (const Axis& axis : axes_) multiply_add(digits, axis.levels.size(), 0);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 3 == 0) text += ',';
    text += digits[i];
  }
  std::ranges::reverse(text);
  return text;
}

std::string Space::number_text(std::span<const std::uint64_t> levels) const {
  assert(levels.size() == axes_.size());
  if (indexable_) return std::to_string(index_of(levels));
  std::string digits = "0";
  for (std::size_t a = 0; a < axes_.size(); ++a) multiply_add(digits, axes_[a].levels.size(), levels[a]);
  std::ranges::reverse(digits);
  return digits;
}

std::optional<DesignKey> Space::find(std::string_view number) const {
  constexpr std::size_t most_digits = 10'000;  // of any number that a space may have, with room
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (number.empty() || number.size() > most_digits || !std::ranges::all_of(number, is_digit)) return std::nullopt;
  std::string digits{number};
  DesignKey levels(axes_.size());
  for (std::size_t a = axes_.size(); a-- > 0;) levels[a] = divide(digits, axes_[a].levels.size());
  if (digits.find_first_not_of('0') != std::string::npos) return std::nullopt;
  return levels;
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

Space Space::within(const Box& box, const TableLimits& limits, std::shared_ptr<TableCache> cache) const {
  std::vector<Axis> axes = axes_;
  for (std::size_t a = 0; a < axes.size(); ++a) axes[a].levels = axes[a].levels.within(box[a].first, box[a].last);
  Space part{std::move(axes), shared_, names_, leaves_};
  part.tables_ = std::make_shared<TableMemory>(limits, std::move(cache), box, *tables_);
  return part;
}

Space Space::for_only(std::shared_ptr<const std::vector<DesignKey>> designs, const DesignPoint& shared) const {
  Space space = *this;
  space.only_ = std::move(designs);
  space.shared_ = shared;
  // What was computed for other values of what all share must not be found again.
  space.tables_ = std::make_shared<TableMemory>(tables_->limits());
  return space;
}

DesignPoint Space::point(DesignIndex index) const {
  std::vector<std::uint64_t> levels(axes_.size());
  levels_of(index, levels);
  return point(levels);
}

std::string Space::value_text(Leaf leaf, double value) const {
  if (std::isnan(value)) return {};
  const LeafEntry& entry = *leaf;
  switch (entry.kind) {
    case LeafKind::name:
    case LeafKind::set:
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
