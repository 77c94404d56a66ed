// SPDX-License-Identifier: Apache-2.0
/// From what a design-space file says to a cost model: opens every file it names and checks what only the models know.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/problem/problem.h"
#include "core/space_file/config_folder.h"
#include "core/space_file/space_file.h"
#include "models/accuracy/accuracy_files.h"
#include "models/design/design_model.h"
#include "models/design/vocabulary.h"

namespace bitpareto::models {

/// A file of the user's own that a space names.
struct OwnFile {
  std::string name;  // as the space calls it
  std::filesystem::path path;
  std::string digest;
};

/// A space ready to be searched.
struct LoadedSpace {
  SpaceFile file;
  std::unique_ptr<DesignModel> model;
  std::vector<WorkloadUse> uses;
  std::vector<Objective> objectives;    // of the file, with every reference resolved to a number
  std::vector<Constraint> constraints;  // likewise
  std::vector<DataVersion> data_versions;  // of every file that was read, a baseline's too
  std::vector<OwnFile> own_files;
  std::shared_ptr<const LoadedSpace> baseline = {};  // of one design; null: there is none, or nothing refers to it

  /// The objectives with the baseline's metrics as they are from there.
  [[nodiscard]] std::vector<Objective> objectives_at(const Standpoint& from) const;
  /// The search problem; the model must stay where it is. Requires what the caller searches for: objectives may be
  /// empty.
  [[nodiscard]] Problem problem() const { return {*model, uses, objectives, constraints}; }
};

/// Loads what `file` refers to; `models`: those it may choose; `tables`: room for what is computed beforehand. Nothing, with a diagnostic for every mistake, if there is any; mistakes that reading
/// the file found already keep only those checks from being made that need what was wrong.
[[nodiscard]] std::optional<LoadedSpace> load_space(SpaceFile file, const ConfigFolder& configs,
                                                    const Vocabulary& vocabulary, Diagnostics& diagnostics,
                                                    PerformanceModels models = performance_models(), const TableLimits& tables = {});

/// The same from a file, after `settings` as --set has them: for what models compare themselves with. Everybody else opens a
/// space with its explorer (session/open.h).
[[nodiscard]] std::optional<LoadedSpace> load_space_file(const std::filesystem::path& path,
                                                         std::span<const std::string> settings,
                                                         const ConfigFolder& configs, const Vocabulary& vocabulary,
                                                         Diagnostics& diagnostics,
                                                         PerformanceModels models = performance_models());

}  // namespace bitpareto::models
