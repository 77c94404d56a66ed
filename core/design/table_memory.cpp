// SPDX-License-Identifier: Apache-2.0
#include "core/design/table_memory.h"

#include <unistd.h>

namespace bitpareto {

std::size_t quarter_of_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page = ::sysconf(_SC_PAGESIZE);
  constexpr std::size_t unknown = std::size_t{1} << 30U;  // assumed: a machine of 4 GiB
  return pages > 0 && page > 0 ? static_cast<std::size_t>(pages) / 4 * static_cast<std::size_t>(page) : unknown;
}

bool TableMemory::take(double rows, double bytes) {
  if (bytes > always_pays && rows * least_uses > limits_.evaluations) return false;
  // Beyond what doubles count exactly there is no such memory.
  if (bytes <= static_cast<double>(limits_.bytes) && take(static_cast<std::size_t>(bytes))) return true;
  missing_ = missing_ + bytes;
  return false;
}

bool TableMemory::take(std::size_t bytes) {
  std::size_t taken = taken_;
  do {
    if (bytes > limits_.bytes || taken > limits_.bytes - bytes) return false;
  } while (!taken_.compare_exchange_weak(taken, taken + bytes));
  return true;
}

}  // namespace bitpareto
