// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace bitpareto {

namespace {

// Ranges are physical: outside of them nothing has been built or could be, and inside no product of them leaves the
// range of a double (tests/models/design/leaf_range_test.cpp). Upper ends of counts are far above anything built and low enough
// that every product of them stays exact in a double (2^53).
constexpr Within array_side{1, 65'536};
constexpr Within stored_bits{1, 64};
constexpr Within buffer_size{1, 1024.0 * 1024 * 1024 * 1024};
constexpr Within share{0, 1};
// Assumed: nothing that multiplies matrices has a slower clock than the first stored-program computers (100 kHz and
// less), and superconducting logic ends near 100 GHz (Likharev and Semenov, IEEE Trans. Appl. Supercond. 1991).
constexpr Within clock_range{1e3, 1e11};
// From a hundredth of what erasing one bit costs at 300 K, 2.9e-21 J (Landauer, 1961), which reversible logic may
// undercut, to 1 mJ, assumed: a whole wafer takes 20 uJ per cycle (Cerebras WSE-2, 20 kW at 1 GHz).
constexpr Within pe_energy_range{1e-23, 1e-3};
// In mm2. From 1000 nm2, a twentieth of the smallest SRAM cell (0.021 um2: TSMC N3E, IEDM 2022), to the largest square
// of a wafer (46,225 mm2: Cerebras WSE-2).
constexpr Within pe_area_range{1e-9, 46'225};
// Assumed: what takes longer than an hour is not done between two workloads.
constexpr Within reconfiguration_range{0, 3'600};
// Up to 1 uJ/bit, assumed: flash takes nanojoules per bit, a network tens of them.
constexpr Within bit_energy_range{0, 1e-6};
// 1 kT/s to 1 TT/s, assumed: the fastest links have 224 GT/s (CEI-224G), memories 32 GT/s (GDDR7).
constexpr Within data_rate_range{1e3, 1e12};
// Assumed: a memory that reaches less than a thousandth of its bandwidth is not used as one.
constexpr Within efficiency_range{1e-3, 1};
// Up to 1 MW, assumed: a rack of memory takes less.
constexpr Within background_range{0, 1e6};
// Up to 1 s, assumed: a disk takes 10 ms.
constexpr Within latency_range{0, 1};
constexpr std::string_view native = "native";

/// Something that the published models leave out and native knows: on unless said otherwise.
constexpr LeafEntry effect(Leaf leaf, std::string_view path, std::string_view meaning) {
  return {leaf, path, LeafKind::flag, Dimension::none, {}, "true", meaning, native};
}

constexpr std::array<LeafEntry, leaf_count> leaves{{
    {Leaf::performance_model,
     "performance_model",
     LeafKind::name,
     Dimension::none,
     {},
     "",
     "the model that computes time, energy and area; required"},
    {Leaf::technology,
     "technology",
     LeafKind::name,
     Dimension::none,
     {},
     "tsmc28",
     "a file under configs/technologies, or a path"},
    {Leaf::clock, "clock", LeafKind::quantity, Dimension::frequency, clock_range, "1 GHz", "clock of the array"},
    {Leaf::cell,
     "cell",
     LeafKind::name,
     Dimension::none,
     {},
     "",
     "SRAM cell of the buffers, as CACTI calls it; default: the technology's own",
     native},
    {Leaf::area_basis,
     "area_basis",
     LeafKind::name,
     Dimension::none,
     {},
     "chip",
     "what the area includes: published (PE array and buffers), core (encoders, accumulators, vector unit, control and "
     "placement too), chip (DRAM controller and PHY too)",
     native},
    {Leaf::pe_kind,
     "pe.kind",
     LeafKind::name,
     Dimension::none,
     {},
     "bitmod",
     "the processing element: one under configs/pes, or custom with its costs given here"},
    {Leaf::pe_dot_size,
     "pe.dot_size",
     LeafKind::count,
     Dimension::none,
     {1, 1'024},
     "",
     "elements of the reduction that a PE takes per cycle; default: the kind's own"},
    {Leaf::pe_activation, "pe.activation", LeafKind::name, Dimension::none, {}, "fp16", "datatype of the activations"},
    {Leaf::pe_activation_bits, "pe.activation_bits", LeafKind::number, Dimension::none, stored_bits, "",
     "bits of an activation instead of what its datatype has"},
    {Leaf::pe_bit_serial,
     "pe.bit_serial",
     LeafKind::flag,
     Dimension::none,
     {},
     "",
     "whether a custom PE takes weights two bits per cycle"},
    {Leaf::pe_energy, "pe.energy", LeafKind::quantity, Dimension::energy, pe_energy_range, "",
     "energy of a custom PE per cycle, before placement and routing"},
    {Leaf::pe_area, "pe.area", LeafKind::quantity, Dimension::area, pe_area_range, "", "area of a custom PE"},
    {Leaf::pe_idle_share, "pe.idle_share", LeafKind::number, Dimension::none, share, "0.05",
     "energy of a PE without work in a cycle in which others have some, as a share of a working one's; 1: as published",
     native},
    {Leaf::pe_stall_share, "pe.stall_share", LeafKind::number, Dimension::none, share, "0.05",
     "energy of a PE in a cycle in which the array waits, as a share of a working one's; 0: as published", native},
    {Leaf::array_rows, "array.rows", LeafKind::count, Dimension::none, array_side, "",
     "PE rows: output channels side by side; required"},
    {Leaf::array_columns, "array.columns", LeafKind::count, Dimension::none, array_side, "",
     "PE columns: tokens side by side; required"},
    {Leaf::array_row_mapping,
     "array.row_mapping",
     LeafKind::name,
     Dimension::none,
     {},
     "best",
     "what PE rows take side by side: best (of each operation), tokens, outputs, reduction or instances (heads and "
     "sequences of attention); outputs: as published",
     native},
    {Leaf::array_column_mapping,
     "array.column_mapping",
     LeafKind::name,
     Dimension::none,
     {},
     "best",
     "what PE columns take side by side: best (of each operation), tokens, outputs, reduction or instances (heads and "
     "sequences of attention); tokens: as published",
     native},
    {Leaf::array_reconfiguration,
     "array.reconfiguration",
     LeafKind::quantity,
     Dimension::time,
     reconfiguration_range,
     "1 us",
     "time to give the array another shape, once in each workload whose shape is not that of the first",
     native},
    {Leaf::weights_datatype,
     "weights.datatype",
     LeafKind::name,
     Dimension::none,
     {},
     "",
     "datatype of the weights; may be left out if weights.bits is given"},
    {Leaf::weights_group_size,
     "weights.group_size",
     LeafKind::group_size,
     Dimension::none,
     {1, 1'048'576},
     "",
     "weights that share a scale, or channel: a whole row; default: 128, a block format's own block"},
    {Leaf::weights_bits, "weights.bits", LeafKind::number, Dimension::none, stored_bits, "",
     "stored bits of a weight instead of what the datatype and group size give"},
    {Leaf::kv_cache_datatype,
     "kv_cache.datatype",
     LeafKind::name,
     Dimension::none,
     {},
     "fp16",
     "datatype of keys and values"},
    {Leaf::kv_cache_bits, "kv_cache.bits", LeafKind::number, Dimension::none, stored_bits, "",
     "stored bits of a key or value instead of what the datatype has"},
    {Leaf::weight_buffer_size, "weight_buffer.size", LeafKind::quantity, Dimension::storage, buffer_size, "512 KiB",
     "SRAM for the stationary operand"},
    {Leaf::weight_buffer_banks,
     "weight_buffer.banks",
     LeafKind::count,
     Dimension::none,
     {1, 1'024},
     "8",
     "banks of the weight buffer"},
    {Leaf::weight_buffer_port,
     "weight_buffer.port",
     LeafKind::quantity,
     Dimension::width,
     {1, 1'048'576},
     "",
     "bits per cycle that the array takes from the weight buffer; default: what it consumes if rows take outputs and "
     "columns "
     "take tokens",
     native},
    {Leaf::input_buffer_size, "input_buffer.size", LeafKind::quantity, Dimension::storage, buffer_size, "512 KiB",
     "SRAM for activations"},
    {Leaf::input_buffer_banks,
     "input_buffer.banks",
     LeafKind::count,
     Dimension::none,
     {1, 1'024},
     "8",
     "banks of the input buffer"},
    {Leaf::input_buffer_port,
     "input_buffer.port",
     LeafKind::quantity,
     Dimension::width,
     {1, 1'048'576},
     "",
     "bits per cycle that the array takes from the input buffer; default: what it consumes if rows take outputs and "
     "columns "
     "take tokens",
     native},
    {Leaf::vector_unit_lanes,
     "vector_unit.lanes",
     LeafKind::count,
     Dimension::none,
     {0, 65'536},
     "32",
     "operations per cycle of the vector unit, for softmax, normalisation, rotary embedding and activation functions; "
     "0: "
     "they are free, as published",
     native},
    {Leaf::dram_preset,
     "dram.preset",
     LeafKind::name,
     Dimension::none,
     {},
     "lpddr5-6400-x32",
     "a file under configs/drams, a path, or bus: dram.bus at the clock of the array, as published",
     native},
    {Leaf::dram_bus,
     "dram.bus",
     LeafKind::quantity,
     Dimension::width,
     {1, 65'536},
     "",
     "width of the DRAM bus, two transfers per cycle of the array; default: 128 bit; of no use with a preset"},
    {Leaf::dram_energy,
     "dram.energy",
     LeafKind::quantity,
     Dimension::energy_per_bit,
     bit_energy_range,
     "",
     "energy of moving one bit to or from DRAM; default: the preset's, 18.75 pJ/bit without one"},
    {Leaf::dram_data_rate, "dram.data_rate", LeafKind::quantity, Dimension::transfer_rate, data_rate_range, "",
     "transfers per second and pin; default: the preset's", native},
    {Leaf::dram_width,
     "dram.width",
     LeafKind::quantity,
     Dimension::width,
     {1, 65'536},
     "",
     "data pins of one channel; default: the preset's",
     native},
    {Leaf::dram_channels,
     "dram.channels",
     LeafKind::count,
     Dimension::none,
     {1, 1'024},
     "",
     "channels; default: the preset's. Background power, capacity and interface area of the preset grow with them",
     native},
    {Leaf::dram_efficiency,
     "dram.efficiency",
     LeafKind::number,
     Dimension::none,
     efficiency_range,
     "",
     "share of the peak bandwidth that streams reach; default: the preset's",
     native},
    {Leaf::dram_background_power,
     "dram.background_power",
     LeafKind::quantity,
     Dimension::power,
     background_range,
     "",
     "power of DRAM that moves nothing, of all channels; default: the preset's",
     native},
    {Leaf::dram_capacity, "dram.capacity", LeafKind::quantity, Dimension::storage, buffer_size, "",
     "bytes of all channels; default: the preset's", native},
    {Leaf::dram_latency,
     "dram.latency",
     LeafKind::quantity,
     Dimension::time,
     latency_range,
     "",
     "time from a request to its data, which double buffering must cover; default: the preset's",
     native},
    effect(Leaf::effects_terms, "effects.terms", "a bit-serial PE takes as many cycles as the datatype has terms"),
    effect(Leaf::effects_dequantiser, "effects.dequantiser",
           "groups end in the PE: the last slice of one may be part empty, and its scale takes a cycle per bit"),
    effect(Leaf::effects_encoder, "effects.encoder", "term generators of bit-serial PEs take energy"),
    effect(Leaf::effects_whole_bytes, "effects.whole_bytes",
           "rows of weights and head vectors of the KV cache take whole bytes, their metadata included"),
    effect(Leaf::effects_kv_writes, "effects.kv_writes",
           "keys and values are written at the precision of the KV cache"),
    effect(Leaf::effects_positions, "effects.positions",
           "decode of n tokens costs the mean over positions context ... context + n - 1"),
    effect(Leaf::effects_joined_batch, "effects.joined_batch",
           "the sequences of a batched prefill are one matrix of all their tokens in linear layers"),
    effect(Leaf::effects_side_by_side, "effects.side_by_side",
           "heads and sequences of attention may run side by side on rows or columns"),
    effect(Leaf::effects_sliding_window, "effects.sliding_window",
           "layers with a sliding window attend to it alone, and keep no more in the KV cache"),
    effect(Leaf::effects_fused_attention, "effects.fused_attention",
           "scores never travel, if the input buffer holds what one query needs and that moves less"),
    effect(Leaf::effects_softmax_overlap, "effects.softmax_overlap",
           "in fused attention the vector unit works on one block of scores while the array multiplies others"),
    effect(Leaf::effects_kept_activations, "effects.kept_activations",
           "activations stay in the input buffer between operations while all that are needed fit"),
    effect(Leaf::effects_kept_weights, "effects.kept_weights",
           "weights stay in the weight buffer if all of them fit beside the keys that attention works on"),
    effect(Leaf::effects_causal, "effects.causal", "prefill attends to earlier positions only"),
    effect(Leaf::effects_last_logits, "effects.last_logits", "prefill computes logits for its last token only"),
    effect(Leaf::effects_tiling, "effects.tiling",
           "each operation takes the order and tiles that move the least; the published rule otherwise"),
    effect(Leaf::effects_double_buffering, "effects.double_buffering",
           "tiles fill half of a buffer while the other half is loaded, which must cover the latency of DRAM"),
    effect(Leaf::effects_partial_reads, "effects.partial_reads", "buffers read only what working PEs need"),
    effect(Leaf::effects_leakage, "effects.leakage", "buffers leak for as long as a workload runs"),
    effect(Leaf::effects_sram_envelope, "effects.sram_envelope",
           "no bank is cheaper or faster than a smaller or narrower one; the table of macros as it is otherwise"),
    effect(Leaf::effects_sram_cycle_time, "effects.sram_cycle_time",
           "a clock faster than a bank's cycle time is impossible"),
    effect(Leaf::effects_narrow_ports, "effects.narrow_ports",
           "a bank whose share of the port is narrower than any macro of its size takes the narrowest; impossible "
           "otherwise"),
    effect(Leaf::effects_capacity, "effects.capacity", "weights and KV cache must fit into DRAM"),
    effect(Leaf::effects_one_chip, "effects.one_chip",
           "workloads share PEs, ports and buffers, as large as the largest of them; each has a chip otherwise"),
}};

static_assert(std::ranges::all_of(leaves,
                                  [](const LeafEntry& e) { return &e == &leaves[static_cast<std::size_t>(e.leaf)]; }),
              "the table stands in the order of the enumeration");

}  // namespace

std::span<const LeafEntry> all_leaves() { return leaves; }

const LeafEntry& entry_of(Leaf leaf) { return leaves[static_cast<std::size_t>(leaf)]; }

std::string_view section_of(Leaf leaf) {
  const std::string_view path = entry_of(leaf).path;
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view key_of(Leaf leaf) {
  const std::string_view path = entry_of(leaf).path;
  return path.substr(path.find('.') + 1);  // npos + 1 is 0
}

bool has_default(const LeafEntry& entry, std::span<const std::string> performance_models) {
  return !entry.default_value.empty() &&
         (entry.only_for.empty() || std::ranges::find(performance_models, entry.only_for) != performance_models.end());
}

std::string column_name(Leaf leaf) {
  const LeafEntry& entry = entry_of(leaf);
  std::string name{entry.path};
  std::ranges::replace(name, '.', '_');
  return name.append(column_suffix(entry.dimension));
}

}  // namespace bitpareto
