// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/quantisation.h"

#include <algorithm>

namespace bitpareto::models {

std::vector<float> Grid::values() const {
  std::vector<float> all;
  for (int i = -integer_limit; integer_limit > 0 && i <= integer_limit; ++i) all.push_back(static_cast<float>(i));
  for (const float m : magnitudes) {
    all.push_back(m);
    if (m > 0) all.push_back(-m);
  }
  all.insert(all.end(), specials.begin(), specials.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace bitpareto::models
