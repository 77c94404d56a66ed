// SPDX-License-Identifier: Apache-2.0
/// The design space that a command line means.
#pragma once

#include "cli/arguments.h"
#include "session/open.h"
#include "session/uncertainty.h"

namespace bitpareto::cli {

/// A file, a name, or a run of a database, with --set applied. `needs`: beyond being right. Throws as
/// session::open_space().
[[nodiscard]] session::Session open_space(const SpaceArguments& arguments, const session::Catalogue& catalogue,
                                          session::OpenOptions needs = {});

class Progress;

/// Draws as a command line wants them, on all threads of the machine; `progress` (may be null) is told of designs that are done.
[[nodiscard]] session::DrawSettings settings_of(const DrawArguments& arguments, Progress* progress = nullptr);
/// Says what of these options has no effect. A ConfigError for corners and draws at once.
void warn_of_draws(const session::Session& session, const DrawArguments& arguments);

}  // namespace bitpareto::cli
