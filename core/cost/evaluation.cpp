// SPDX-License-Identifier: Apache-2.0
#include "core/cost/evaluation.h"

#include <atomic>
#include <stdexcept>

namespace bitpareto {

namespace {
std::atomic<std::size_t> costs = cost_count;
}

std::size_t known_costs() { return costs; }

Cost new_cost() {
  const std::size_t number = costs++;
  if (number >= most_costs) {
    --costs;
    throw std::length_error{"too many costs of performance models"};
  }
  return static_cast<Cost>(number);
}

std::string_view column_name(Cost cost) {
  switch (cost) {
    case Cost::compute_cycles:
      return "compute_cycles";
    case Cost::total_cycles:
      return "total_cycles";
    case Cost::latency:
      return "latency_s";
    case Cost::energy_compute:
      return "energy_compute_j";
    case Cost::energy_sram_read:
      return "energy_sram_read_j";
    case Cost::energy_sram_write:
      return "energy_sram_write_j";
    case Cost::energy_dram:
      return "energy_dram_j";
    case Cost::energy_leakage:
      return "energy_leakage_j";
    case Cost::energy_vector:
      return "energy_vector_j";
    case Cost::energy:
      return "energy_j";
    case Cost::pe_array_area:
      return "pe_array_area_mm2";
    case Cost::weight_buffer_area:
      return "weight_buffer_area_mm2";
    case Cost::input_buffer_area:
      return "input_buffer_area_mm2";
    case Cost::encoder_area:
      return "encoder_area_mm2";
    case Cost::accumulator_area:
      return "accumulator_area_mm2";
    case Cost::vector_unit_area:
      return "vector_unit_area_mm2";
    case Cost::control_area:
      return "control_area_mm2";
    case Cost::dram_interface_area:
      return "dram_interface_area_mm2";
    case Cost::area:
      return "area_mm2";
    case Cost::weight_bytes:
      return "weight_bytes";
    case Cost::kv_cache_bytes:
      return "kv_cache_bytes";
    case Cost::dram_bytes:
      return "dram_bytes";
    case Cost::error:
      return "error";
    case Cost::perplexity:
      return "perplexity";
    case Cost::perplexity_error:
      return "perplexity_error";
    case Cost::perplexity_basis:
      return "perplexity_basis";
    case Cost::added_weight_bytes:
      return "added_weight_bytes";
    case Cost::peak_ops_per_s:
      return "peak_ops_per_s";
    case Cost::operations:
      return "operations";
    case Cost::peak_power:
      return "peak_power_w";
    case Cost::peak_power_onchip:
      return "peak_power_onchip_w";
  }
  return {};
}

Dimension dimension_of(Cost cost) {
  switch (cost) {
    case Cost::latency:
      return Dimension::time;
    case Cost::energy_compute:
    case Cost::energy_sram_read:
    case Cost::energy_sram_write:
    case Cost::energy_dram:
    case Cost::energy_leakage:
    case Cost::energy_vector:
    case Cost::energy:
      return Dimension::energy;
    case Cost::pe_array_area:
    case Cost::weight_buffer_area:
    case Cost::input_buffer_area:
    case Cost::encoder_area:
    case Cost::accumulator_area:
    case Cost::vector_unit_area:
    case Cost::control_area:
    case Cost::dram_interface_area:
    case Cost::area:
      return Dimension::area;
    case Cost::weight_bytes:
    case Cost::kv_cache_bytes:
    case Cost::dram_bytes:
    case Cost::added_weight_bytes:
      return Dimension::storage;
    case Cost::peak_power:
    case Cost::peak_power_onchip:
      return Dimension::power;
    case Cost::compute_cycles:
    case Cost::total_cycles:
    case Cost::error:
    case Cost::perplexity:
    case Cost::perplexity_error:
    case Cost::perplexity_basis:
    case Cost::peak_ops_per_s:
    case Cost::operations:
      return Dimension::none;
  }
  return Dimension::none;
}

std::string_view to_text(PerplexityBasis basis) {
  switch (basis) {
    case PerplexityBasis::measured:
      return "measured";
    case PerplexityBasis::interpolated:
      return "interpolated";
    case PerplexityBasis::extrapolated:
      return "extrapolated";
    case PerplexityBasis::transferred:
      return "transferred";
    case PerplexityBasis::gaussian:
      return "gaussian";
  }
  return {};
}

}  // namespace bitpareto
