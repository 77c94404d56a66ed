// SPDX-License-Identifier: Apache-2.0
/// The tables under configs/accuracy, loaded.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/space_file/config_folder.h"
#include "models/accuracy/accuracy.h"

namespace bitpareto::models {

/// A file whose contents went into the results, and which version of it.
struct DataVersion {
  std::string what;  // "workload", "technology", "pe", "datatype", "perplexity", "errors", "statistics"
  std::string name;
  std::string digest;
};

/// A table from a file, noted in `versions` unless that is null.
[[nodiscard]] std::optional<CsvTable> load_data_table(const std::filesystem::path& path, std::string_view what,
                                                      Diagnostics& diagnostics, std::vector<DataVersion>* versions);

/// Adds the shipped perplexities, statistics, errors and free precisions to what `data` has already.
void load_shipped_accuracy(const ConfigFolder& configs, AccuracyData& data, Diagnostics& diagnostics,
                           std::vector<DataVersion>* versions);

}  // namespace bitpareto::models
