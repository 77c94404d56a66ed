// SPDX-License-Identifier: Apache-2.0
/// Designs that a search has met, each once, with what became of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/problem/problem.h"

namespace bitpareto::explorers {

/// Numbered in the order in which they came. One thread may change it; any number may read while none does.
class DesignCache {
 public:
  DesignCache(std::size_t axes, std::size_t objectives) : axes_{axes}, objectives_{objectives}, slots_(least_slots) {}

  [[nodiscard]] std::size_t size() const { return codes_.size(); }
  /// The number of a design, and whether it is new. Its values are 0 until set.
  std::pair<std::size_t, bool> insert(std::span<const std::uint64_t> places) {
    std::size_t& slot = slots_[slot_of(places)];
    if (slot != 0) return {slot - 1, false};
    slot = size() + 1;
    places_.insert(places_.end(), places.begin(), places.end());
    values_.resize(values_.size() + objectives_);
    codes_.push_back(0);
    if (size() * 2 > slots_.size()) grow();
    return {size() - 1, true};
  }
  /// The number of a design that was inserted, or size().
  [[nodiscard]] std::size_t find(std::span<const std::uint64_t> places) const {
    const std::size_t slot = slots_[slot_of(places)];
    return slot == 0 ? size() : slot - 1;
  }

  // References into it last until the next insert().
  [[nodiscard]] std::span<const std::uint64_t> places(std::size_t i) const { return {places_.data() + i * axes_, axes_}; }
  [[nodiscard]] std::span<const double> values(std::size_t i) const { return {values_.data() + i * objectives_, objectives_}; }
  [[nodiscard]] std::span<double> values(std::size_t i) { return {values_.data() + i * objectives_, objectives_}; }
  [[nodiscard]] InfeasibleCode code(std::size_t i) const { return codes_[i]; }
  void set_code(std::size_t i, InfeasibleCode code) { codes_[i] = code; }

  /// A number that depends on all places, the same on every machine.
  [[nodiscard]] static std::uint64_t hash(std::span<const std::uint64_t> places) {
    std::uint64_t h = places.size();
    for (const std::uint64_t place : places) h = Stream::mix(h * 0x9E37'79B9'7F4A'7C15U + place);
    return h;
  }

 private:
  static constexpr std::size_t least_slots = 1'024;

  /// Where a design is, or may be put. Slots are a power of two, and never more than half of them are taken.
  [[nodiscard]] std::size_t slot_of(std::span<const std::uint64_t> places) const {
    std::size_t s = hash(places) & (slots_.size() - 1);
    while (slots_[s] != 0 && !std::ranges::equal(this->places(slots_[s] - 1), places)) s = (s + 1) & (slots_.size() - 1);
    return s;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t i = 0; i < size(); ++i) slots_[slot_of(places(i))] = i + 1;
  }

  std::size_t axes_, objectives_;
  std::vector<std::size_t> slots_;     // 0: free; otherwise the number of a design, plus 1
  std::vector<std::uint64_t> places_;  // [design][axis]
  std::vector<double> values_;         // [design][objective]
  std::vector<InfeasibleCode> codes_;
};

}  // namespace bitpareto::explorers
