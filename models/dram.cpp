// SPDX-License-Identifier: Apache-2.0
#include "models/dram.h"

#include <algorithm>

#include "core/text/digest.h"
#include "core/yaml_reader.h"

namespace bitpareto::models {

std::optional<Dram> read_dram(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto summary = map.required("summary");
  Dram dram;
  const auto read = [&](Sourced& into, std::string_view key, Leaf limits, bool whole = false) {
    const LeafEntry& entry = entry_of(limits);
    if (auto sourced = read_sourced(map, {key, entry.dimension, entry.within, whole})) into = *std::move(sourced);
  };
  read(dram.data_rate, "data_rate", Leaf::dram_data_rate);
  read(dram.width, "width", Leaf::dram_width, true);
  read(dram.channels, "channels", Leaf::dram_channels, true);
  read(dram.efficiency, "efficiency", Leaf::dram_efficiency);
  read(dram.energy, "energy", Leaf::dram_energy);
  read(dram.background_power, "background_power", Leaf::dram_background_power);
  read(dram.capacity, "capacity", Leaf::dram_capacity, true);
  read(dram.latency, "latency", Leaf::dram_latency);
  if (auto area = read_sourced(map, {"interface_area", Dimension::area, {.least = 0}})) {
    dram.interface_area = *std::move(area);
  }
  map.finish();
  dram.name = name;
  dram.digest = digest(to_json(*root, false));
  if (summary) dram.summary = summary->text().value_or("");
  if (diagnostics.error_count() != errors_before) return std::nullopt;
  return dram;
}

DramCosts dram_costs(const Dram* preset, const DesignPoint& p, double held_bytes) {
  const auto given = [&](Leaf leaf, double otherwise) { return p.has(leaf) ? p[leaf] : otherwise; };
  const double clock = p[Leaf::clock];
  if (preset == nullptr) {
    const double bus = given(Leaf::dram_bus, bus_default_bits);
    return {.bits_per_cycle = 2 * bus,
            .whole_cycles = true,
            .energy = EnergyPerBit{given(Leaf::dram_energy, bus_default_energy.base())},
            .background = {},
            .interface_area = {},
            .peak_bits_per_s = 2 * bus * clock};
  }
  // More channels are more of the same devices.
  const double channels = given(Leaf::dram_channels, preset->channels.value);
  const double scale = channels / preset->channels.value;
  const double peak =
      given(Leaf::dram_data_rate, preset->data_rate.value) * given(Leaf::dram_width, preset->width.value) * channels;
  const double reached = peak * given(Leaf::dram_efficiency, preset->efficiency.value);
  const double latency = given(Leaf::dram_latency, preset->latency.value);
  const double hidden = held_bytes > 0 && latency > 0 ? 8 * held_bytes / latency : 0;
  return {.bits_per_cycle = (hidden > 0 ? std::min(reached, hidden) : reached) / clock,
          .energy = EnergyPerBit{given(Leaf::dram_energy, preset->energy.value)},
          .background = Power{given(Leaf::dram_background_power, preset->background_power.value * scale)},
          .capacity_bytes = given(Leaf::dram_capacity, preset->capacity.value * scale),
          .interface_area = scale * Area{preset->interface_area.value},
          .peak_bits_per_s = peak,
          .latency_bits_per_s = hidden};
}

}  // namespace bitpareto::models
