// SPDX-License-Identifier: Apache-2.0
/// Numbers for things that are declared here and there and stand in no list.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <stdexcept>

namespace bitpareto {

/// Gives each thing the next number when it is first asked for: `first`, `first` + 1, ... below `end`. Which one it gets
/// depends on who asks first, so that it may mean nothing but which thing it is. Thread-safe.
class Numbering {
 public:
  /// What a thing keeps of its number: 0 until it has one.
  using Slot = std::atomic<std::size_t>;

  constexpr Numbering(std::size_t first, std::size_t end, const char* too_many)
      : next_{first}, end_{end}, too_many_{too_many} {}
  /// The number of the thing whose slot this is. std::length_error if all are given.
  std::size_t of(Slot& slot) {
    if (const std::size_t known = slot.load(std::memory_order_relaxed); known != 0) return known - 1;
    const std::lock_guard lock{mutex_};
    if (slot == 0) {
      if (next_ == end_) throw std::length_error{too_many_};
      slot = ++next_;
    }
    return slot - 1;
  }
  /// The number that is given next.
  [[nodiscard]] std::size_t next() const { return next_; }

 private:
  std::mutex mutex_;
  std::atomic<std::size_t> next_;
  std::size_t end_;
  const char* too_many_;
};

}  // namespace bitpareto
