// SPDX-License-Identifier: Apache-2.0
/// Everything that the program's data files name, loaded: for list and describe.
#pragma once

#include <vector>

#include "core/language_model.h"
#include "core/config_folder.h"
#include "models/dram.h"
#include "models/pe.h"
#include "models/technology.h"

namespace bitpareto::cli {

/// Each list is in the order of the names. A file that is wrong is a ConfigError: it ships with the program.
class Catalogues {
 public:
  Catalogues();
  [[nodiscard]] std::vector<models::Pe> pes() const;
  [[nodiscard]] std::vector<LanguageModel> workloads() const;
  [[nodiscard]] std::vector<models::Technology> technologies() const;
  [[nodiscard]] std::vector<models::Dram> drams() const;

 private:
  ConfigFolder configs_;
};

}  // namespace bitpareto::cli
