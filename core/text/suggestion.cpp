// SPDX-License-Identifier: Apache-2.0
#include "core/text/suggestion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <vector>

namespace bitpareto {

namespace {

constexpr std::size_t most_listed = 13;    // names that are listed in their own order
constexpr std::size_t nearest_listed = 6;  // of more than those
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

/// What users call things that have another name here.
struct Synonym {
  std::string_view word, ours;
};
constexpr std::array synonyms{
    Synonym{"row", "channel"},
    Synonym{"whole_row", "channel"},
    Synonym{"per_channel", "channel"},
    Synonym{"per-channel", "channel"},
    Synonym{"half", "fp16"},
    Synonym{"float16", "fp16"},
    Synonym{"bfloat16", "bf16"},
    Synonym{"fp8", "fp8_e4m3"},
    Synonym{"e4m3", "fp8_e4m3"},
    Synonym{"float8_e4m3fn", "fp8_e4m3"},
    Synonym{"e5m2", "fp8_e5m2"},
    Synonym{"float8_e5m2", "fp8_e5m2"},
    Synonym{"brute_force", "exhaustive"},
    Synonym{"grid", "exhaustive"},
    Synonym{"full", "exhaustive"},
    Synonym{"ppl", "perplexity"},
    Synonym{"delay", "latency"},
    Synonym{"time", "latency"},
    Synonym{"throughput", "tokens_per_s"},
    Synonym{"frequency", "clock"},
    Synonym{"freq", "clock"},
    Synonym{"cols", "columns"},
    Synonym{"dtype", "datatype"},
    Synonym{"type", "datatype"},
    Synonym{"groupsize", "group_size"},
    Synonym{"seq_len", "context"},
    Synonym{"sequence_length", "context"},
    Synonym{"batch_size", "batch"},
    Synonym{"llm", "model"},
};

/// The first number in a name; 0 without one.
double number_in(std::string_view name) {
  double value = 0;
  bool any = false;
  for (const char c : name) {
    const bool digit = c >= '0' && c <= '9';
    if (digit) value = value * 10 + (c - '0');
    if (any && !digit) break;
    any = digit;
  }
  return value;
}

/// How far a name is from another: by letters, then by the numbers in them, so that bitmod5 is nearer to bitmod4 than
/// to bitmod3.
struct Distance {
  std::size_t letters;
  double number;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};

Distance distance_of(std::string_view name, std::string_view candidate) {
  return {edit_distance(name, candidate), std::abs(number_in(name) - number_in(candidate))};
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> names) {
  if (name.size() > longest_name) return {};
  if (const auto it = std::ranges::find(synonyms, name, &Synonym::word);
      it != synonyms.end() && std::ranges::find(names, it->ours) != names.end()) {
    return std::string{it->ours};
  }
  std::string best;
  Distance best_distance{longest_name, 0};
  for (const std::string& candidate : names) {
    if (candidate.size() > longest_name) continue;
    const Distance distance = distance_of(name, candidate);
    if (distance < best_distance && distance.letters * 3 <= std::max(name.size(), candidate.size())) {
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
  if (names.empty()) return "";
  const std::string near = nearest(name, names);
  if (!near.empty()) return "; did you mean '" + near + "'?";
  if (names.size() <= most_listed) return "; one of " + listed(names, most_listed);
  // Of many, the nearest few.
  std::vector<std::string> few(names.begin(), names.end());
  const std::string_view start = name.substr(0, longest_name);
  std::ranges::stable_sort(few, {}, [&](const std::string& candidate) {
    return distance_of(start, std::string_view{candidate}.substr(0, longest_name));
  });
  return "; one of " + listed(few, nearest_listed);
}

}  // namespace bitpareto
