// SPDX-License-Identifier: Apache-2.0
#include "core/space_file/config_folder.h"

#include <algorithm>
#include <array>

#include "core/design/leaf_reader.h"

namespace bitpareto {

namespace {

namespace fs = std::filesystem;

/// Folders of design spaces, in the order in which a name is looked up.
constexpr std::array<std::string_view, 3> space_folders{"spaces", "questions", "reproduce"};

void add_names(std::vector<std::string>& names, const fs::path& folder, std::string_view extension) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
}

void sort_each_once(std::vector<std::string>& names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

std::vector<std::string> ConfigFolder::names(std::string_view folder, std::string_view extension) const {
  std::vector<std::string> list;
  for (const fs::path& root : {own_, root_}) {
    if (!root.empty()) add_names(list, root / folder, extension);
  }
  sort_each_once(list);
  return list;
}

fs::path ConfigFolder::file(std::string_view folder, std::string_view extension, const std::string& name,
                            const fs::path& base) const {
  if (is_path(name)) return base / name;
  const fs::path file = fs::path{folder} / (name + std::string{extension});
  std::error_code ignored;
  if (!own_.empty() && fs::exists(own_ / file, ignored)) return own_ / file;
  return root_ / file;
}

fs::path ConfigFolder::space(const std::string& name) const {
  std::error_code ignored;
  if (is_path(name) || fs::exists(name, ignored)) return name;
  for (const std::string_view folder : space_folders) {
    if (fs::path found = file(folder, ".yaml", name, {}); fs::exists(found, ignored)) return found;
  }
  return name;
}

std::vector<std::string> ConfigFolder::spaces() const {
  std::vector<std::string> list;
  for (const std::string_view folder : space_folders) {
    for (std::string& name : names(folder, ".yaml")) list.push_back(std::move(name));
  }
  sort_each_once(list);
  return list;
}

}  // namespace bitpareto
