// SPDX-License-Identifier: Apache-2.0
/// The technology of a chip: a file under configs/technologies and the tables that it names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "models/sram.h"

namespace bitpareto::models {

struct Technology {
  std::string name;
  std::string summary;
  std::string source;
  std::string digest;  // of the file and its tables
  SramTable sram;
};

/// Reads a technology file; nothing, with diagnostics, if anything in it or its tables is wrong.
[[nodiscard]] std::optional<Technology> read_technology(const std::string& name, const std::filesystem::path& path,
                                                        Diagnostics& diagnostics);

}  // namespace bitpareto::models
