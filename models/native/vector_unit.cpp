// SPDX-License-Identifier: Apache-2.0
#include "models/native/vector_unit.h"

namespace bitpareto::models {

namespace {

double nonlinearity(const LanguageModel& model) {
  switch (model.nonlinearity) {
    case Nonlinearity::relu:
      return vector_operations::relu;
    case Nonlinearity::gelu:
      return vector_operations::gelu;
    case Nonlinearity::silu:
      return vector_operations::silu;
  }
  return 0;
}

}  // namespace

double vector_work(const BlockOperation& operation, const LanguageModel& model, double tokens, double pairs,
                   double cache_groups) {
  namespace ops = vector_operations;
  const auto outputs = static_cast<double>(operation.shape.outputs);
  const auto reduction = static_cast<double>(operation.shape.reduction);
  const double norm = model.mean_subtracted ? ops::layer_norm : ops::rms_norm;
  const double to_cache = cache_groups > 0 ? ops::quantisation : 0;
  const double turned = ops::rotary * model.rotary_share;
  // Two of four norms stand behind attention and feed-forward.
  const double behind = model.norms_per_block > 2 ? norm : 0;
  switch (operation.role) {
    case Role::query:
      return tokens * (norm * reduction + turned * outputs);
    case Role::key:
      return tokens * outputs * (turned + to_cache);
    case Role::value:
      return tokens * outputs * to_cache;
    case Role::scores:
      return pairs * ops::softmax;
    case Role::context:
      return pairs * cache_groups * ops::value_scale + tokens * outputs * ops::softmax_division;
    case Role::output:
    case Role::down: {
      const double activation = operation.role == Role::down ? reduction * nonlinearity(model) : 0;
      const double gate = operation.role == Role::down && model.gated_feed_forward ? reduction * ops::gate : 0;
      return tokens * (outputs * (ops::residual + behind) + activation + gate);
    }
    case Role::up:
      return model.norms_per_block > 1 ? tokens * norm * reduction : 0;
    case Role::head:
      return tokens * norm * reduction;
    case Role::gate:
    case Role::project_in:
    case Role::project_out:
      return 0;
  }
  return 0;
}

}  // namespace bitpareto::models
