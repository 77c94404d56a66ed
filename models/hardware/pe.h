// SPDX-License-Identifier: Apache-2.0
/// Processing elements: files under configs/pes.
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/units.h"
#include "core/system/error.h"
#include "models/circuits/pe_kind.h"
#include "models/datatypes/datatype.h"
#include "models/hardware/technology.h"

namespace bitpareto::models {

/// What a PE does per cycle and costs.
struct PeCosts {
  bool bit_serial = false;  // takes weights two bits per cycle
  double dot_size = 1;      // elements of the reduction per cycle
  Energy energy;            // per cycle, before placement and routing
  Area area;
  Time cycle;                    // the shortest; 0: not known
  const PeKind* kind = nullptr;  // of which it is; null: not known
  double skipped = 0;            // share of the bits or bit columns of weights that take no cycle
};

/// A PE from its components: what costs it has in a technology follows.
struct PeBuild {
  const PeKind* kind = nullptr;
  PeShape shape;  // with the file's dot size and activation
};

struct Pe {
  std::string name;
  std::string summary;
  std::string source;
  std::string digest;  // of the file
  PeCosts costs;       // as published: of `technology`, at the shape of `build`; 0 if nothing is
  std::string technology;
  std::optional<PeBuild> build;
  std::vector<std::string> families;  // of datatypes whose weights it multiplies; empty: any

  /// What it costs with another dot size and activation: as published where it is that PE, otherwise by its components. Nothing if it
  /// has none, or the technology knows none.
  [[nodiscard]] std::optional<PeCosts> costs_in(const Technology& in, double dot_size, const NumberFormat& activation) const;
  /// Its components in a technology that knows them; requires a build.
  [[nodiscard]] std::vector<PartCosts> parts_in(const Technology& in, double dot_size, const NumberFormat& activation) const;
  [[nodiscard]] bool runs(const DatatypeEntry& datatype) const {
    return families.empty() || std::ranges::find(families, datatype.family) != families.end();
  }
};

/// How circuits see a datatype of activations; nothing if none takes it.
[[nodiscard]] std::optional<NumberFormat> number_format(const DatatypeEntry& datatype);

/// The kind whose costs the design itself gives.
inline constexpr std::string_view custom_pe = "custom";

/// Reads a PE file; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<Pe> read_pe(const std::string& name, const std::filesystem::path& path,
                                        Diagnostics& diagnostics);

}  // namespace bitpareto::models
