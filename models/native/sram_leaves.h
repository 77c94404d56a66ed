// SPDX-License-Identifier: Apache-2.0
/// What a buffer's SRAM hinges on.
#pragma once

#include <vector>

#include "core/design/leaf.h"
#include "models/datatypes/leaves.h"
#include "models/native/leaves.h"

namespace bitpareto::models {

struct SramLeaves {
  std::vector<Leaf> own;   // directly
  std::vector<Leaf> port;  // by the width that its port has for a row, or a column, of the array
  std::vector<Leaf> grid;  // that side of the array, and the size

  [[nodiscard]] std::vector<Leaf> all() const {
    std::vector<Leaf> list = own;
    list.insert(list.end(), port.begin(), port.end());
    list.insert(list.end(), grid.begin(), grid.end());
    return list;
  }
};

/// Of the weight buffer, or of the input buffer.
inline SramLeaves sram_leaves(bool weight) {
  using namespace leaf;
  SramLeaves leaves{.own = {performance_model, technology, voltage, cell, clock, effects_leakage, effects_sram_envelope, effects_sram_cycle_time,
                            effects_narrow_ports, effects_one_chip},
                    .port = {pe_kind, pe_dot_size, pe_terms_per_cycle, pe_bit_serial},
                    .grid = {}};
  if (weight) {
    leaves.own.insert(leaves.own.end(), {weight_buffer_banks, weight_buffer_port});
    leaves.port.insert(leaves.port.end(), {weights_datatype, weights_group_size, weights_bits});
    leaves.grid = {array_rows, weight_buffer_size};
  } else {
    leaves.own.insert(leaves.own.end(), {input_buffer_banks, input_buffer_port});
    leaves.port.insert(leaves.port.end(), {pe_activation, pe_activation_bits});
    leaves.grid = {array_columns, input_buffer_size};
  }
  return leaves;
}

}  // namespace bitpareto::models
