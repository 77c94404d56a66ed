// SPDX-License-Identifier: Apache-2.0
/// A workload as cost models see it.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/design/design_point.h"
#include "core/workload/workload_graph.h"

namespace bitpareto::models {

/// What runs, and how the design looks to it.
struct ModelledWorkload {
  std::shared_ptr<const LanguageModel> model;
  std::size_t model_number = 0;  // equal for workloads of one model
  WorkloadShape shape;
  std::int64_t tokens = 1;  // steps of decode
  std::vector<std::pair<Leaf, double>> overrides;
  /// The design as this workload sees it.
  [[nodiscard]] DesignPoint seen(DesignPoint p) const {
    for (const auto& [leaf, value] : overrides) p[leaf] = value;
    return p;
  }
};

/// Whether two designs store the weights of a model in the same way.
[[nodiscard]] bool same_weights(const DesignPoint& a, const DesignPoint& b);
/// Whether workload `w` stores weights of its model that no earlier workload stores in the same way: a copy counts
/// once.
[[nodiscard]] bool stores_new_weights(const std::vector<ModelledWorkload>& workloads, std::size_t w,
                                      const DesignPoint& p);

}  // namespace bitpareto::models
