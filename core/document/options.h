// SPDX-License-Identifier: Apache-2.0
/// Options of components. A component names each of its options once, in a function `describe(Options&, Visitor&)`;
/// reading them, checking ranges, listing them for people, writing them down and the JSON Schema are visitors over it.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/map_reader.h"
#include "core/text/number.h"

namespace bitpareto {

/// The names of an enumeration's members, in their order: an option of that type is written by name.
template <class E>
struct OptionNames;  // specialise with: static constexpr std::array<std::string_view, N> names

/// So many of something, or so long; one of the two.
struct CountOrTime {
  std::optional<std::uint64_t> count;  // at least 1
  std::optional<double> seconds;       // above 0
};

/// One option in words.
struct OptionText {
  std::string name;
  std::string value;               // as it would stand in a file
  std::vector<std::string> names;  // if it is one of these words
  Within within;                   // if it is a number
  bool whole = false;              // a whole number
  bool or_time = false;            // or a time: `60 s`
  std::string meaning;
};

/// Reads the options of a map into a struct; what the map leaves out keeps its default.
class OptionReader {
 public:
  explicit OptionReader(MapReader& map) : map_{&map} {}

  void operator()(std::string_view name, double& value, const Within& within, std::string_view /*meaning*/) {
    if (const auto field = map_->optional(name)) value = field->number(within).value_or(value);
  }
  void operator()(std::string_view name, std::int64_t& value, const Within& within, std::string_view /*meaning*/) {
    if (const auto field = map_->optional(name)) {
      const auto read = field->whole(static_cast<std::uint64_t>(within.least), static_cast<std::uint64_t>(within.most));
      if (read) value = static_cast<std::int64_t>(*read);
    }
  }
  void operator()(std::string_view name, CountOrTime& value, std::string_view /*meaning*/) {
    const auto field = map_->optional(name);
    if (!field) return;
    const Node& node = field->node();
    const bool is_scalar = node.kind == Node::Kind::scalar;
    if (is_scalar && node.text.find_first_of("0123456789") == std::string::npos) {
      field->error("'" + node.text + "' is neither a number nor a time; expected so many, such as 20000, or so long, such as 60 s");
    } else if (is_scalar && node.text.find_first_of("smunh") != std::string::npos) {
      if (const auto seconds = field->quantity(Dimension::time, {.least = 0, .above_least = true})) value = {{}, *seconds};
    } else if (const auto count = field->whole(1, std::numeric_limits<std::int64_t>::max())) {
      value = {*count, {}};
    }
  }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(std::string_view name, E& value, std::string_view /*meaning*/) {
    const auto field = map_->optional(name);
    if (!field) return;
    const std::vector<std::string> names(OptionNames<E>::names.begin(), OptionNames<E>::names.end());
    if (const auto word = field->name(names)) {
      value = static_cast<E>(std::ranges::find(names, *word) - names.begin());
    }
  }

 private:
  MapReader* map_;
};

/// Puts the options of a struct into words.
class OptionLister {
 public:
  std::vector<OptionText> list;

  void operator()(std::string_view name, double& value, const Within& within, std::string_view meaning) {
    list.push_back({std::string{name}, shortest(value), {}, within, false, false, std::string{meaning}});
  }
  void operator()(std::string_view name, std::int64_t& value, const Within& within, std::string_view meaning) {
    list.push_back({std::string{name}, std::to_string(value), {}, within, true, false, std::string{meaning}});
  }
  void operator()(std::string_view name, CountOrTime& value, std::string_view meaning) {
    list.push_back({.name = std::string{name},
                    .value = value.count ? std::to_string(*value.count) : quantity_text(*value.seconds, Dimension::time),
                    .names = {},
                    .within = {.least = 1},
                    .whole = true,
                    .or_time = true,
                    .meaning = std::string{meaning}});
  }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(std::string_view name, E& value, std::string_view meaning) {
    const auto& names = OptionNames<E>::names;
    list.push_back({std::string{name},
                    std::string{names[static_cast<std::size_t>(value)]},
                    {names.begin(), names.end()},
                    {},
                    false,
                    false,
                    std::string{meaning}});
  }
};

}  // namespace bitpareto
