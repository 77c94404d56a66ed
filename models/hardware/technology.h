// SPDX-License-Identifier: Apache-2.0
/// The technology of a chip: a file under configs/technologies and the tables that it names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/circuits/silicon.h"
#include "models/constants/sourced.h"
#include "models/hardware/sram.h"
#include "models/hardware/supply.h"

namespace bitpareto::models {

/// Logic besides the PEs: what only the native model counts. Energies are those of synthesis, before placement and
/// routing.
struct LogicCosts {
  Sourced encoder_area;           // of a term generator, per PE column
  Sourced encoder_energy;         // of one, per cycle
  Sourced accumulator_area;       // per PE row
  Sourced accumulation_energy;    // of adding two partial sums
  Sourced vector_lane_area;       // one operation per cycle
  Sourced vector_energy;          // per operation
  Sourced control_share;          // area of control over that of the logic it controls
  Sourced placement_utilisation;  // area of cells over that of the placed block
  Sourced clock_energy_share;     // of clock tree and control per cycle, over that of all PEs at work
};

/// What is known of SRAM besides its table.
struct SramConstants {
  std::optional<Sourced> leakage;  // W of 64 KiB of the technology's own cell; nothing: as in the table
  Sourced energy, area, delay;     // over those of the table
};
/// What `leakage` is of.
inline constexpr double leakage_bytes = 64.0 * 1024;

/// The SRAM of one cell type.
struct SramCell {
  std::string name;
  SramTable raw;
  SramTable envelope;
};

struct Technology {
  std::string name;
  std::string summary;
  std::string source;
  std::string digest;           // of the file and its tables
  std::vector<SramCell> cells;  // its own first, then those asked for that it has
  std::optional<LogicCosts> logic;
  std::optional<Silicon> silicon;  // of which PEs are made
  SramConstants sram_constants;
  std::optional<Supply> supply;

  void move_to(const Standpoint& from);
  /// All constants in the order of the file.
  [[nodiscard]] std::vector<NamedConstant> constants() const;
  /// The technology's own cell, as it is.
  [[nodiscard]] const SramTable& sram() const { return cells.front().raw; }
};

/// Reads a technology file, with the SRAM of its own cell and of `more_cells`; nothing, with diagnostics, if anything
/// in it or its tables is wrong.
[[nodiscard]] std::optional<Technology> read_technology(const std::string& name, const std::filesystem::path& path,
                                                        Diagnostics& diagnostics,
                                                        const std::vector<std::string>& more_cells = {});

}  // namespace bitpareto::models
