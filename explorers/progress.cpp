// SPDX-License-Identifier: Apache-2.0
#include "explorers/progress.h"

#include "core/text/number.h"

namespace bitpareto::explorers {

std::string Progress::text() const { return std::to_string(done) + " " + shortest(seconds); }

std::optional<Progress> Progress::read(std::string_view text) {
  const std::size_t space = text.find(' ');
  const auto done = parse_whole(text.substr(0, space));
  const auto seconds = space == std::string_view::npos ? std::optional{0.0} : parse_number(text.substr(space + 1));
  if (!done || !seconds || !(*seconds >= 0)) return std::nullopt;
  return Progress{*done, *seconds};
}

}  // namespace bitpareto::explorers
