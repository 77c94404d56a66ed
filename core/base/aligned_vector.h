// SPDX-License-Identifier: Apache-2.0
/// Vectors whose first element starts a cache line: a load of several numbers that crosses two lines takes twice as long.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace bitpareto {

/// That of x86-64 and most Arm processors; where lines are longer, half of them are aligned to nothing worse.
inline constexpr std::size_t cache_line = 64;

/// Gives memory that starts a cache line. Stateless.
template <class T>
struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <class Other>
  LineAllocator(const LineAllocator<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor): as the standard asks of allocators
  [[nodiscard]] T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{cache_line}));
  }
  void deallocate(T* at, std::size_t /*count*/) { ::operator delete(at, std::align_val_t{cache_line}); }
  friend bool operator==(const LineAllocator& /*a*/, const LineAllocator& /*b*/) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, LineAllocator<T>>;

}  // namespace bitpareto
