// SPDX-License-Identifier: Apache-2.0
#include "models/published/operands.h"

#include <algorithm>

namespace bitpareto::models {

namespace {

double number(std::int64_t count) { return static_cast<double>(count); }

Product per_head(const Operation& operation) {
  const GemmShape& s = operation.shape;
  // Sequences share their weights, and have keys and values of their own.
  const double stationary_instances = is_attention(operation.role) ? number(s.instances) : 1;
  return {.stationary = {stationary_instances, number(s.outputs), number(s.reduction)},
          .input = {number(s.instances), number(s.tokens), number(s.reduction)},
          .output = {number(s.instances), number(s.tokens), number(s.outputs)},
          .is_attention = is_attention(operation.role),
          .multiplicity = number(operation.multiplicity)};
}

/// A linear layer of hpca25, which knows one sequence only: that of July 2025 with a batch of 1, which the loader
/// ensures. Attention of hpca25 lumps all heads into one product; depth and rows then do not fit together, and are
/// published so.
Product lumped(const Operation& operation, const LanguageModel& model, const WorkloadShape& shape) {
  if (!is_attention(operation.role)) return per_head(operation);
  const double h = number(model.hidden_size);
  const double a = number(model.heads);
  const double t = number(shape.context);
  const double kv_depth = number(model.head_size * model.kv_heads);
  Product product{.is_attention = true, .multiplicity = number(operation.multiplicity)};
  const bool scores = operation.role == Role::scores;
  if (shape.phase == Phase::decode) {
    product.stationary = scores ? Operand{1, 1, h} : Operand{1, a, t};
    product.input = {1, scores ? a : 1, kv_depth};
    product.output = scores ? Operand{1, a, 1} : Operand{1, 1, a};
  } else {
    product.stationary = scores ? Operand{1, t, h} : Operand{1, a * t, t};
    product.input = {1, scores ? a * t : t, kv_depth};
    product.output = scores ? Operand{1, a * t, t} : Operand{1, t, a * t};
  }
  return product;
}

}  // namespace

std::vector<Product> products(Revision revision, const WorkloadGraph& graph, const LanguageModel& model,
                              const WorkloadShape& shape) {
  std::vector<Product> list;
  for (const bool attention : {false, true}) {
    for (const Operation& operation : graph.operations()) {
      if (is_attention(operation.role) != attention) continue;
      const Product product = revision == Revision::hpca25 ? lumped(operation, model, shape) : per_head(operation);
      // Linear layers of equal shape cost the same: one product with the sum of their multiplicities.
      const auto equal = std::ranges::find_if(list, [&](const Product& other) {
        return !attention && other.stationary == product.stationary && other.input == product.input &&
               other.output == product.output;
      });
      if (equal == list.end()) {
        list.push_back(product);
      } else {
        equal->multiplicity += product.multiplicity;
      }
    }
  }
  return list;
}

}  // namespace bitpareto::models
