// SPDX-License-Identifier: Apache-2.0
/// A design as one workload of the native model sees it: every leaf and name looked up once.
#pragma once

#include <optional>

#include "models/performance/components.h"

namespace bitpareto::models {

/// Which additions to the published model a design has; docs/native.md says what each is.
struct NativeEffects {
  bool terms, dequantiser, encoder, whole_bytes, kv_writes, positions, joined_batch, side_by_side, sliding_window,
      fused_attention, softmax_overlap, kept_activations, kept_weights, causal, last_logits, tiling, double_buffering,
      partial_reads, leakage, sram_cycle_time, narrow_ports, capacity, one_chip, clock_tree;
};

/// A plain value; what it points to belongs to the Components that it was made from.
struct NativeDesign {
  PeCosts pe;
  bool passes_of_unquantised = false;  // the PE multiplies no unquantised weight in one pass
  ArrayShape array;
  double clock = 0;                                   // Hz
  std::optional<Spread> row_mapping, column_mapping;  // nothing: the best of each operation
  double reconfiguration = 0;                         // s
  double idle_share = 0, stall_share = 0;
  double vector_lanes = 0;

  double activation_bits = 16;
  const DatatypeEntry* activation = nullptr;  // null: known by its bits alone; so are the two below
  double kv_bits = 16;
  const DatatypeEntry* kv_cache = nullptr;
  const DatatypeEntry* weights = nullptr;
  double given_weight_bits = 0;   // where they are known by these alone
  double group_size = whole_row;  // of weights that are quantised; whole rows where nothing names a datatype

  double weight_buffer = 0, input_buffer = 0;  // bytes
  double weight_banks = 1, input_banks = 1;
  std::optional<double> weight_port, input_port;  // bits per cycle; nothing: what the array consumes
  const SramTable* sram = nullptr;
  const LogicCosts* logic = nullptr;
  const Technology* technology = nullptr;
  SupplyChoice supply;
  bool takes_cacti_leakage = false;  // of a cell that the design names
  AreaBasis area_basis = AreaBasis::chip;
  NativeEffects effects{};

  /// Stored bits of a weight in rows of `depth`, its share of the group's metadata included.
  [[nodiscard]] double weight_bits(double depth) const {
    return weights == nullptr ? given_weight_bits : weights->stored_bits(group_size, depth);
  }
};

/// Requires a design whose model is native, with what the workload overrides.
[[nodiscard]] NativeDesign native_design(const Components& components, const DesignPoint& p);

}  // namespace bitpareto::models
