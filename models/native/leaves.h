// SPDX-License-Identifier: Apache-2.0
/// The leaves that the native model alone reads: what it knows beyond the published one, each an option.
#pragma once

#include <array>

#include "models/hardware/leaves.h"

namespace bitpareto::leaf {

namespace range {
inline constexpr Within share{0, 1};
// Assumed: what takes longer than an hour is not done between two workloads.
inline constexpr Within reconfiguration_range{0, 3'600};
}  // namespace range

inline constexpr LeafEntry pe_idle_share = constant_leaf(
    "pe.idle_share",
    LeafKind::number,
    Dimension::none,
    range::share,
    "0.05",
    "energy of a PE without work in a cycle in which others have some, as a share of a working one's; 1: as published",
    Doubt::less_is_better);
inline constexpr LeafEntry pe_stall_share = constant_leaf(
    "pe.stall_share",
    LeafKind::number,
    Dimension::none,
    range::share,
    "0.05",
    "energy of a PE in a cycle in which the array waits, as a share of a working one's; 0: as published",
    Doubt::less_is_better);
inline constexpr LeafEntry array_reconfiguration{
    "array.reconfiguration",
    LeafKind::quantity,
    Dimension::time,
    range::reconfiguration_range,
    "1 us",
    "time to give the array another shape, once in each workload whose shape is not that of the first"};
inline constexpr LeafEntry vector_unit_lanes{
    "vector_unit.lanes",
    LeafKind::count,
    Dimension::none,
    {0, 65'536},
    "32",
    "operations per cycle of the vector unit, for softmax, normalisation, rotary embedding and activation functions; "
    "0: they are free, as published"};
inline constexpr LeafEntry effects_terms{
    "effects.terms", LeafKind::flag,
    Dimension::none, {},
    "true",          "a bit-serial PE takes as many cycles as the datatype has terms"};
inline constexpr LeafEntry effects_dequantiser{
    "effects.dequantiser",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "groups end in the PE: the last slice of one may be part empty, and its scale takes a cycle per bit"};
inline constexpr LeafEntry effects_encoder{
    "effects.encoder", LeafKind::flag, Dimension::none, {}, "true", "term generators of bit-serial PEs take energy"};
inline constexpr LeafEntry effects_whole_bytes{
    "effects.whole_bytes",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "rows of weights and head vectors of the KV cache take whole bytes, their metadata included"};
inline constexpr LeafEntry effects_kv_writes{"effects.kv_writes",
                                             LeafKind::flag,
                                             Dimension::none,
                                             {},
                                             "true",
                                             "keys and values are written at the precision of the KV cache"};
inline constexpr LeafEntry effects_positions{
    "effects.positions",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "decode of n tokens costs the mean over positions context ... context + n - 1"};
inline constexpr LeafEntry effects_joined_batch{
    "effects.joined_batch",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "the sequences of a batched prefill are one matrix of all their tokens in linear layers"};
inline constexpr LeafEntry effects_side_by_side{
    "effects.side_by_side",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "heads and sequences of attention may run side by side on rows or columns"};
inline constexpr LeafEntry effects_sliding_window{
    "effects.sliding_window",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "layers with a sliding window attend to it alone, and keep no more in the KV cache"};
inline constexpr LeafEntry effects_fused_attention{
    "effects.fused_attention",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "scores never travel, if the input buffer holds what one query needs and that moves less"};
inline constexpr LeafEntry effects_softmax_overlap{
    "effects.softmax_overlap",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "in fused attention the vector unit works on one block of scores while the array multiplies others"};
inline constexpr LeafEntry effects_kept_activations{
    "effects.kept_activations",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "activations stay in the input buffer between operations while all that are needed fit"};
inline constexpr LeafEntry effects_kept_weights{
    "effects.kept_weights",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "weights stay in the weight buffer if all of them fit beside the keys that attention works on"};
inline constexpr LeafEntry effects_causal{
    "effects.causal", LeafKind::flag, Dimension::none, {}, "true", "prefill attends to earlier positions only"};
inline constexpr LeafEntry effects_last_logits{"effects.last_logits",
                                               LeafKind::flag,
                                               Dimension::none,
                                               {},
                                               "true",
                                               "prefill computes logits for its last token only"};
inline constexpr LeafEntry effects_tiling{
    "effects.tiling", LeafKind::flag,
    Dimension::none,  {},
    "true",           "each operation takes the order and tiles that move the least; the published rule otherwise"};
inline constexpr LeafEntry effects_double_buffering{
    "effects.double_buffering",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "tiles fill half of a buffer while the other half is loaded, which must cover the latency of DRAM"};
inline constexpr LeafEntry effects_partial_reads{
    "effects.partial_reads", LeafKind::flag, Dimension::none, {}, "true", "buffers read only what working PEs need"};
inline constexpr LeafEntry effects_clock_tree{"effects.clock_tree",
                                               LeafKind::flag,
                                               Dimension::none,
                                               {},
                                               "true",
                                               "clock tree and control take energy in every cycle, where the area basis counts their area"};
inline constexpr LeafEntry effects_leakage{
    "effects.leakage", LeafKind::flag, Dimension::none, {}, "true", "buffers leak for as long as a workload runs"};
inline constexpr LeafEntry effects_sram_cycle_time{"effects.sram_cycle_time",
                                                   LeafKind::flag,
                                                   Dimension::none,
                                                   {},
                                                   "true",
                                                   "a clock faster than a bank's cycle time is impossible"};
inline constexpr LeafEntry effects_narrow_ports{
    "effects.narrow_ports",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "a bank whose share of the port is narrower than any macro of its size takes the narrowest; impossible otherwise"};
inline constexpr LeafEntry effects_capacity{
    "effects.capacity", LeafKind::flag, Dimension::none, {}, "true", "weights and KV cache must fit into DRAM"};
inline constexpr LeafEntry effects_one_chip{
    "effects.one_chip",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "workloads share PEs, ports and buffers, as large as the largest of them; each has a chip otherwise"};

}  // namespace bitpareto::leaf

namespace bitpareto::models {

/// All that it reads, in the order of columns.
inline constexpr std::array<Leaf, 70> native_leaves{leaf::performance_model,
                                                    leaf::technology,
                                                    leaf::clock,
                                                    leaf::voltage,
                                                    leaf::cell,
                                                    leaf::area_basis,
                                                    leaf::pe_kind,
                                                    leaf::pe_dot_size,
                                                    leaf::pe_terms_per_cycle,
                                                    leaf::pe_activation,
                                                    leaf::pe_activation_bits,
                                                    leaf::pe_supports,
                                                    leaf::pe_bit_serial,
                                                    leaf::pe_energy,
                                                    leaf::pe_area,
                                                    leaf::pe_idle_share,
                                                    leaf::pe_stall_share,
                                                    leaf::array_rows,
                                                    leaf::array_columns,
                                                    leaf::array_row_mapping,
                                                    leaf::array_column_mapping,
                                                    leaf::array_reconfiguration,
                                                    leaf::weights_datatype,
                                                    leaf::weights_group_size,
                                                    leaf::weights_bits,
                                                    leaf::kv_cache_datatype,
                                                    leaf::kv_cache_bits,
                                                    leaf::weight_buffer_size,
                                                    leaf::weight_buffer_banks,
                                                    leaf::weight_buffer_port,
                                                    leaf::input_buffer_size,
                                                    leaf::input_buffer_banks,
                                                    leaf::input_buffer_port,
                                                    leaf::vector_unit_lanes,
                                                    leaf::dram_preset,
                                                    leaf::dram_bus,
                                                    leaf::dram_energy,
                                                    leaf::dram_data_rate,
                                                    leaf::dram_width,
                                                    leaf::dram_channels,
                                                    leaf::dram_efficiency,
                                                    leaf::dram_background_power,
                                                    leaf::dram_capacity,
                                                    leaf::dram_latency,
                                                    leaf::effects_terms,
                                                    leaf::effects_dequantiser,
                                                    leaf::effects_encoder,
                                                    leaf::effects_whole_bytes,
                                                    leaf::effects_kv_writes,
                                                    leaf::effects_positions,
                                                    leaf::effects_joined_batch,
                                                    leaf::effects_side_by_side,
                                                    leaf::effects_sliding_window,
                                                    leaf::effects_fused_attention,
                                                    leaf::effects_softmax_overlap,
                                                    leaf::effects_kept_activations,
                                                    leaf::effects_kept_weights,
                                                    leaf::effects_causal,
                                                    leaf::effects_last_logits,
                                                    leaf::effects_tiling,
                                                    leaf::effects_double_buffering,
                                                    leaf::effects_partial_reads,
                                                    leaf::effects_clock_tree,
                                                    leaf::effects_leakage,
                                                    leaf::effects_sram_envelope,
                                                    leaf::effects_sram_cycle_time,
                                                    leaf::effects_pe_components,
                                                    leaf::effects_narrow_ports,
                                                    leaf::effects_capacity,
                                                    leaf::effects_one_chip};

}  // namespace bitpareto::models
