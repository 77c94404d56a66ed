// SPDX-License-Identifier: Apache-2.0
/// Names for contents: equal texts have equal digests. Only user of xxHash.
#pragma once

#include <string>
#include <string_view>

namespace bitpareto {

/// 32 hexadecimal digits (XXH3, 128 bits): for telling versions of data apart, not against an adversary.
[[nodiscard]] std::string digest(std::string_view content);

}  // namespace bitpareto
