// SPDX-License-Identifier: Apache-2.0
/// Native designs as text.
#pragma once

#include <string>

namespace bitpareto::test {

/// Leaves of a design, in YAML flow form without braces, that switch off every addition but those of `pe` and `array`:
/// the published model of July 2025. With accuracy.head: quantised. They are those of
/// configs/reproduce/native-off.yaml.
inline const std::string native_off =
    "performance_model: native, area_basis: published, vector_unit: {lanes: 0}, effects: {terms: false, dequantiser: "
    "false, encoder: false, whole_bytes: false, kv_writes: false, positions: false, joined_batch: false, side_by_side: "
    "false, sliding_window: false, fused_attention: false, softmax_overlap: false, kept_weights: false, narrow_ports: "
    "false, "
    "kept_activations: false, causal: false, last_logits: false, tiling: false, double_buffering: false, "
    "partial_reads: "
    "false, leakage: false, sram_envelope: false, sram_cycle_time: false, pe_components: false, capacity: false, one_chip: false}";
/// What goes into `pe` and `array` besides.
inline const std::string native_off_pe = "idle_share: 1, stall_share: 0";
inline const std::string native_off_array = "row_mapping: outputs, column_mapping: tokens, reconfiguration: 0 s";

}  // namespace bitpareto::test
