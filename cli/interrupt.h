// SPDX-License-Identifier: Apache-2.0
/// Ctrl-C as a question: work that asks in between can end in good order.
#pragma once

namespace bitpareto::cli {

/// From now on the first SIGINT, SIGTERM or SIGHUP only makes is_interrupted() true; the second ends the program at once.
void catch_interrupts();
[[nodiscard]] bool is_interrupted();

}  // namespace bitpareto::cli
