// SPDX-License-Identifier: Apache-2.0
/// The folder of data files that comes with the program: workloads, technologies, PEs, perplexities.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bitpareto::models {

class ConfigFolder {
 public:
  explicit ConfigFolder(std::filesystem::path root) : root_{std::move(root)} {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  /// "workloads", ".json" -> the names of the files there without their extension, sorted; empty if there is no such
  /// folder.
  [[nodiscard]] std::vector<std::string> names(std::string_view folder, std::string_view extension) const;
  /// The file of a name, or the path itself where `name` is one (then relative to `base`).
  [[nodiscard]] std::filesystem::path file(std::string_view folder, std::string_view extension, const std::string& name,
                                           const std::filesystem::path& base) const;

 private:
  std::filesystem::path root_;
};

}  // namespace bitpareto::models
