// SPDX-License-Identifier: Apache-2.0
/// Datatypes and group sizes as the command line names them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/space_file/config_folder.h"
#include "models/datatypes/user_datatype.h"

namespace bitpareto::cli {

/// Datatypes by name: of the catalogue, of configs/datatypes, or files of the user's own. No names: the whole catalogue
/// of those that have a quantiser. Throws a ConfigError for what is unknown or wrong.
class DatatypeChoices {
 public:
  DatatypeChoices(std::span<const std::string> names, const ConfigFolder& configs);
  [[nodiscard]] const std::vector<const models::DatatypeEntry*>& entries() const { return entries_; }

 private:
  std::vector<const models::DatatypeEntry*> entries_;
  std::vector<std::unique_ptr<const models::UserDatatype>> own_;
};

/// "64", "channel" -> 64, 0. Throws a ConfigError for anything else.
[[nodiscard]] std::vector<double> group_sizes(std::span<const std::string> texts);

}  // namespace bitpareto::cli
