// SPDX-License-Identifier: Apache-2.0
/// A design space from the command line to a problem that can be searched: reads the file, applies --set, loads what it
/// names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "core/search/explorer.h"
#include "core/space_file/resolved_configuration.h"
#include "models/design/space_loader.h"

namespace bitpareto::cli {

struct SpaceSession {
  models::LoadedSpace loaded;
  std::unique_ptr<Explorer> explorer;
  std::vector<Diagnostic> warnings;

  /// The design space with every default written out; files of the user's own by paths from anywhere, with the digests of
  /// what they hold.
  [[nodiscard]] Node configuration() const;
  /// Of the configuration and the contents of every file it refers to, wherever the user's own are.
  [[nodiscard]] std::string hash() const;
};

/// What a command needs of the space beyond being right.
struct SpaceNeeds {
  bool objectives = false;  // at least one
  bool explorer = false;    // an explorer that can search it
};

/// Throws a ConfigError with every mistake.
[[nodiscard]] SpaceSession open_space(const SpaceArguments& arguments, const SpaceNeeds& needs);

/// The words of a design-space file.
[[nodiscard]] Vocabulary full_vocabulary(const ConfigFolder& configs);

}  // namespace bitpareto::cli
