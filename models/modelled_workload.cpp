// SPDX-License-Identifier: Apache-2.0
#include "models/modelled_workload.h"

#include <algorithm>
#include <array>

namespace bitpareto::models {

bool same_weights(const DesignPoint& a, const DesignPoint& b) {
  return std::ranges::all_of(
      std::array{Leaf::weights_datatype, Leaf::weights_group_size, Leaf::weights_bits},
      [&](Leaf leaf) { return a.has(leaf) == b.has(leaf) && (!a.has(leaf) || a[leaf] == b[leaf]); });
}

}  // namespace bitpareto::models
