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
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

/// What a PE does per cycle and costs.
struct PeCosts {
  bool bit_serial = false;  // takes weights two bits per cycle
  double dot_size = 1;      // elements of the reduction per cycle
  Energy energy;            // per cycle, before placement and routing
  Area area;
};

struct Pe {
  std::string name;
  std::string summary;
  std::string source;
  std::string digest;  // of the file
  PeCosts costs;
  std::vector<std::string> families;  // of datatypes whose weights it multiplies; empty: any

  [[nodiscard]] bool runs(const DatatypeEntry& datatype) const {
    return families.empty() || std::ranges::find(families, datatype.family) != families.end();
  }
};

/// The kind whose costs the design itself gives.
inline constexpr std::string_view custom_pe = "custom";

/// Reads a PE file; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<Pe> read_pe(const std::string& name, const std::filesystem::path& path,
                                        Diagnostics& diagnostics);

}  // namespace bitpareto::models
