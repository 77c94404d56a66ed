// SPDX-License-Identifier: Apache-2.0
/// The command line as a function, for programs that know more than what ships.
#pragma once

#include "session/catalogue.h"

namespace bitpareto::cli {

/// What `bitpareto` does with these arguments, where every command knows what is in `catalogue`. Prints, handles
/// signals, and returns the exit status; throws nothing. `argv` as main() has it.
[[nodiscard]] int run_program(int argc, const char* const* argv, const session::Catalogue& catalogue);

}  // namespace bitpareto::cli
