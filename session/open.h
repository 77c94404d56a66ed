// SPDX-License-Identifier: Apache-2.0
/// The one way to open a design space: reads it, applies settings, loads what it names, makes its explorer.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "session/catalogue.h"
#include "session/session.h"

namespace bitpareto::session {

struct OpenOptions {
  std::vector<std::string> settings = {};  // "design.clock=500 MHz": changes, in turn, as --set has them
  bool needs_objectives = false;           // a space without any is a mistake
  bool needs_explorer = false;             // so is one that its explorer refuses; it is opened to be searched
  bool in_parts = false;                   // what searches it asks for parts, each with tables of its own, as its explorer may anyway
  std::size_t memory = quarter_of_memory();  // bytes for what is computed before a search
  int threads = 1;                           // that may do so
};

/// What messages call a text, and where its relative paths start.
struct TextPlace {
  std::string name = "space.yaml";
  std::filesystem::path folder = {};
};

/// Whether a file is a results database: it begins as SQLite's do (sqlite.org/fileformat.html, 1.3).
[[nodiscard]] bool is_database(const std::filesystem::path& path);

// Each throws one ConfigError with every mistake of the input, an IoError or DbError where the machine failed, and
// returns what may be evaluated and, if that was needed, searched.

/// The space of a file, of a name (those of the data files are known by theirs), or of the newest run of a results
/// database.
[[nodiscard]] Session open_space(const std::string& space, const Catalogue& catalogue = {},
                                 const OpenOptions& options = {});
/// That of one run of a results database, or of the newest.
[[nodiscard]] Session open_run(const std::string& database, std::optional<std::int64_t> run,
                               const Catalogue& catalogue = {}, const OpenOptions& options = {});
/// That of a text in the form of a file.
[[nodiscard]] Session open_text(const std::string& yaml, const Catalogue& catalogue = {},
                                const OpenOptions& options = {}, const TextPlace& place = {});

}  // namespace bitpareto::session
