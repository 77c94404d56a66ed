// SPDX-License-Identifier: Apache-2.0
#include "cli/data_files.h"

#include "core/base/limits.h"
#include "core/system/file.h"

namespace bitpareto::cli {

namespace {

/// Reads every file of a folder with `read(name, path, diagnostics)`.
template <class T, class Read>
std::vector<T> all_of(const ConfigFolder& configs, std::string_view folder, std::string_view extension,
                      Read read) {
  std::vector<T> list;
  Diagnostics diagnostics;
  for (const std::string& name : configs.names(folder, extension)) {
    if (auto entry = read(name, configs.file(folder, extension, name, {}), diagnostics))
      list.push_back(*std::move(entry));
  }
  diagnostics.throw_if_errors();
  return list;
}

std::optional<LanguageModel> read_workload(const std::string& name, const std::filesystem::path& path,
                                           Diagnostics& diagnostics) {
  const auto file = std::make_shared<const std::string>(path.string());
  const Result<std::string> text = read_text(path, limits::config_bytes);
  if (!text) {
    diagnostics.error({file, 0, 0}, "", text.error());
    return std::nullopt;
  }
  return read_language_model(name, *text, file, diagnostics);
}

}  // namespace

std::vector<models::Pe> DataFiles::pes() const {
  return all_of<models::Pe>(configs_, "pes", ".yaml", models::read_pe);
}

std::vector<LanguageModel> DataFiles::workloads() const {
  return all_of<LanguageModel>(configs_, "workloads", ".json", read_workload);
}

std::vector<models::Technology> DataFiles::technologies() const {
  return all_of<models::Technology>(configs_, "technologies", ".yaml",
                                    [](const auto& name, const auto& path, Diagnostics& diagnostics) {
                                      return models::read_technology(name, path, diagnostics);
                                    });
}

std::vector<models::Dram> DataFiles::drams() const {
  return all_of<models::Dram>(configs_, "drams", ".yaml", models::read_dram);
}

}  // namespace bitpareto::cli
