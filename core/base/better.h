// SPDX-License-Identifier: Apache-2.0
/// In which direction a number improves.
#pragma once

#include <cstdint>

namespace bitpareto {

enum class Better : std::uint8_t { unknown, less, more };

}  // namespace bitpareto
