// SPDX-License-Identifier: Apache-2.0
#include "models/performance/components.h"

namespace bitpareto::models {

namespace {

/// What the design says of it, if anything.
std::optional<double> terms_per_cycle(const DesignPoint& p) {
  return p.has(leaf::pe_terms_per_cycle) ? std::optional{p[leaf::pe_terms_per_cycle]} : std::nullopt;
}

}  // namespace

PeCosts Components::pe(const DesignPoint& p) const {
  const std::optional<Pe>& listed = pes[p.name(leaf::pe_kind)];
  if (listed) {
    PeCosts costs = listed->costs;
    if (p.has(leaf::pe_dot_size)) costs.dot_size = p[leaf::pe_dot_size];
    costs.terms_per_cycle = terms_per_cycle(p).value_or(costs.terms_per_cycle);
    return costs;
  }
  return {.bit_serial = p[leaf::pe_bit_serial] != 0,
          .dot_size = p[leaf::pe_dot_size],
          .terms_per_cycle = terms_per_cycle(p).value_or(1),
          .energy = Energy{p[leaf::pe_energy]},
          .area = Area{p[leaf::pe_area]}};
}

std::optional<Pe::Wanted> Components::wanted_pe(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const {
  const std::optional<NumberFormat> activation = number_format(*activations[p.name(leaf::pe_activation)]);
  if (!activation) return std::nullopt;
  const std::vector<const DatatypeEntry*>& given = supported[p.name(leaf::pe_supports)];
  const PeCosts plain = pe(p);
  return Pe::Wanted{plain.dot_size, plain.terms_per_cycle, *activation, given.empty() ? used : given};
}

std::variant<PeCosts, PeLimit> Components::built_pe(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const {
  const std::optional<Pe>& listed = pes[p.name(leaf::pe_kind)];
  const PeCosts plain = pe(p);
  if (!plain.bit_serial && plain.terms_per_cycle > 1) return PeLimit::terms;
  if (p[leaf::effects_pe_components] == 0) {
    if (listed && (plain.dot_size != listed->costs.dot_size || plain.terms_per_cycle != listed->costs.terms_per_cycle)) return PeLimit::unknown_costs;
    return plain;
  }
  const std::vector<const DatatypeEntry*>& given = supported[p.name(leaf::pe_supports)];
  const bool has_all = std::ranges::all_of(used, [&](const auto* datatype) { return std::ranges::find(given, datatype) != given.end(); });
  if (!given.empty() && !has_all) return PeLimit::datatypes;
  if (!listed || !listed->build) return plain;
  const std::optional<Pe::Wanted> wanted = wanted_pe(p, used);
  if (!wanted) return PeLimit::activations;
  return listed->costs_in(technology(p), *wanted);
}

bool Components::has_parts(const DesignPoint& p) const {
  const std::optional<Pe>& listed = pes[p.name(leaf::pe_kind)];
  return listed && listed->build && technology(p).silicon && p[leaf::effects_pe_components] != 0;
}

std::vector<PartCosts> Components::pe_parts(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const {
  if (!has_parts(p)) return {};
  return pes[p.name(leaf::pe_kind)]->parts_in(technology(p), wanted_pe(p, used).value());
}

std::vector<PartCosts> Components::encoder_parts(const DesignPoint& p, const std::vector<const DatatypeEntry*>& used) const {
  if (!has_parts(p)) return {};
  return pes[p.name(leaf::pe_kind)]->encoder_parts_in(technology(p), wanted_pe(p, used).value());
}

ArrayShape Components::array(const DesignPoint& p) const {
  return {.rows = p[leaf::array_rows], .columns = p[leaf::array_columns], .dot_size = pe(p).dot_size};
}

const DatatypeEntry* Components::weight_datatype(const DesignPoint& p) const {
  return p.has(leaf::weights_datatype) ? weights[p.name(leaf::weights_datatype)] : nullptr;
}

double Components::group_size(const DesignPoint& p) const {
  return p.has(leaf::weights_group_size) ? p[leaf::weights_group_size]
                                         : static_cast<double>(weight_datatype(p)->standard_group_size());
}

double Components::activation_bits(const DesignPoint& p) const {
  return p.has(leaf::pe_activation_bits) ? p[leaf::pe_activation_bits]
                                         : activations[p.name(leaf::pe_activation)]->element_bits;
}

double Components::weight_bits(const DesignPoint& p, double depth) const {
  if (p.has(leaf::weights_bits)) return p[leaf::weights_bits];
  const DatatypeEntry& datatype = *weight_datatype(p);
  return datatype.stored_bits(datatype.is_unquantised() ? whole_row : group_size(p), depth);
}

double Components::kv_bits(const DesignPoint& p) const {
  return p.has(leaf::kv_cache_bits) ? p[leaf::kv_cache_bits] : kv_caches[p.name(leaf::kv_cache_datatype)]->element_bits;
}

const Dram* Components::dram(const DesignPoint& p) const {
  if (!p.has(leaf::dram_preset) || !reads(p, leaf::dram_preset)) return nullptr;
  const std::optional<Dram>& preset = drams[p.name(leaf::dram_preset)];
  return preset ? &*preset : nullptr;
}

const SramTable& Components::sram(const DesignPoint& p) const {
  const Technology& chosen = technology(p);
  if (!reads(p, leaf::cell)) return chosen.sram();
  const auto named = [&](const SramCell& cell) { return cell.name == cells[p.name(leaf::cell)]; };
  const SramCell& cell = p.has(leaf::cell) ? *std::ranges::find_if(chosen.cells, named) : chosen.cells.front();
  return p[leaf::effects_sram_envelope] != 0 ? cell.envelope : cell.raw;
}

DesignPoint Components::resolved(DesignPoint p) const {
  if (!p.has(leaf::pe_dot_size) && reads(p, leaf::pe_dot_size)) p[leaf::pe_dot_size] = pe(p).dot_size;
  const DatatypeEntry* const datatype = weight_datatype(p);
  if (datatype != nullptr && !datatype->is_unquantised()) p[leaf::weights_group_size] = group_size(p);
  const Dram* const preset = dram(p);
  const auto fill = [&](Leaf leaf, double value) {
    if (!p.has(leaf)) p[leaf] = value;
  };
  if (!reads(p, leaf::dram_energy)) return p;
  if (preset == nullptr) {
    fill(leaf::dram_bus, bus_default_bits);
    fill(leaf::dram_energy, bus_default_energy.base());
  } else {
    fill(leaf::dram_data_rate, preset->data_rate.value);
    fill(leaf::dram_width, preset->width.value);
    fill(leaf::dram_channels, preset->channels.value);
    fill(leaf::dram_efficiency, preset->efficiency.value);
    fill(leaf::dram_energy, preset->energy.value);
    const DramCosts costs = dram_costs(preset, p, 0);
    fill(leaf::dram_background_power, costs.background.base());
    fill(leaf::dram_capacity, costs.capacity_bytes);
    fill(leaf::dram_latency, preset->latency.value);
  }
  return p;
}

}  // namespace bitpareto::models
