// SPDX-License-Identifier: Apache-2.0
/// Values drawn on a line of characters.
#pragma once

#include <span>
#include <string>

namespace bitpareto::reports {

/// `width` characters from `least` to `most`: a mark `|` where a value is, `#` where several share a character, `*` for
/// those of `special`. Requires least < most, width >= 2.
[[nodiscard]] std::string number_line(std::span<const float> values, std::span<const float> special, float least,
                                      float most, std::size_t width);

}  // namespace bitpareto::reports
