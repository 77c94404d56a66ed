// SPDX-License-Identifier: Apache-2.0
/// Everything that the program's data files name, loaded: for list and describe.
#pragma once

#include <vector>

#include "core/space_file/config_folder.h"
#include "core/workload/language_model.h"
#include "models/hardware/dram.h"
#include "models/hardware/pe.h"
#include "models/hardware/technology.h"

namespace bitpareto::cli {

/// Each list is in the order of the names. A file that is wrong is a ConfigError: it ships with the program.
class DataFiles {
 public:
  explicit DataFiles(ConfigFolder configs) : configs_{std::move(configs)} {}
  [[nodiscard]] std::vector<models::Pe> pes() const;
  [[nodiscard]] std::vector<LanguageModel> workloads() const;
  [[nodiscard]] std::vector<models::Technology> technologies() const;
  [[nodiscard]] std::vector<models::Dram> drams() const;

 private:
  ConfigFolder configs_;
};

}  // namespace bitpareto::cli
