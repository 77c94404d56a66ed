// SPDX-License-Identifier: Apache-2.0
/// Design spaces for tests, from YAML in the test itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "session/open.h"

namespace bitpareto::test {

/// The repository's root and its configs.
[[nodiscard]] std::filesystem::path source_folder();
[[nodiscard]] ConfigFolder configs();
[[nodiscard]] Vocabulary words();
/// What ships, with those configs and nothing of the environment.
[[nodiscard]] session::Catalogue catalogue();

/// A space of 4.95e27 designs.
inline const std::string vast_yaml =
    "workloads: [{model: opt-125m, phase: decode, context: 8}]\n"
    "design: {performance_model: bitmod-2025-07, weights: {bits: 4},\n"
    "  array: {rows: {from: 1, to: 65536, step: 1}, columns: {from: 1, to: 65536, step: 1}},\n"
    "  weight_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 B}}, input_buffer: {size: {from: 1 B, to: 1 GiB, step: 1 B}}}\n"
    "objectives: [latency, area]\n";

/// The space that `yaml` describes; relative paths start at configs/. Throws ConfigError where it is wrong.
[[nodiscard]] session::Session open_text(const std::string& yaml, const session::OpenOptions& options = {});
/// The same without its explorer.
[[nodiscard]] models::LoadedSpace load(const std::string& yaml);
/// The same for a file below the root.
[[nodiscard]] models::LoadedSpace load_file(const std::string& path);
/// What is wrong with `yaml`, a line per diagnostic, warnings included.
[[nodiscard]] std::vector<std::string> complaints(const std::string& yaml);

/// The costs of one design on all workloads: [workload].
[[nodiscard]] std::vector<Evaluation> evaluate(const models::LoadedSpace& space, DesignIndex design = 0);
/// Why a design cannot exist, or has no perplexity; empty if nothing is wrong.
[[nodiscard]] std::string reason_against(const models::LoadedSpace& space, DesignIndex design = 0);
[[nodiscard]] std::string reason_without_perplexity(const models::LoadedSpace& space, DesignIndex design = 0);

/// A space of one design and one workload, evaluated.
struct LoadedOne {
  explicit LoadedOne(const std::string& yaml);
  Evaluation costs;
  std::string reason;  // why it cannot exist; empty if it can
};

/// A folder of its own for each object, gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Text files, whole.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace bitpareto::test
