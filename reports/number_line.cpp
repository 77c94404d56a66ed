// SPDX-License-Identifier: Apache-2.0
#include "reports/number_line.h"

#include <algorithm>
#include <cmath>

namespace bitpareto::reports {

std::string number_line(std::span<const float> values, std::span<const float> special, float least, float most,
                        std::size_t width) {
  std::string line(width, '-');
  const auto at = [&](float value) {
    const float share = (value - least) / (most - least);
    return static_cast<std::size_t>(std::lround(share * static_cast<float>(width - 1)));
  };
  for (const float value : values) {
    char& c = line[at(value)];
    c = c == '-' ? '|' : '#';
  }
  for (const float value : special) line[at(value)] = '*';
  return line;
}

}  // namespace bitpareto::reports
