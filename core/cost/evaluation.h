// SPDX-License-Identifier: Apache-2.0
/// What a design costs on one workload, and how sure that is.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/numbering.h"
#include "core/text/quantity.h"

namespace bitpareto {

/// The costs of one design on one workload. Decode: of one step, which makes `batch` tokens. NaN: there is no value.
enum class Cost : std::uint8_t {
  compute_cycles,  // the array's, were DRAM infinitely fast
  total_cycles,    // per operation the slower of array and DRAM
  latency,         // s
  energy_compute,  // J, all energies
  energy_sram_read,
  energy_sram_write,
  energy_dram,
  energy_leakage,
  energy_vector,
  energy,         // the six above
  pe_array_area,  // mm2, all areas
  weight_buffer_area,
  input_buffer_area,
  encoder_area,
  accumulator_area,
  vector_unit_area,
  control_area,  // and gaps between placed cells
  dram_interface_area,
  area,            // the eight above
  weight_bytes,    // stored weights with metadata
  kv_cache_bytes,  // stored keys and values at the last position
  dram_bytes,      // moved, both ways
  error,           // NMSE of the quantised weights
  perplexity,
  perplexity_error,  // one standard deviation
  perplexity_basis,  // a PerplexityBasis
  // Not printed by themselves; metrics are made of them.
  added_weight_bytes,  // those of weight_bytes that no earlier workload of the same model has stored already
  peak_ops_per_s,      // at the precision of the weights; 1 multiply-add = 2 operations
  operations,          // of matrix products that run
  peak_power,          // W, the highest average power of anything that runs as one piece
  peak_power_onchip,   // the same without DRAM
};
inline constexpr std::size_t cost_count = static_cast<std::size_t>(Cost::peak_power_onchip) + 1;
inline constexpr std::size_t printed_cost_count = static_cast<std::size_t>(Cost::perplexity_basis) + 1;

/// Besides these, models bring costs of their own, as metrics of their own (core/cost/metric.h): enumerators from
/// cost_count on.
inline constexpr std::size_t most_costs = cost_count + limits::own_costs;
/// The costs that the program knows by now, those included. Grows while models are made; a CostBlock has as many as there
/// were when it was.
[[nodiscard]] std::size_t known_costs();
/// The cost of a model's own that has this slot. std::length_error if there are more than most_costs.
[[nodiscard]] Cost numbered_cost(Numbering::Slot& slot);

/// Some of the costs.
class CostSet {
 public:
  [[nodiscard]] static constexpr CostSet all() { return CostSet{~std::uint64_t{0}}; }
  constexpr CostSet() = default;
  constexpr CostSet(std::initializer_list<Cost> costs) {
    for (const Cost cost : costs) insert(cost);
  }
  constexpr void insert(Cost cost) { bits_ |= bit(cost); }
  [[nodiscard]] constexpr bool contains(Cost cost) const { return (bits_ & bit(cost)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr CostSet without(CostSet other) const { return CostSet{bits_ & ~other.bits_}; }
  [[nodiscard]] friend constexpr CostSet operator&(CostSet a, CostSet b) { return CostSet{a.bits_ & b.bits_}; }
  [[nodiscard]] friend constexpr CostSet operator|(CostSet a, CostSet b) { return CostSet{a.bits_ | b.bits_}; }
  friend constexpr bool operator==(CostSet a, CostSet b) = default;

 private:
  explicit constexpr CostSet(std::uint64_t bits) : bits_{bits} {}
  [[nodiscard]] static constexpr std::uint64_t bit(Cost cost) { return std::uint64_t{1} << static_cast<unsigned>(cost); }
  std::uint64_t bits_ = 0;
};
static_assert(most_costs <= 64);

/// What a column of a cost is.
struct CostEntry {
  Cost cost;
  std::string_view column;
  Dimension dimension = Dimension::none;
};

/// In the order of the enumeration.
inline constexpr std::array<CostEntry, cost_count> cost_entries{{
    {Cost::compute_cycles, "compute_cycles"},
    {Cost::total_cycles, "total_cycles"},
    {Cost::latency, "latency_s", Dimension::time},
    {Cost::energy_compute, "energy_compute_j", Dimension::energy},
    {Cost::energy_sram_read, "energy_sram_read_j", Dimension::energy},
    {Cost::energy_sram_write, "energy_sram_write_j", Dimension::energy},
    {Cost::energy_dram, "energy_dram_j", Dimension::energy},
    {Cost::energy_leakage, "energy_leakage_j", Dimension::energy},
    {Cost::energy_vector, "energy_vector_j", Dimension::energy},
    {Cost::energy, "energy_j", Dimension::energy},
    {Cost::pe_array_area, "pe_array_area_mm2", Dimension::area},
    {Cost::weight_buffer_area, "weight_buffer_area_mm2", Dimension::area},
    {Cost::input_buffer_area, "input_buffer_area_mm2", Dimension::area},
    {Cost::encoder_area, "encoder_area_mm2", Dimension::area},
    {Cost::accumulator_area, "accumulator_area_mm2", Dimension::area},
    {Cost::vector_unit_area, "vector_unit_area_mm2", Dimension::area},
    {Cost::control_area, "control_area_mm2", Dimension::area},
    {Cost::dram_interface_area, "dram_interface_area_mm2", Dimension::area},
    {Cost::area, "area_mm2", Dimension::area},
    {Cost::weight_bytes, "weight_bytes", Dimension::storage},
    {Cost::kv_cache_bytes, "kv_cache_bytes", Dimension::storage},
    {Cost::dram_bytes, "dram_bytes", Dimension::storage},
    {Cost::error, "error"},
    {Cost::perplexity, "perplexity"},
    {Cost::perplexity_error, "perplexity_error"},
    {Cost::perplexity_basis, "perplexity_basis"},
    {Cost::added_weight_bytes, "added_weight_bytes", Dimension::storage},
    {Cost::peak_ops_per_s, "peak_ops_per_s"},
    {Cost::operations, "operations"},
    {Cost::peak_power, "peak_power_w", Dimension::power},
    {Cost::peak_power_onchip, "peak_power_onchip_w", Dimension::power},
}};
static_assert(std::ranges::all_of(cost_entries, [](const CostEntry& e) {
  return &e == &cost_entries[static_cast<std::size_t>(e.cost)];
}));
/// Requires a cost of these, not a model's own: that one is named by its metric.
[[nodiscard]] constexpr const CostEntry& entry_of(Cost cost) { return cost_entries[static_cast<std::size_t>(cost)]; }
/// The column of a cost: "energy_sram_read_j".
[[nodiscard]] constexpr std::string_view column_name(Cost cost) { return entry_of(cost).column; }

/// Where a perplexity comes from, from the surest on.
enum class PerplexityBasis : std::uint8_t {
  measured,      // a published or own number for exactly this
  interpolated,  // from the error, between or below measured ones
  extrapolated,  // from an error beyond what the law between error and perplexity is known for
  transferred,   // with the constant of the other protocol of the output head, or of whole rows
  gaussian,      // from the error of Gaussian weights: there are no statistics of this LLM's
};
[[nodiscard]] std::string_view to_text(PerplexityBasis basis);

/// The parts of an area.
inline constexpr std::array area_parts{Cost::pe_array_area, Cost::weight_buffer_area, Cost::input_buffer_area,
                                       Cost::encoder_area,  Cost::accumulator_area,   Cost::vector_unit_area,
                                       Cost::control_area,  Cost::dram_interface_area};
/// The parts of an energy.
inline constexpr std::array energy_parts{Cost::energy_compute, Cost::energy_sram_read, Cost::energy_sram_write,
                                         Cost::energy_dram,    Cost::energy_leakage,   Cost::energy_vector};

/// One design on one workload.
class Evaluation {
 public:
  Evaluation() { costs_.fill(std::numeric_limits<double>::quiet_NaN()); }
  double& operator[](Cost cost) { return costs_[static_cast<std::size_t>(cost)]; }
  double operator[](Cost cost) const { return costs_[static_cast<std::size_t>(cost)]; }

 private:
  std::array<double, most_costs> costs_;
};

}  // namespace bitpareto
