// SPDX-License-Identifier: Apache-2.0
#include "session/quartiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitpareto::session {

double quantile(std::vector<double>& numbers, double share) {
  if (numbers.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double at = share * static_cast<double>(numbers.size() - 1);
  const auto place = numbers.begin() + static_cast<std::ptrdiff_t>(at);
  std::nth_element(numbers.begin(), place, numbers.end());
  const double rest = at - std::floor(at);
  const double above = rest == 0 ? *place : *std::min_element(place + 1, numbers.end());
  return above == *place ? *place : *place + rest * (above - *place);
}

Quartiles quartiles_of(std::vector<double> numbers) {
  const auto at = [&](double share) { return quantile(numbers, share); };
  return {at(0), at(0.25), at(0.5), at(0.75), at(1)};
}

}  // namespace bitpareto::session
