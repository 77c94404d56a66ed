// SPDX-License-Identifier: Apache-2.0
/// The leaves of a design that say what the chip is: PEs, array, buffers and DRAM.
#pragma once

#include <array>
#include <string_view>

#include "core/design/leaf.h"
#include "models/datatypes/leaves.h"

namespace bitpareto::leaf {

namespace range {
// Ranges are physical: outside of them nothing has been built or could be, and inside no product of them leaves the
// range of a double (tests/models/design/leaf_range_test.cpp). Upper ends of counts are far above anything built and
// low enough that every product of them stays exact in a double (2^53).
inline constexpr Within array_side{1, 65'536};
inline constexpr Within buffer_size{1, 1024.0 * 1024 * 1024 * 1024};
// Assumed: nothing that multiplies matrices has a slower clock than the first stored-program computers (100 kHz and
// less), and superconducting logic ends near 100 GHz (Likharev and Semenov, IEEE Trans. Appl. Supercond. 1991).
inline constexpr Within clock_range{1e3, 1e11};
// From a hundredth of what erasing one bit costs at 300 K, 2.9e-21 J (Landauer, 1961), which reversible logic may
// undercut, to 1 mJ, assumed: a whole wafer takes 20 uJ per cycle (Cerebras WSE-2, 20 kW at 1 GHz).
inline constexpr Within pe_energy_range{1e-23, 1e-3};
// In mm2. From 1000 nm2, a twentieth of the smallest SRAM cell (0.021 um2: TSMC N3E, IEDM 2022), to the largest square
// of a wafer (46,225 mm2: Cerebras WSE-2).
inline constexpr Within pe_area_range{1e-9, 46'225};
// Up to 1 uJ/bit, assumed: flash takes nanojoules per bit, a network tens of them.
inline constexpr Within bit_energy_range{0, 1e-6};
// 1 kT/s to 1 TT/s, assumed: the fastest links have 224 GT/s (CEI-224G), memories 32 GT/s (GDDR7).
inline constexpr Within data_rate_range{1e3, 1e12};
// Assumed: a memory that reaches less than a thousandth of its bandwidth is not used as one.
inline constexpr Within efficiency_range{1e-3, 1};
// Up to 1 MW, assumed: a rack of memory takes less.
inline constexpr Within background_range{0, 1e6};
// Assumed, with room: 45 to 7 nm have 0.5 to 1.3 V. What a technology has, its file says.
inline constexpr Within voltage_range{0.05, 5};
// Up to 1 s, assumed: a disk takes 10 ms.
inline constexpr Within latency_range{0, 1};
}  // namespace range

namespace words {
/// CACTI's cell types; which of them a technology has, its table says.
inline constexpr std::array<std::string_view, 5> cells{"itrs-hp", "itrs-lop", "itrs-lstp", "lp-dram", "comm-dram"};
/// In the order of models::SupplyChoice::Kind.
inline constexpr std::array<std::string_view, 2> voltages{"nominal", "auto"};
/// In the order of models::AreaBasis.
inline constexpr std::array<std::string_view, 3> area_bases{"published", "core", "chip"};
/// In the order of models::Spread, and whatever is cheapest.
inline constexpr std::array<std::string_view, 5> mappings{"tokens", "outputs", "reduction", "instances", "best"};
}  // namespace words

inline constexpr LeafEntry technology{
    "technology",     LeafKind::name, Dimension::none, {}, "tsmc28", "a file under configs/technologies, or a path",
    LeafScope::design};
inline constexpr LeafEntry clock{"clock", LeafKind::quantity,  Dimension::frequency, range::clock_range,
                                 "1 GHz", "clock of the array"};
inline constexpr LeafEntry voltage{.path = "voltage",
                                   .kind = LeafKind::name,
                                   .default_value = "nominal",
                                   .meaning = "supply of logic and SRAM: nominal, auto (the lowest at which the clock is met) or one such as 0.7 V",
                                   .words = words::voltages,
                                   .words_noun = "a voltage (nominal, auto, or one such as 0.7 V)",
                                   .other = Dimension::voltage,
                                   .other_within = range::voltage_range};
inline constexpr LeafEntry cell{"cell",
                                LeafKind::name,
                                Dimension::none,
                                {},
                                "",
                                "SRAM cell of the buffers, as CACTI calls it, with the leakage that CACTI gives it; default: the technology's "
                                "own, with the leakage of chips",
                                LeafScope::workload,
                                {},
                                nullptr,
                                words::cells,
                                "an SRAM cell"};
inline constexpr LeafEntry area_basis{
    "area_basis",
    LeafKind::name,
    Dimension::none,
    {},
    "chip",
    "what the area includes: published (PE array and buffers), core (encoders, accumulators, vector unit, control and "
    "placement too), chip (DRAM controller and PHY too)",
    LeafScope::workload,
    {},
    nullptr,
    words::area_bases,
    "an area basis"};
inline constexpr LeafEntry pe_kind{
    "pe.kind", LeafKind::name, Dimension::none,
    {},        "bitmod",       "the processing element: one under configs/pes, or custom with its costs given here"};
inline constexpr LeafEntry pe_dot_size{"pe.dot_size",
                                       LeafKind::count,
                                       Dimension::none,
                                       {1, 1'024},
                                       "",
                                       "elements of the reduction that a PE takes per cycle; default: the kind's own"};
inline constexpr LeafEntry pe_terms_per_cycle{"pe.terms_per_cycle",
                                              LeafKind::count,
                                              Dimension::none,
                                              {1, 2},
                                              "",
                                              "terms (bits, of a PE that takes bits) of each weight that a bit-serial PE takes per cycle; default: "
                                              "the kind's own, 1"};
inline constexpr LeafEntry pe_activation{
    "pe.activation", LeafKind::name, Dimension::none, {}, "fp16", "datatype of the activations"};
inline constexpr LeafEntry pe_activation_bits{"pe.activation_bits",
                                              LeafKind::number,
                                              Dimension::none,
                                              range::stored_bits,
                                              "",
                                              "bits of an activation instead of what its datatype has"};
inline constexpr LeafEntry pe_supports{
    "pe.supports",
    LeafKind::set,
    Dimension::none,
    {},
    "used",
    "datatypes of weights, keys and values that the PE is built for, bitmod4+int8; used: those that the design's workloads use",
    LeafScope::design};
inline constexpr LeafEntry pe_bit_serial{
    "pe.bit_serial", LeafKind::flag, Dimension::none, {}, "", "whether a custom PE takes weights two bits per cycle"};
inline constexpr LeafEntry pe_energy = constant_leaf(
    "pe.energy", LeafKind::quantity, Dimension::energy, range::pe_energy_range, "", "energy of a custom PE per cycle, before placement and routing",
    Doubt::less_is_better);
inline constexpr LeafEntry pe_area = constant_leaf(
    "pe.area", LeafKind::quantity, Dimension::area, range::pe_area_range, "", "area of a custom PE",
    Doubt::less_is_better);
inline constexpr LeafEntry array_rows{"array.rows",
                                      LeafKind::count,
                                      Dimension::none,
                                      range::array_side,
                                      "",
                                      "PE rows: output channels side by side; required",
                                      LeafScope::workload,
                                      "a number, a list or a range"};
inline constexpr LeafEntry array_columns{"array.columns",
                                         LeafKind::count,
                                         Dimension::none,
                                         range::array_side,
                                         "",
                                         "PE columns: tokens side by side; required",
                                         LeafScope::workload,
                                         "a number, a list or a range"};
inline constexpr LeafEntry array_row_mapping{
    "array.row_mapping",
    LeafKind::name,
    Dimension::none,
    {},
    "best",
    "what PE rows take side by side: best (of each operation), tokens, outputs, reduction or instances (heads and "
    "sequences of attention); outputs: as published",
    LeafScope::workload,
    {},
    nullptr,
    words::mappings,
    "a mapping (best, tokens, outputs, reduction)"};
inline constexpr LeafEntry array_column_mapping{
    "array.column_mapping",
    LeafKind::name,
    Dimension::none,
    {},
    "best",
    "what PE columns take side by side: best (of each operation), tokens, outputs, reduction or instances (heads and "
    "sequences of attention); tokens: as published",
    LeafScope::workload,
    {},
    nullptr,
    words::mappings,
    "a mapping (best, tokens, outputs, reduction)"};
inline constexpr LeafEntry weight_buffer_size{
    "weight_buffer.size", LeafKind::quantity, Dimension::storage,
    range::buffer_size,   "512 KiB",          "SRAM for the stationary operand"};
inline constexpr LeafEntry weight_buffer_banks{
    "weight_buffer.banks", LeafKind::count, Dimension::none, {1, 1'024}, "8", "banks of the weight buffer"};
inline constexpr LeafEntry weight_buffer_port{"weight_buffer.port",
                                              LeafKind::quantity,
                                              Dimension::width,
                                              {1, 1'048'576},
                                              "",
                                              "bits per cycle that the array takes from the weight buffer; default: "
                                              "what it consumes if rows take outputs and columns take tokens"};
inline constexpr LeafEntry input_buffer_size{"input_buffer.size", LeafKind::quantity, Dimension::storage,
                                             range::buffer_size,  "512 KiB",          "SRAM for activations"};
inline constexpr LeafEntry input_buffer_banks{
    "input_buffer.banks", LeafKind::count, Dimension::none, {1, 1'024}, "8", "banks of the input buffer"};
inline constexpr LeafEntry input_buffer_port{"input_buffer.port",
                                             LeafKind::quantity,
                                             Dimension::width,
                                             {1, 1'048'576},
                                             "",
                                             "bits per cycle that the array takes from the input buffer; default: what "
                                             "it consumes if rows take outputs and columns take tokens"};
inline constexpr LeafEntry dram_preset{
    "dram.preset",     LeafKind::name,
    Dimension::none,   {},
    "lpddr5-6400-x32", "a file under configs/drams, a path, or bus: dram.bus at the clock of the array, as published"};
inline constexpr LeafEntry dram_bus{
    "dram.bus",
    LeafKind::quantity,
    Dimension::width,
    {1, 65'536},
    "",
    "width of the DRAM bus, two transfers per cycle of the array; default: 128 bit; of no use with a preset"};
inline constexpr LeafEntry dram_energy = constant_leaf(
    "dram.energy",
    LeafKind::quantity,
    Dimension::energy_per_bit,
    range::bit_energy_range,
    "",
    "energy of moving one bit to or from DRAM; default: the preset's, 18.75 pJ/bit without one",
    Doubt::less_is_better);
inline constexpr LeafEntry dram_data_rate{"dram.data_rate",
                                          LeafKind::quantity,
                                          Dimension::transfer_rate,
                                          range::data_rate_range,
                                          "",
                                          "transfers per second and pin; default: the preset's"};
inline constexpr LeafEntry dram_width{"dram.width",
                                      LeafKind::quantity,
                                      Dimension::width,
                                      {1, 65'536},
                                      "",
                                      "data pins of one channel; default: the preset's"};
inline constexpr LeafEntry dram_channels{
    "dram.channels",
    LeafKind::count,
    Dimension::none,
    {1, 1'024},
    "",
    "channels; default: the preset's. Background power, capacity and interface area of the preset grow with them"};
inline constexpr LeafEntry dram_efficiency = constant_leaf(
    "dram.efficiency",
    LeafKind::number,
    Dimension::none,
    range::efficiency_range,
    "",
    "share of the peak bandwidth that streams reach; default: the preset's",
    Doubt::more_is_better);
inline constexpr LeafEntry dram_background_power = constant_leaf(
    "dram.background_power",
    LeafKind::quantity,
    Dimension::power,
    range::background_range,
    "",
    "power of DRAM that moves nothing, of all channels; default: the preset's",
    Doubt::less_is_better);
inline constexpr LeafEntry dram_capacity{"dram.capacity",
                                         LeafKind::quantity,
                                         Dimension::storage,
                                         range::buffer_size,
                                         "",
                                         "bytes of all channels; default: the preset's"};
inline constexpr LeafEntry dram_latency = constant_leaf(
    "dram.latency",
    LeafKind::quantity,
    Dimension::time,
    range::latency_range,
    "",
    "time from a request to its data, which double buffering must cover; default: the preset's",
    Doubt::less_is_better);
inline constexpr LeafEntry effects_sram_envelope{
    "effects.sram_envelope",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "no bank is cheaper or faster than a smaller or narrower one; the table of macros as it is otherwise"};
inline constexpr LeafEntry effects_pe_components{
    "effects.pe_components",
    LeafKind::flag,
    Dimension::none,
    {},
    "true",
    "what a PE costs and how fast it is follows from its components where nothing is published; as published for all activations and "
    "clocks otherwise"};

}  // namespace bitpareto::leaf
