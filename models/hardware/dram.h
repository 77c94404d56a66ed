// SPDX-License-Identifier: Apache-2.0
/// DRAM in physical units: presets under configs/drams, and what a design makes of them.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/units.h"
#include "core/design/design_point.h"
#include "models/hardware/leaves.h"
#include "models/constants/sourced.h"

namespace bitpareto::models {

/// A preset. Background power, capacity and interface area are those of all its channels.
struct Dram {
  std::string name;
  std::string summary;
  std::string digest;  // of the file
  Sourced data_rate;   // transfers per second and pin
  Sourced width;       // data pins of a channel
  Sourced channels;
  Sourced efficiency;  // share of the peak bandwidth that streams reach
  Sourced energy;      // per bit moved
  Sourced background_power;
  Sourced capacity;
  Sourced latency;         // from a request to its data
  Sourced interface_area;  // of controller and PHY on the accelerator

  void move_to(const Standpoint& from);
  /// All constants in the order of the file.
  [[nodiscard]] std::vector<NamedConstant> constants() const;
  [[nodiscard]] double peak_bits_per_s() const { return data_rate.value * width.value * channels.value; }
};

/// A constant of a preset: its key in files, what people call it, and the leaf that overrides it.
struct DramConstant {
  std::string_view key;
  std::string_view what;
  std::optional<Leaf> leaf;
  Dimension dimension;
  Within within;
  Sourced Dram::*value;
  bool whole = false;
  Doubt doubt = Doubt::less_is_better;
};
[[nodiscard]] std::span<const DramConstant> dram_constants();

/// The preset that stands for the published model: a bus at the clock of the array.
inline constexpr std::string_view bus_dram = "bus";
/// Its width and energy unless a design gives them: 32 GB/s at 1 GHz, and 1200 pJ per 64 bits (Chen et al., HPCA 2025,
/// the authors' simulator: DDR4 by DRAMsim3).
inline constexpr double bus_default_bits = 128;
inline constexpr EnergyPerBit bus_default_energy{18.75e-12};

/// What DRAM does for a design.
struct DramCosts {
  double bits_per_cycle = 0;  // of the array's clock, those that streams reach
  bool whole_cycles = false;  // cycles are rounded down for each operation: equation (6)
  EnergyPerBit energy;
  Power background;
  double capacity_bytes = 0;  // 0: not limited
  Area interface_area;
  double peak_bits_per_s = 0;
  double latency_bits_per_s = 0;  // no more than this with what the buffers hold on its way; 0: not limited
};

/// Reads a preset; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<Dram> read_dram(const std::string& name, const std::filesystem::path& path,
                                            Diagnostics& diagnostics);

/// `preset` with the leaves of `p` that override it; null: the bus of the published model. `held_bytes` is what may be
/// on its way at a time (docs/native.md, equation (N8)); 0: latency is hidden.
[[nodiscard]] DramCosts dram_costs(const Dram* preset, const DesignPoint& p, double held_bytes);

}  // namespace bitpareto::models
