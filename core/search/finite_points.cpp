// SPDX-License-Identifier: Apache-2.0
#include "core/search/finite_points.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace bitpareto {

void require_finite(std::string_view what, std::span<const double> values, std::size_t objectives) {
  if (objectives == 0) throw std::invalid_argument{std::string{what} + ": no objectives"};
  if (values.size() % objectives != 0) {
    throw std::invalid_argument{std::string{what} + ": " + std::to_string(values.size()) + " numbers are no points of " + std::to_string(objectives) + " objectives"};
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const char* const number = std::isnan(values[i]) ? "not a number" : values[i] > 0 ? "infinite" : "minus infinite";
    throw std::invalid_argument{std::string{what} + ": objective " + std::to_string(i % objectives) + " of point " + std::to_string(i / objectives) + " is " + number};
  }
}

}  // namespace bitpareto
