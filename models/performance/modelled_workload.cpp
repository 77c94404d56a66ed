// SPDX-License-Identifier: Apache-2.0
#include "models/performance/modelled_workload.h"
#include "models/datatypes/leaves.h"

#include <algorithm>
#include <array>

namespace bitpareto::models {

bool same_weights(const DesignPoint& a, const DesignPoint& b) {
  return std::ranges::all_of(
      std::array<Leaf, 3>{leaf::weights_datatype, leaf::weights_group_size, leaf::weights_bits},
      [&](Leaf leaf) { return a.has(leaf) == b.has(leaf) && (!a.has(leaf) || a[leaf] == b[leaf]); });
}

bool stores_new_weights(const std::vector<ModelledWorkload>& workloads, std::size_t w, const DesignPoint& p) {
  const DesignPoint own = workloads[w].seen(p);
  return std::none_of(workloads.begin(), workloads.begin() + static_cast<std::ptrdiff_t>(w),
                      [&](const ModelledWorkload& earlier) {
                        return earlier.model_number == workloads[w].model_number && same_weights(earlier.seen(p), own);
                      });
}

}  // namespace bitpareto::models
