// SPDX-License-Identifier: Apache-2.0
#include "cli/space_session.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

#include "cli/config_location.h"
#include "core/document/set_edit.h"
#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "db/run_reader.h"
#include "explorers/catalogue.h"

namespace bitpareto::cli {

namespace {

/// Whether a file begins as SQLite's do (sqlite.org/fileformat.html, 1.3).
bool is_database(const std::filesystem::path& path) {
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;  // a pipe gives its bytes once
  std::array<char, magic.size()> start{};
  std::ifstream{path, std::ios::binary}.read(start.data(), start.size());
  return std::string_view{start.data(), start.size()} == magic;
}

/// The space of a stored run.
std::optional<Node> stored_space(const SpaceArguments& arguments, Diagnostics& diagnostics) {
  constexpr double most_seconds = 60;
  const db::RunSummary run = db::RunReader{arguments.file, most_seconds}.run(arguments.run);
  return read_yaml(run.configuration,
                   std::make_shared<const std::string>(format("{}, run {}", arguments.file, run.id)), diagnostics);
}

/// The explorer that the file configures; nothing after a complaint.
std::unique_ptr<Explorer> make_explorer(const SpaceFile& file, Diagnostics& diagnostics) {
  const ExplorerEntry* const entry = explorers::find(file.explorer_name);
  if (entry == nullptr || file.explorer.kind != Node::Kind::map) return {};  // complained of already
  MapReader options{file.explorer, "explorer", diagnostics};
  static_cast<void>(options.optional("name"));
  std::unique_ptr<Explorer> explorer = entry->make(options);
  options.finish();
  return explorer;
}

}  // namespace

Node SpaceSession::configuration() const {
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

std::string SpaceSession::hash() const {
  // What a file of the user's own is called, and where it is, does not matter: it is known by its content.
  std::map<std::string, std::string> contents;
  for (const models::OwnFile& file : loaded.own_files) {
    if (!file.name.empty()) contents.emplace(file.name, "file " + file.digest);
  }
  std::string content = to_json(resolved_configuration(loaded.file, explorer->options(), contents), false);
  for (const models::DataVersion& data : loaded.data_versions) {
    const bool is_own = std::ranges::find(loaded.own_files, data.digest, &models::OwnFile::digest) != loaded.own_files.end();
    content += "\n" + data.what + " " + (is_own ? "file" : data.name) + " " + data.digest;
  }
  return digest(content);
}

Vocabulary full_vocabulary(const ConfigFolder& configs) {
  Vocabulary words = models::vocabulary(configs);
  words.explorers = {"an explorer", explorers::names(), "bitpareto list explorers", false};
  return words;
}

SpaceSession open_space(const SpaceArguments& arguments, const SpaceNeeds& needs) {
  Diagnostics diagnostics;
  const ConfigFolder configs = config_folder();
  const std::string path = configs.space(arguments.file).string();
  if (!std::filesystem::exists(path) && !is_path(arguments.file)) {
    throw ConfigError{format("'{}' is neither a file nor the name of a space{}", arguments.file,
                             suggestion(arguments.file, configs.spaces()))};
  }
  const bool is_stored = is_database(path);
  if (arguments.run && !is_stored) {
    throw ConfigError{format("--run {}: {} is no results database, so it has no runs", *arguments.run, arguments.file)};
  }
  std::optional<Node> document = is_stored ? stored_space(arguments, diagnostics) : read_yaml_file(path, diagnostics);
  if (!document) throw ConfigError{diagnostics.in_file_order()};
  apply_settings(*document, arguments.settings, diagnostics);

  const Vocabulary words = full_vocabulary(configs);
  SpaceFile file = read_space_file(*document, path, words, diagnostics);
  const Place top = document->place;
  if (needs.objectives && document->kind == Node::Kind::map && document->find("objectives") == nullptr) {
    diagnostics.error(top, "objectives", "missing; a sweep needs at least one, such as [latency, energy]");
  }
  std::unique_ptr<Explorer> explorer = make_explorer(file, diagnostics);
  if (needs.explorer && explorer) {
    if (const std::string refusal = explorer->refusal(file.space()); !refusal.empty()) {
      diagnostics.error(file.design_place, "design", refusal);
    }
  }
  std::optional<models::LoadedSpace> loaded = models::load_space(std::move(file), configs, words, diagnostics);
  if (!loaded) throw ConfigError{diagnostics.in_file_order()};
  return {.loaded = *std::move(loaded), .explorer = std::move(explorer), .warnings = diagnostics.in_file_order()};
}

}  // namespace bitpareto::cli
