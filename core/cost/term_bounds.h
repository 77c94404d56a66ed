// SPDX-License-Identifier: Apache-2.0
/// What a term's numbers may be over boxes, kept from one box to the next.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/number_kinds.h"
#include "core/design/level_range.h"

namespace bitpareto {

/// Rows of intervals of one term, by what stands for the ranges of levels that they are of. Boxes of a branch and bound differ in few axes
/// from those before: most rows that they ask for were computed already. One thread at a time.
class TermBounds {
 public:
  explicit TermBounds(std::size_t width) : width_{width}, per_chunk_{std::max<std::size_t>(chunk_bytes / (width * sizeof(Interval)), 1)} { clear(); }

  [[nodiscard]] std::size_t width() const { return width_; }
  /// Forgets everything if it has grown large: rows that were given are gone.
  void make_room() {
    if (bytes() > most_bytes) clear();
  }
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * per_chunk_ * width_ * sizeof(Interval); }
  /// The row kept under a key, or null.
  [[nodiscard]] const Interval* find(std::uint64_t key) const {
    if (last_.row != nullptr && last_.key == key) return last_.row;
    for (std::size_t at = place_of(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].row == nullptr) return nullptr;
      if (slots_[at].key != key) continue;
      last_ = slots_[at];
      return last_.row;
    }
  }
  /// Room for the row of a key that has none; it stays where it is.
  [[nodiscard]] Interval* add(std::uint64_t key) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    if (count_ % per_chunk_ == 0) chunks_.push_back(Chunk{std::allocator<Interval>{}.allocate(per_chunk_ * width_), {per_chunk_ * width_}});
    Interval* const row = chunks_.back().get() + count_ % per_chunk_ * width_;
    ++count_;
    last_ = {key, row};
    put(last_);
    return row;
  }
  /// Room for ranges and for a row that is not kept; and for who was last to leave something there, if the next one wants to know.
  std::vector<LevelRange> ranges;
  std::vector<Interval> spare;
  std::uint64_t reader = 0;

 private:
  static constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
  /// Of a thread's rows of one term. Assumed: with a handful of terms they stay below what a core's share of a machine's memory is.
  static constexpr std::size_t most_bytes = std::size_t{1} << 26U;
  static constexpr std::size_t first_slots = 256;  // a power of two
  struct Free {
    std::size_t count;
    void operator()(Interval* intervals) const { std::allocator<Interval>{}.deallocate(intervals, count); }
  };
  /// Not set to anything: a row is written whole before it is read.
  using Chunk = std::unique_ptr<Interval, Free>;
  struct Slot {
    std::uint64_t key;
    Interval* row;
  };
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    // 2^64 over the golden ratio, odd: its high bits depend on all of the key.
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> (64U - static_cast<unsigned>(std::bit_width(slots_.size() - 1))));
  }
  void put(const Slot& slot) {
    std::size_t at = place_of(slot.key);
    while (slots_[at].row != nullptr) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2, Slot{0, nullptr});
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.row != nullptr) put(slot);
    }
  }
  void clear() {
    chunks_.clear();
    count_ = 0;
    last_ = {0, nullptr};
    slots_.assign(first_slots, {0, nullptr});
  }

  std::size_t width_, per_chunk_;
  std::size_t count_ = 0;
  mutable Slot last_{0, nullptr};  // that was asked for: every second box has the ranges of the one before, of what a term reads
  std::vector<Slot> slots_;
  std::vector<Chunk> chunks_;
};

}  // namespace bitpareto
