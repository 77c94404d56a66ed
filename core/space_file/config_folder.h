// SPDX-License-Identifier: Apache-2.0
/// The folder of data files that comes with the program (workloads, technologies, PEs, perplexities, spaces), and one of
/// the user's own with the same layout beside it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bitpareto {

class ConfigFolder {
 public:
  /// `own` may be empty; where both have a file of one name, the user's own is meant.
  /// `cache`: where what was computed is kept between runs; may be empty.
  explicit ConfigFolder(std::filesystem::path root, std::filesystem::path own = {}, std::filesystem::path cache = {})
      : root_{std::move(root)}, own_{std::move(own)}, cache_{std::move(cache)} {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] const std::filesystem::path& cache() const { return cache_; }
  /// "workloads", ".json" -> the names of the files there without their extension, sorted, each once; empty if there is
  /// no such folder.
  [[nodiscard]] std::vector<std::string> names(std::string_view folder, std::string_view extension) const;
  /// The file of a name, or the path itself where `name` is one (then relative to `base`). The file need not exist.
  [[nodiscard]] std::filesystem::path file(std::string_view folder, std::string_view extension, const std::string& name,
                                           const std::filesystem::path& base) const;
  /// The file of a design space: `name` as a path if there is such a file or it looks like one, otherwise the space of
  /// that name.
  [[nodiscard]] std::filesystem::path space(const std::string& name) const;
  /// The names of all spaces, sorted.
  [[nodiscard]] std::vector<std::string> spaces() const;

 private:
  std::filesystem::path root_, own_, cache_;
};

}  // namespace bitpareto
