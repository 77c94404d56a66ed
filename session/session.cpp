// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"

#include <algorithm>
#include <map>

#include "core/space_file/resolved_configuration.h"
#include "core/text/digest.h"

namespace bitpareto::session {

Node Session::configuration() const {
  std::map<std::string, std::string> paths;
  Node files = make::map();
  for (const models::OwnFile& file : loaded.own_files) {
    const std::string path = file.path.string();
    if (!file.name.empty()) paths.emplace(file.name, path);
    if (files.find(path) == nullptr) make::put(files, path, make::text(file.digest));
  }
  Node root = resolved_configuration(loaded.file, explorer->options(), paths);
  if (!files.entries.empty()) make::put(root, "files", std::move(files));
  return root;
}

std::string Session::hash() const { return hash_with(loaded.file.explorer_name, explorer->options(), loaded.file.store); }

std::string Session::hash_with(std::string_view explorer_name, const std::vector<OptionText>& options, Store store) const {
  SpaceFile file = loaded.file;
  file.explorer_name = explorer_name;
  file.store = store;
  // What a file of the user's own is called, and where it is, does not matter: it is known by its content.
  std::map<std::string, std::string> contents;
  for (const models::OwnFile& own : loaded.own_files) {
    if (!own.name.empty()) contents.emplace(own.name, "file " + own.digest);
  }
  std::string content = to_json(resolved_configuration(file, options, contents), false);
  for (const models::DataVersion& data : loaded.data_versions) {
    const bool is_own =
        std::ranges::find(loaded.own_files, data.digest, &models::OwnFile::digest) != loaded.own_files.end();
    content += "\n" + data.what + " " + (is_own ? "file" : data.name) + " " + data.digest;
  }
  return digest(content);
}

}  // namespace bitpareto::session
