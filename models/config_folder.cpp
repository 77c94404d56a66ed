// SPDX-License-Identifier: Apache-2.0
#include "models/config_folder.h"

#include <algorithm>

#include "core/leaf_reader.h"

namespace bitpareto::models {

std::vector<std::string> ConfigFolder::names(std::string_view folder, std::string_view extension) const {
  std::vector<std::string> list;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{root_ / folder, error}) {
    if (entry.path().extension() == extension) list.push_back(entry.path().stem().string());
  }
  std::ranges::sort(list);
  return list;
}

std::filesystem::path ConfigFolder::file(std::string_view folder, std::string_view extension, const std::string& name,
                                         const std::filesystem::path& base) const {
  if (is_path(name)) return base / name;
  return root_ / folder / (name + std::string{extension});
}

}  // namespace bitpareto::models
