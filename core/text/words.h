// SPDX-License-Identifier: Apache-2.0
/// Small things done to words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitpareto {

/// Without the spaces around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// "a, b , c" -> {"a", "b", "c"}; empty parts are left out.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text, char separator = ',');
/// {"a", "b"} -> "a, b".
[[nodiscard]] std::string joined(std::span<const std::string> words, std::string_view separator = ", ");

}  // namespace bitpareto
