// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/dram.h"

#include <algorithm>
#include <array>

#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"

namespace bitpareto::models {

namespace {

DramConstant constant(std::string_view what, Leaf leaf, Sourced Dram::*value) {
  const LeafEntry& entry = *leaf;
  return {key_of(leaf), what, leaf, entry.dimension, entry.within, value, is_whole(entry), entry.doubt};
}

}  // namespace

std::span<const DramConstant> dram_constants() {
  static const std::array constants{
      constant("data rate", leaf::dram_data_rate, &Dram::data_rate),
      constant("width of a channel", leaf::dram_width, &Dram::width),
      constant("channels", leaf::dram_channels, &Dram::channels),
      constant("efficiency", leaf::dram_efficiency, &Dram::efficiency),
      constant("energy", leaf::dram_energy, &Dram::energy),
      constant("background power", leaf::dram_background_power, &Dram::background_power),
      constant("capacity", leaf::dram_capacity, &Dram::capacity),
      constant("latency", leaf::dram_latency, &Dram::latency),
      DramConstant{
          "interface_area", "interface area", std::nullopt, Dimension::area, {0, 46'225}, &Dram::interface_area},
  };
  return constants;
}

namespace {

std::string name_of(const Dram& dram, const DramConstant& constant) { return format("dram {} {}", dram.name, constant.key); }

}  // namespace

void Dram::move_to(const Standpoint& from) {
  for (const DramConstant& c : dram_constants()) (this->*c.value).move_to(from, name_of(*this, c));
}

std::vector<NamedConstant> Dram::constants() const {
  std::vector<NamedConstant> list;
  for (const DramConstant& c : dram_constants()) list.push_back({name_of(*this, c), std::string{c.what}, c.dimension, this->*c.value});
  return list;
}

std::optional<Dram> read_dram(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto summary = map.required("summary");
  Dram dram;
  for (const DramConstant& c : dram_constants()) {
    if (auto sourced = read_sourced(map, {c.key, c.dimension, c.within, c.whole, c.doubt})) dram.*c.value = *std::move(sourced);
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
  const double clock = p[leaf::clock];
  if (preset == nullptr) {
    const double bus = given(leaf::dram_bus, bus_default_bits);
    return {.bits_per_cycle = 2 * bus,
            .whole_cycles = true,
            .energy = EnergyPerBit{given(leaf::dram_energy, bus_default_energy.base())},
            .background = {},
            .interface_area = {},
            .peak_bits_per_s = 2 * bus * clock};
  }
  // More channels are more of the same devices.
  const double channels = given(leaf::dram_channels, preset->channels.value);
  const double scale = channels / preset->channels.value;
  const double peak =
      given(leaf::dram_data_rate, preset->data_rate.value) * given(leaf::dram_width, preset->width.value) * channels;
  const double reached = peak * given(leaf::dram_efficiency, preset->efficiency.value);
  const double latency = given(leaf::dram_latency, preset->latency.value);
  const double hidden = held_bytes > 0 && latency > 0 ? 8 * held_bytes / latency : 0;
  return {.bits_per_cycle = (hidden > 0 ? std::min(reached, hidden) : reached) / clock,
          .energy = EnergyPerBit{given(leaf::dram_energy, preset->energy.value)},
          .background = Power{given(leaf::dram_background_power, preset->background_power.value * scale)},
          .capacity_bytes = given(leaf::dram_capacity, preset->capacity.value * scale),
          .interface_area = scale * Area{preset->interface_area.value},
          .peak_bits_per_s = peak,
          .latency_bits_per_s = hidden};
}

}  // namespace bitpareto::models
