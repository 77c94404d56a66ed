// SPDX-License-Identifier: Apache-2.0
#include "session/open.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>

#include "core/document/set_edit.h"
#include "core/document/yaml_reader.h"
#include "core/text/format.h"
#include "core/text/suggestion.h"
#include "db/run_reader.h"

namespace bitpareto::session {

bool is_database(const std::filesystem::path& path) {
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;  // a pipe gives its bytes once
  std::array<char, magic.size()> start{};
  std::ifstream{path, std::ios::binary}.read(start.data(), start.size());
  return std::string_view{start.data(), start.size()} == magic;
}

namespace {

/// The space of a stored run.
std::optional<Node> stored_space(const std::string& database, std::optional<std::int64_t> id,
                                 Diagnostics& diagnostics) {
  constexpr double most_seconds = 60;
  const db::RunSummary run = db::RunReader{database, most_seconds}.run(id);
  return read_yaml(run.configuration, std::make_shared<const std::string>(format("{}, run {}", database, run.id)),
                   diagnostics);
}

/// What the steps of opening share.
class Opening {
 public:
  Opening(const Catalogue& catalogue, const OpenOptions& options)
      : catalogue_{&catalogue}, options_{&options}, configs_{catalogue.configs()} {}

  /// Where `space` is, by name or path.
  [[nodiscard]] std::string locate(const std::string& space) const {
    std::string path = configs_.space(space).string();
    if (!std::filesystem::exists(path) && !is_path(space)) {
      throw ConfigError{
          format("'{}' is neither a file nor the name of a space{}", space, suggestion(space, configs_.spaces()))};
    }
    return path;
  }

  Diagnostics& diagnostics() { return diagnostics_; }

  /// `path`: where relative paths start, and what the space is called that has no name.
  Session open(std::optional<Node> document, const std::string& path) {
    if (!document) throw ConfigError{diagnostics_.in_file_order()};
    apply_settings(*document, options_->settings, diagnostics_);
    const Vocabulary words = vocabulary(*catalogue_, configs_);
    SpaceFile file = read_space_file(*document, path, words, diagnostics_);
    if (options_->needs_objectives && document->kind == Node::Kind::map && !file.has_objectives) {
      diagnostics_.error(document->place, "objectives",
                         "missing; a sweep needs at least one, such as [latency, energy]");
    }
    const ExplorerEntry* const entry = catalogue_->find_explorer(file.explorer_name);
    std::unique_ptr<Explorer> explorer = make_explorer(entry, file);
    if (options_->needs_explorer && explorer) {
      if (const std::string refusal = explorer->refusal(file.space()); !refusal.empty()) {
        diagnostics_.error(file.design_place, "design", refusal);
      }
    }
    TableLimits tables{.bytes = options_->memory, .evaluations = 0, .answer_bytes = options_->memory / 2, .threads = options_->threads};
    bool in_parts = options_->in_parts;
    if (options_->needs_explorer && explorer && !diagnostics_.has_errors()) {
      // Of one that only time ends nobody knows how much it will use.
      const double evaluations = explorer->evaluations(file.space());
      tables.evaluations = std::isfinite(evaluations) ? evaluations : 0;
      // Branch and bound asks for parts of the space, each with tables of its own.
      in_parts = in_parts || entry->traits.needs_bounds;
    }
    if (in_parts) tables.bytes = std::min(tables.bytes, static_cast<std::size_t>(TableMemory::always_pays));
    std::optional<models::LoadedSpace> loaded =
        models::load_space(std::move(file), configs_, words, diagnostics_, catalogue_->performance_models(), tables);
    if (!loaded) throw ConfigError{diagnostics_.in_file_order()};
    return {.loaded = *std::move(loaded),
            .explorer = std::move(explorer),
            .traits = entry->traits,
            .warnings = diagnostics_.in_file_order()};
  }

 private:
  /// The explorer that the file configures; nothing after a complaint.
  std::unique_ptr<Explorer> make_explorer(const ExplorerEntry* entry, const SpaceFile& file) {
    if (entry == nullptr || file.explorer.kind != Node::Kind::map) return {};  // complained of already
    MapReader options{file.explorer, "explorer", diagnostics_};
    static_cast<void>(options.optional("name"));
    std::unique_ptr<Explorer> explorer = entry->make(options);
    assert(explorer && "ExplorerEntry::make gives an explorer whatever the options say");
    options.finish();
    return explorer;
  }

  const Catalogue* catalogue_;
  const OpenOptions* options_;
  ConfigFolder configs_;
  Diagnostics diagnostics_;
};

}  // namespace

Session open_space(const std::string& space, const Catalogue& catalogue, const OpenOptions& options) {
  Opening opening{catalogue, options};
  const std::string path = opening.locate(space);
  return opening.open(is_database(path) ? stored_space(space, std::nullopt, opening.diagnostics())
                                        : read_yaml_file(path, opening.diagnostics()),
                      path);
}

Session open_run(const std::string& database, std::optional<std::int64_t> run, const Catalogue& catalogue,
                 const OpenOptions& options) {
  Opening opening{catalogue, options};
  const std::string path = opening.locate(database);
  if (!is_database(path)) {
    throw ConfigError{
        format("{}{} is no results database, so it has no runs", run ? format("--run {}: ", *run) : "", database)};
  }
  return opening.open(stored_space(database, run, opening.diagnostics()), path);
}

Session open_text(const std::string& yaml, const Catalogue& catalogue, const OpenOptions& options,
                  const TextPlace& place) {
  Opening opening{catalogue, options};
  return opening.open(read_yaml(yaml, std::make_shared<const std::string>(place.name), opening.diagnostics()),
                      (place.folder / place.name).string());
}

}  // namespace bitpareto::session
