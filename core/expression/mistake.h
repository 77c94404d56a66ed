// SPDX-License-Identifier: Apache-2.0
/// What is wrong with an expression, and how people are shown where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bitpareto {

/// What is wrong with an expression, and where.
struct ExpressionMistake {
  std::string message;
  std::size_t at = 0;  // byte of the text, from 0
};

/// "--where: MESSAGE" and below it the text with a mark, for where there is no file.
[[nodiscard]] std::string mistake_text(std::string_view what, const ExpressionMistake& mistake, std::string_view text);
/// Two lines: the text, and a mark below the byte `at`.
[[nodiscard]] std::string caret_text(std::string_view text, std::size_t at);

}  // namespace bitpareto
