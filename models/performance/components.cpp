// SPDX-License-Identifier: Apache-2.0
#include "models/performance/components.h"

namespace bitpareto::models {

PeCosts Components::pe(const DesignPoint& p) const {
  const std::optional<Pe>& listed = pes[p.name(Leaf::pe_kind)];
  if (listed) return listed->costs;
  return {.bit_serial = p[Leaf::pe_bit_serial] != 0,
          .dot_size = p[Leaf::pe_dot_size],
          .energy = Energy{p[Leaf::pe_energy]},
          .area = Area{p[Leaf::pe_area]}};
}

ArrayShape Components::array(const DesignPoint& p) const {
  return {.rows = p[Leaf::array_rows], .columns = p[Leaf::array_columns], .dot_size = pe(p).dot_size};
}

const DatatypeEntry* Components::weight_datatype(const DesignPoint& p) const {
  return p.has(Leaf::weights_datatype) ? weights[p.name(Leaf::weights_datatype)] : nullptr;
}

double Components::group_size(const DesignPoint& p) const {
  return p.has(Leaf::weights_group_size) ? p[Leaf::weights_group_size]
                                         : static_cast<double>(weight_datatype(p)->standard_group_size());
}

double Components::activation_bits(const DesignPoint& p) const {
  return p.has(Leaf::pe_activation_bits) ? p[Leaf::pe_activation_bits]
                                         : activations[p.name(Leaf::pe_activation)]->element_bits;
}

double Components::weight_bits(const DesignPoint& p, double depth) const {
  if (p.has(Leaf::weights_bits)) return p[Leaf::weights_bits];
  const DatatypeEntry& datatype = *weight_datatype(p);
  if (datatype.is_unquantised()) return datatype.element_bits;
  const double group = group_size(p);
  return datatype.element_bits + datatype.metadata.bits() / (group == whole_row ? depth : group);
}

double Components::kv_bits(const DesignPoint& p) const {
  return p.has(Leaf::kv_cache_bits) ? p[Leaf::kv_cache_bits] : kv_caches[p.name(Leaf::kv_cache_datatype)]->element_bits;
}

const Dram* Components::dram(const DesignPoint& p) const {
  if (!is_native(p) || !p.has(Leaf::dram_preset)) return nullptr;
  const std::optional<Dram>& preset = drams[p.name(Leaf::dram_preset)];
  return preset ? &*preset : nullptr;
}

const SramTable& Components::sram(const DesignPoint& p) const {
  const Technology& chosen = technology(p);
  if (!is_native(p)) return chosen.sram();
  const auto named = [&](const SramCell& cell) { return cell.name == cells[p.name(Leaf::cell)]; };
  const SramCell& cell = p.has(Leaf::cell) ? *std::ranges::find_if(chosen.cells, named) : chosen.cells.front();
  return p[Leaf::effects_sram_envelope] != 0 ? cell.envelope : cell.raw;
}

DesignPoint Components::resolved(DesignPoint p) const {
  if (!p.has(Leaf::pe_dot_size)) p[Leaf::pe_dot_size] = pe(p).dot_size;
  const DatatypeEntry* const datatype = weight_datatype(p);
  if (datatype != nullptr && !datatype->is_unquantised()) p[Leaf::weights_group_size] = group_size(p);
  const Dram* const preset = dram(p);
  const auto fill = [&](Leaf leaf, double value) {
    if (!p.has(leaf)) p[leaf] = value;
  };
  if (preset == nullptr) {
    fill(Leaf::dram_bus, bus_default_bits);
    fill(Leaf::dram_energy, bus_default_energy.base());
  } else {
    fill(Leaf::dram_data_rate, preset->data_rate.value);
    fill(Leaf::dram_width, preset->width.value);
    fill(Leaf::dram_channels, preset->channels.value);
    fill(Leaf::dram_efficiency, preset->efficiency.value);
    fill(Leaf::dram_energy, preset->energy.value);
    const DramCosts costs = dram_costs(preset, p, 0);
    fill(Leaf::dram_background_power, costs.background.base());
    fill(Leaf::dram_capacity, costs.capacity_bytes);
    fill(Leaf::dram_latency, preset->latency.value);
  }
  return p;
}

}  // namespace bitpareto::models
