// SPDX-License-Identifier: Apache-2.0
#include "core/leaf.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace bitpareto {

namespace {

// Upper ends are far above anything built and low enough that every product of counts stays exact in a double (2^53).
constexpr Within array_side{1, 65'536};
constexpr Within stored_bits{1, 64};
constexpr Within buffer_size{1, 1024.0 * 1024 * 1024 * 1024};
constexpr Within positive{.least = 0, .above_least = true};

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
    {Leaf::clock, "clock", LeafKind::quantity, Dimension::frequency, positive, "1 GHz", "clock of the array"},
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
    {Leaf::pe_energy, "pe.energy", LeafKind::quantity, Dimension::energy, positive, "",
     "energy of a custom PE per cycle, before placement and routing"},
    {Leaf::pe_area, "pe.area", LeafKind::quantity, Dimension::area, positive, "", "area of a custom PE"},
    {Leaf::array_rows, "array.rows", LeafKind::count, Dimension::none, array_side, "",
     "PE rows: output channels side by side; required"},
    {Leaf::array_columns, "array.columns", LeafKind::count, Dimension::none, array_side, "",
     "PE columns: tokens side by side; required"},
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
    {Leaf::input_buffer_size, "input_buffer.size", LeafKind::quantity, Dimension::storage, buffer_size, "512 KiB",
     "SRAM for activations"},
    {Leaf::input_buffer_banks,
     "input_buffer.banks",
     LeafKind::count,
     Dimension::none,
     {1, 1'024},
     "8",
     "banks of the input buffer"},
    {Leaf::dram_bus,
     "dram.bus",
     LeafKind::quantity,
     Dimension::width,
     {1, 65'536},
     "128 bit",
     "width of the DRAM bus; two transfers per cycle"},
    {Leaf::dram_energy,
     "dram.energy",
     LeafKind::quantity,
     Dimension::energy_per_bit,
     {.least = 0},
     "18.75 pJ/bit",
     "energy of moving one bit to or from DRAM"},
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

std::string column_name(Leaf leaf) {
  const LeafEntry& entry = entry_of(leaf);
  std::string name{entry.path};
  std::ranges::replace(name, '.', '_');
  return name.append(column_suffix(entry.dimension));
}

}  // namespace bitpareto
