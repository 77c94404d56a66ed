// SPDX-License-Identifier: Apache-2.0
#include "models/native/array_question.h"

#include <algorithm>

namespace bitpareto::models {

std::array<double, ArrayQuestion::count> ArrayQuestion::numbers() const {
  const auto flag = [](bool is_set) { return is_set ? 1.0 : 0.0; };
  const auto spread = [](const std::optional<Spread>& side) { return side ? static_cast<double>(*side) : -1; };
  constexpr double no_lanes = -1;
  return {work.instances,
          work.tokens,
          work.outputs,
          work.reduction,
          static_cast<double>(work.varies),
          work.causal_share,
          work.window,
          work.positions,
          work.serial_cycles,
          work.input_cycles,
          work.group_size,
          work.scale_cycles,
          dot_size,
          weight_lanes.value_or(no_lanes),
          input_lanes.value_or(no_lanes),
          weight_share,
          spread(choice.rows),
          spread(choice.columns),
          flag(choice.side_by_side),
          flag(partial_reads)};
}

ArrayUse array_use(const ArrayQuestion& question, double rows, double columns) {
  const Lanes lanes{.weights = question.weight_lanes.value_or(rows) * question.weight_share, .inputs = question.input_lanes.value_or(columns)};
  ArrayUse use = cheapest_use(question.work, {.rows = rows, .columns = columns, .dot_size = question.dot_size}, lanes, question.choice);
  if (!question.partial_reads) {
    // Every step of the array reads both ports at their whole width.
    use.weight_reads = std::max(use.weight_reads, use.slices);
    use.input_reads = std::max(use.input_reads, use.slices);
  }
  return use;
}

}  // namespace bitpareto::models
