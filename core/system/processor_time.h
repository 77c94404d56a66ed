// SPDX-License-Identifier: Apache-2.0
/// Seconds that processors worked, which others' work beside it does not change.
#pragma once

namespace bitpareto {

/// For this thread so far.
[[nodiscard]] double thread_seconds();
/// For all threads of the program, those that ended too.
[[nodiscard]] double process_seconds();

}  // namespace bitpareto
