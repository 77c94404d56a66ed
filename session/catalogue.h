// SPDX-License-Identifier: Apache-2.0
/// What a program knows besides its data files. What the command line lists, a space may name and an editor completes
/// is what stands here, so that a program with more than what ships adds it and passes the catalogue on.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/search/explorer.h"
#include "core/space_file/config_folder.h"
#include "core/space_file/space_file.h"
#include "models/design/vocabulary.h"

namespace bitpareto::session {

/// A plain value. Nothing adds itself to it, and there is none but those that are passed.
class Catalogue {
 public:
  /// What ships with bitpareto. Data files are where config_folder() finds them.
  Catalogue();
  /// The same with the data files of one folder and no other.
  explicit Catalogue(ConfigFolder configs);

  /// One explorer more, in order behind the others; what its name and its words point to must last.
  /// std::invalid_argument if it has no name, one that is taken, or nothing that makes it.
  void add(const ExplorerEntry& entry);
  /// One performance model more. The entry must last: designs know it by its address. std::invalid_argument if it has no
  /// name, one that is taken, no leaf that chooses it, or nothing that makes it.
  void add(const models::PerformanceModelEntry& entry);
  /// Data files are in `folder` where neither the environment nor the program's place says better: for a program that
  /// is not installed beside them.
  void look_in(std::filesystem::path folder) { otherwise_ = std::move(folder); }

  [[nodiscard]] std::span<const ExplorerEntry> explorers() const { return explorers_; }
  /// The entry of that name, or null; good while the catalogue is neither changed nor gone.
  [[nodiscard]] const ExplorerEntry* find_explorer(std::string_view name) const;

  [[nodiscard]] models::PerformanceModels performance_models() const { return models_; }
  /// Every metric: those of any design, then those that they bring.
  [[nodiscard]] std::vector<const MetricEntry*> metrics() const;
  /// The leaves of all of them.
  [[nodiscard]] LeafTable leaves() const { return models::known_leaves(models_); }

  /// The data files. Throws as config_folder() does.
  [[nodiscard]] ConfigFolder configs() const;

 private:
  std::vector<ExplorerEntry> explorers_;
  std::vector<const models::PerformanceModelEntry*> models_;
  std::optional<ConfigFolder> configs_;
  std::filesystem::path otherwise_;
};

/// The words of a design-space file, with the names of these data files.
[[nodiscard]] Vocabulary vocabulary(const Catalogue& catalogue, const ConfigFolder& configs);
/// The options of an explorer with their defaults.
[[nodiscard]] std::vector<OptionText> default_options(const ExplorerEntry& entry);

}  // namespace bitpareto::session
