// SPDX-License-Identifier: Apache-2.0
/// The three operands of a matrix product, as each revision of the published model sees them (docs/model.md, section
/// 2).
#pragma once

#include <vector>

#include "core/workload/workload_graph.h"
#include "models/published/revision.h"

namespace bitpareto::models {

/// instances x rows x depth elements; rows lie contiguously along depth. Counts, exact in a double.
struct Operand {
  double instances = 1;
  double rows = 1;
  double depth = 1;
  friend bool operator==(const Operand&, const Operand&) = default;
};

/// One kind of matrix product and how often it runs.
struct Product {
  Operand stationary = {};  // weights, or the KV cache: (instances, output channels, reduction)
  Operand input = {};       // (instances, tokens, reduction)
  Operand output = {};      // (instances, tokens, output channels)
  bool is_attention = false;
  double multiplicity = 1;
};

/// The products of a workload, equal ones as one, linear layers before attention. The number of products is the same
/// for both revisions.
[[nodiscard]] std::vector<Product> products(Revision revision, const WorkloadGraph& graph, const LanguageModel& model,
                                            const WorkloadShape& shape);

}  // namespace bitpareto::models
