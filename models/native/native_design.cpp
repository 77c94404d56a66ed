// SPDX-License-Identifier: Apache-2.0
#include "models/native/native_design.h"

#include <algorithm>

#include "models/native/leaves.h"

namespace bitpareto::models {

namespace {

NativeEffects effects_of(const DesignPoint& p) {
  const auto has = [&](Leaf effect) { return p[effect] != 0; };
  return {.terms = has(leaf::effects_terms),
          .dequantiser = has(leaf::effects_dequantiser),
          .encoder = has(leaf::effects_encoder),
          .whole_bytes = has(leaf::effects_whole_bytes),
          .kv_writes = has(leaf::effects_kv_writes),
          .positions = has(leaf::effects_positions),
          .joined_batch = has(leaf::effects_joined_batch),
          .side_by_side = has(leaf::effects_side_by_side),
          .sliding_window = has(leaf::effects_sliding_window),
          .fused_attention = has(leaf::effects_fused_attention),
          .softmax_overlap = has(leaf::effects_softmax_overlap),
          .kept_activations = has(leaf::effects_kept_activations),
          .kept_weights = has(leaf::effects_kept_weights),
          .causal = has(leaf::effects_causal),
          .last_logits = has(leaf::effects_last_logits),
          .tiling = has(leaf::effects_tiling),
          .double_buffering = has(leaf::effects_double_buffering),
          .partial_reads = has(leaf::effects_partial_reads),
          .leakage = has(leaf::effects_leakage),
          .sram_cycle_time = has(leaf::effects_sram_cycle_time),
          .narrow_ports = has(leaf::effects_narrow_ports),
          .capacity = has(leaf::effects_capacity),
          .one_chip = has(leaf::effects_one_chip),
          .clock_tree = has(leaf::effects_clock_tree)};
}

std::optional<double> given(const DesignPoint& p, Leaf leaf) {
  return p.has(leaf) ? std::optional{p[leaf]} : std::nullopt;
}

}  // namespace

NativeDesign native_design(const Components& components, const DesignPoint& p) {
  const std::optional<Pe>& listed = components.pes[p.name(leaf::pe_kind)];
  const Technology& technology = components.technology(p);
  NativeDesign d{.pe = components.pe(p),
                 .passes_of_unquantised = listed && !listed->families.empty() &&
                                          std::ranges::find(listed->families, "unquantised") == listed->families.end(),
                 .array = components.array(p),
                 .clock = p[leaf::clock],
                 .row_mapping = components.spread(p, leaf::array_row_mapping),
                 .column_mapping = components.spread(p, leaf::array_column_mapping),
                 .reconfiguration = p[leaf::array_reconfiguration],
                 .idle_share = p[leaf::pe_idle_share],
                 .stall_share = p[leaf::pe_stall_share],
                 .vector_lanes = p[leaf::vector_unit_lanes],
                 .activation_bits = components.activation_bits(p),
                 .kv_bits = components.kv_bits(p),
                 .weight_buffer = p[leaf::weight_buffer_size],
                 .input_buffer = p[leaf::input_buffer_size],
                 .weight_banks = p[leaf::weight_buffer_banks],
                 .input_banks = p[leaf::input_buffer_banks],
                 .weight_port = given(p, leaf::weight_buffer_port),
                 .input_port = given(p, leaf::input_buffer_port),
                 .sram = &components.sram(p),
                 .logic = technology.logic ? &*technology.logic : nullptr,
                 .technology = &technology,
                 .supply = components.supply(p),
                 .takes_cacti_leakage = p.has(leaf::cell) || !technology.sram_constants.leakage,
                 .area_basis = components.area_bases[p.name(leaf::area_basis)],
                 .effects = effects_of(p)};
  if (!p.has(leaf::pe_activation_bits)) d.activation = components.activations[p.name(leaf::pe_activation)];
  if (!p.has(leaf::kv_cache_bits)) d.kv_cache = components.kv_caches[p.name(leaf::kv_cache_datatype)];
  if (p.has(leaf::weights_bits)) {
    d.given_weight_bits = p[leaf::weights_bits];
  } else {
    d.weights = components.weight_datatype(p);
  }
  // A kept head in a quantised datatype has groups too.
  if (p.has(leaf::weights_group_size) || components.weight_datatype(p) != nullptr) d.group_size = components.group_size(p);
  return d;
}

}  // namespace bitpareto::models
