// SPDX-License-Identifier: Apache-2.0
#include "core/expression/mistake.h"

#include <algorithm>

#include "core/text/format.h"

namespace bitpareto {

std::string mistake_text(std::string_view what, const ExpressionMistake& mistake, std::string_view text) {
  return format("{}: {}\n{}", what, mistake.message, caret_text(text, mistake.at));
}

std::string caret_text(std::string_view text, std::size_t at) {
  constexpr std::size_t before = 60;  // what stands far in front of the mistake is left out
  constexpr std::size_t most = 100;
  const std::size_t from = at > before ? at - before : 0;
  std::string line = from > 0 ? "..." : "";
  const std::size_t column = line.size() + at - from;
  line += text.substr(std::min(from, text.size()), most);
  for (char& c : line) c = c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
  return format("  {}\n  {}^", line, std::string(column, ' '));
}

}  // namespace bitpareto
