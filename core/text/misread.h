// SPDX-License-Identifier: Apache-2.0
/// Texts that stand where a number should, and what their writers may have meant.
#pragma once

#include <string>
#include <string_view>

namespace bitpareto {

/// In words that fit behind the text: "is hexadecimal; write 16", "is several numbers; a list is written [32, 64]". Empty
/// if the text is a number, or nothing is recognised.
[[nodiscard]] std::string misread_number(std::string_view text);

}  // namespace bitpareto
