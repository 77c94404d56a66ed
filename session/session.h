// SPDX-License-Identifier: Apache-2.0
/// A design space with everything that it takes to evaluate and to search it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/explorer.h"
#include "models/design/space_loader.h"

namespace bitpareto::session {

/// An opened space: what is in it was checked, nothing of it changes. It may be moved. Any number of threads may
/// evaluate it at once, one may search.
struct Session {
  models::LoadedSpace loaded;
  std::unique_ptr<Explorer> explorer;  // that of the file; never null
  ExplorerTraits traits;               // of this explorer
  std::vector<Diagnostic> warnings;    // for people; nothing hinges on them

  [[nodiscard]] const Space& space() const { return loaded.model->space(); }
  /// The problem that explorers see. Must not outlive the session.
  [[nodiscard]] Problem problem() const { return loaded.problem(); }

  /// The design space with every default written out; files of the user's own by paths from anywhere, with the digests
  /// of what they hold.
  [[nodiscard]] Node configuration() const;
  /// Of the configuration and the contents of every file it refers to, wherever the user's own are.
  [[nodiscard]] std::string hash() const;
  /// That of the same space with another explorer, which has these options, and with another choice of what is stored.
  [[nodiscard]] std::string hash_with(std::string_view explorer_name, const std::vector<OptionText>& options, Store store) const;
};

}  // namespace bitpareto::session
