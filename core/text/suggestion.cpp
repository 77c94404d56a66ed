// SPDX-License-Identifier: Apache-2.0
#include "core/text/suggestion.h"

#include <algorithm>
#include <vector>

namespace bitpareto {

namespace {

constexpr std::size_t longest_name = 64;  // no name of ours is longer; keeps a hostile key from costing quadratic time

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> names) {
  if (name.size() > longest_name) return {};
  std::string best;
  std::size_t best_distance = longest_name;
  for (const std::string& candidate : names) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance && distance * 3 <= std::max(name.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string listed(std::span<const std::string> names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == most) return text + ", ...";
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return text;
}

std::string suggestion(std::string_view name, std::span<const std::string> names) {
  const std::string near = nearest(name, names);
  if (!near.empty()) return "; did you mean '" + near + "'?";
  return names.empty() ? "" : "; one of " + listed(names);
}

}  // namespace bitpareto
