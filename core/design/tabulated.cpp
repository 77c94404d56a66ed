// SPDX-License-Identifier: Apache-2.0
#include "core/design/tabulated.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace bitpareto {

void Tabulated::keep_different(const std::vector<std::uint64_t>& digests) {
  // In the order of their digests, equal ones stand next to each other.
  std::vector<std::uint32_t> order(digests.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t combination) { return std::pair{digests[combination], combination}; });
  std::vector<std::uint32_t> numbers(digests.size());  // first of all the combination that has the row
  for (std::size_t i = 0, first = 0; i < order.size(); ++i) {
    if (digests[order[i]] != digests[order[first]]) first = i;
    const bool is_same = std::memcmp(row(order[i]), row(order[first]), width * sizeof(double)) == 0;
    numbers[order[i]] = order[is_same ? first : i];
  }
  std::vector<std::uint32_t> first;  // combination, of each different row
  for (std::uint32_t combination = 0; combination < digests.size(); ++combination) {
    if (numbers[combination] == combination) {
      numbers[combination] = static_cast<std::uint32_t>(first.size());
      first.push_back(combination);
    } else {
      numbers[combination] = numbers[numbers[combination]];
    }
  }
  // Less than a quarter is not worth the look at which row it is.
  if (first.size() > digests.size() / 4 * 3) return;
  std::vector<double> different(first.size() * width + most_lanes);
  for (std::size_t r = 0; r < first.size(); ++r) std::copy_n(row(first[r]), width, different.data() + r * width);
  row_count = first.size();
  rows = std::move(different);
  row_numbers = std::move(numbers);
}

}  // namespace bitpareto
