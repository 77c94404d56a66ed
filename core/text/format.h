// SPDX-License-Identifier: Apache-2.0
/// The only door to {fmt}, for sources; no header needs it.
#pragma once

#include <fmt/format.h>

namespace bitpareto {
using fmt::format;
using fmt::format_to;
}  // namespace bitpareto
