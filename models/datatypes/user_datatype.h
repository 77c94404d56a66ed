// SPDX-License-Identifier: Apache-2.0
/// Datatypes that users describe in a file: a grid of values, or several of which each group takes one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/system/error.h"
#include "models/datatypes/datatype.h"

namespace bitpareto::models {

/// Owns what its entry refers to; stays where it is.
struct UserDatatype {
  std::string name, summary, source;
  std::string digest;  // of the file
  std::vector<std::vector<float>> values;
  std::vector<Grid> grids;
  DatatypeEntry entry;

  UserDatatype() = default;
  UserDatatype(const UserDatatype&) = delete;
  UserDatatype& operator=(const UserDatatype&) = delete;
};

/// Reads a datatype file (docs/design-space.md); null, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::unique_ptr<const UserDatatype> read_user_datatype(const std::string& name,
                                                                     const std::filesystem::path& path,
                                                                     Diagnostics& diagnostics);

}  // namespace bitpareto::models
