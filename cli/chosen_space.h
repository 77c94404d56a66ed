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

/// Draws as a command line wants them, on all threads of the machine.
[[nodiscard]] session::DrawSettings settings_of(const DrawArguments& arguments);

}  // namespace bitpareto::cli
