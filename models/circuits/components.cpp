// SPDX-License-Identifier: Apache-2.0
/// The list of components.
#include "models/circuits/component.h"

namespace bitpareto::models {

std::span<const ComponentEntry* const> components() {
  static constexpr const ComponentEntry* all[]{
      &exponent_alignment,
      &float_serial_multiplier,
      &integer_serial_multiplier,
      &float_accumulator,
      &integer_accumulator,
      &dequantiser,
      &integer_multiplier,
      &float_adder,
      &normaliser,
      &special_values,
      &weight_decoder,
      &adder_tree,
      &and_gates,
      &negation,
      &multiplexer,
  };
  return all;
}

}  // namespace bitpareto::models
