// SPDX-License-Identifier: Apache-2.0
/// The leaves of a design: every number and name that a design-space file may set under `design`. Reading, range
/// checks, columns, the JSON Schema and the documentation are all made from this one table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/document/map_reader.h"

namespace bitpareto {

/// In the order in which columns and documentation show them.
enum class Leaf : std::uint8_t {
  performance_model,
  technology,
  clock,
  cell,
  area_basis,
  pe_kind,
  pe_dot_size,
  pe_activation,
  pe_activation_bits,
  pe_bit_serial,
  pe_energy,
  pe_area,
  pe_idle_share,
  pe_stall_share,
  array_rows,
  array_columns,
  array_row_mapping,
  array_column_mapping,
  array_reconfiguration,
  weights_datatype,
  weights_group_size,
  weights_bits,
  kv_cache_datatype,
  kv_cache_bits,
  weight_buffer_size,
  weight_buffer_banks,
  weight_buffer_port,
  input_buffer_size,
  input_buffer_banks,
  input_buffer_port,
  vector_unit_lanes,
  dram_preset,
  dram_bus,
  dram_energy,
  dram_data_rate,
  dram_width,
  dram_channels,
  dram_efficiency,
  dram_background_power,
  dram_capacity,
  dram_latency,
  effects_terms,
  effects_dequantiser,
  effects_encoder,
  effects_whole_bytes,
  effects_kv_writes,
  effects_positions,
  effects_joined_batch,
  effects_side_by_side,
  effects_sliding_window,
  effects_fused_attention,
  effects_softmax_overlap,
  effects_kept_activations,
  effects_kept_weights,
  effects_causal,
  effects_last_logits,
  effects_tiling,
  effects_double_buffering,
  effects_partial_reads,
  effects_leakage,
  effects_sram_envelope,
  effects_sram_cycle_time,
  effects_narrow_ports,
  effects_capacity,
  effects_one_chip,
};
inline constexpr std::size_t leaf_count = static_cast<std::size_t>(Leaf::effects_one_chip) + 1;

/// What a leaf's values are; a value is always held as one double.
enum class LeafKind : std::uint8_t {
  name,        // a word from a list; held as its index in the space's names of that leaf
  count,       // a whole number
  group_size,  // a whole number, or `channel`: a whole row, held as whole_row
  number,      // a number, fractions allowed
  flag,        // true or false, held as 1 or 0
  quantity,    // a number with a unit
};

/// The value of a group size of `channel`.
inline constexpr double whole_row = 0;
/// The same in tables of results, whose columns hold numbers or texts and never both: what GPTQ and AWQ write.
inline constexpr std::int64_t written_whole_row = -1;

struct LeafEntry {
  Leaf leaf;
  std::string_view path;  // "weights.group_size", below `design`
  LeafKind kind;
  Dimension dimension;
  Within within;
  std::string_view default_value;  // as in a file; empty: none, or it depends on other leaves and `meaning` says how
  std::string_view meaning;
  std::string_view only_for = {};  // the performance model that alone reads it; empty: not so
};

/// Whether every value is a whole number: of things, bytes or bits.
[[nodiscard]] constexpr bool is_whole(const LeafEntry& entry) {
  return entry.kind == LeafKind::count || entry.kind == LeafKind::group_size || entry.dimension == Dimension::storage ||
         entry.dimension == Dimension::width;
}

/// Every leaf, in the order of the enumeration.
[[nodiscard]] std::span<const LeafEntry> all_leaves();
[[nodiscard]] const LeafEntry& entry_of(Leaf leaf);
/// "pe" of "pe.kind"; empty where the leaf stands at the top of `design`.
[[nodiscard]] std::string_view section_of(Leaf leaf);
/// "kind" of "pe.kind".
[[nodiscard]] std::string_view key_of(Leaf leaf);
/// "weight_buffer_size_bytes": the path with dots as underscores, and the unit.
[[nodiscard]] std::string column_name(Leaf leaf);
/// Whether a design takes the leaf's default where only these performance models may be chosen.
[[nodiscard]] bool has_default(const LeafEntry& entry, std::span<const std::string> performance_models);

}  // namespace bitpareto
