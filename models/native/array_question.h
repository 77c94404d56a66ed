// SPDX-License-Identifier: Apache-2.0
/// What an operation asks of an array of any size: many designs ask the same.
#pragma once

#include <array>
#include <optional>

#include "models/native/mapping.h"

namespace bitpareto::models {

/// All that ArrayUse hinges on but the rows and columns of the array.
struct ArrayQuestion {
  ArrayWork work;
  double dot_size = 1;
  std::optional<double> weight_lanes, input_lanes;  // that the ports feed; nothing: one for each row, each column
  double weight_share = 1;                          // of the weight port that the operand can use
  MappingChoice choice;
  bool partial_reads = true;  // a port need not be read at its whole width

  static constexpr std::size_t count = 20;
  /// The same as numbers: equal ones, equal answers.
  [[nodiscard]] std::array<double, count> numbers() const;
};

/// The operation under the mapping that the design fixes or that is cheapest.
[[nodiscard]] ArrayUse array_use(const ArrayQuestion& question, double rows, double columns);

}  // namespace bitpareto::models
