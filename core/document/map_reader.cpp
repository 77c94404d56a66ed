// SPDX-License-Identifier: Apache-2.0
#include "core/document/map_reader.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text/format.h"
#include "core/text/misread.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"

namespace bitpareto {

std::string outside_text(const Within& within, Dimension dimension) {
  const auto shown = [&](double value) { return quantity_text(value, dimension); };
  if (std::isinf(within.most)) {
    if (within.least == 0) return within.above_least ? "is not positive" : "is negative";
    return format("is {} {}", within.above_least ? "not above" : "below", shown(within.least));
  }
  return format("is outside {}{}, {}]", within.above_least ? "(" : "[", shown(within.least), shown(within.most));
}

std::optional<std::string_view> Field::plain(std::string_view expected, bool may_be_quoted) const {
  if (node_->kind != Node::Kind::scalar) {
    error(format("{} where {} is expected", found_text(*node_), expected));
    return std::nullopt;
  }
  if (node_->quoted && !may_be_quoted) {
    error(format("{} where {} is expected; remove the quotes", found_text(*node_), expected));
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> Field::text() const {
  if (node_->kind != Node::Kind::scalar || node_->text.empty()) {
    error(format("{} where a text is expected", found_text(*node_)));
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> Field::name(std::span<const std::string> names) const {
  if (node_->kind != Node::Kind::scalar) {
    error(format("{} where one of {} is expected", found_text(*node_), listed(names)));
    return std::nullopt;
  }
  if (std::ranges::find(names, node_->text) != names.end()) return node_->text;
  error([&] { return format("'{}' is not known here{}", node_->text, suggestion(node_->text, names)); });
  std::string meant = nearest(node_->text, names);
  if (meant.empty()) return std::nullopt;
  return meant;
}

std::optional<bool> Field::flag() const {
  const auto text = plain("true or false");
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  error(format("'{}' where true or false is expected", *text));
  return std::nullopt;
}

std::optional<double> Field::number(const Within& within) const { return quantity(Dimension::none, within); }

std::optional<std::uint64_t> Field::whole(std::uint64_t least, std::uint64_t most) const {
  const auto text = plain("a whole number");
  if (!text) return std::nullopt;
  const auto value = parse_whole(*text);
  const Within range{static_cast<double>(least), static_cast<double>(most)};
  if (value && *value >= least && *value <= most) return value;
  if (const auto number = parse_number(*text); number && (!range.contains(*number) || value)) {
    error(format("{} {}", *text, outside_text(range, Dimension::none)));
  } else if (text->size() > 1 && text->front() == '0' &&
             std::ranges::all_of(*text, [](char c) { return c >= '0' && c <= '9'; })) {
    error(format("'{}' has a leading zero, which some programs read as octal; write {}", *text,
                 text->substr(std::min(text->find_first_not_of('0'), text->size() - 1))));
  } else if (const std::string meant = misread_number(*text); !meant.empty()) {
    error(format("'{}' {}", *text, meant));
  } else if (const NumberAndUnit parts = split_quantity(*text); parse_number(parts.number) && !parts.unit.empty()) {
    error(format("'{}' has a unit where none belongs", *text));
  } else {
    error(format("'{}' is not a whole number", *text));
  }
  return std::nullopt;
}

std::optional<double> Field::quantity(Dimension dimension, const Within& within) const {
  const bool has_unit = dimension != Dimension::none;
  const auto text = plain(has_unit ? format("a number with a unit ({})", unit_list(dimension)) : "a number", has_unit);
  if (!text) return std::nullopt;
  const Result<double> value = parse_quantity(*text, dimension);
  if (!value) {
    error(value.error());
    return std::nullopt;
  }
  if (!within.contains(*value)) {
    error(format("{} {}", *text, outside_text(within, dimension)));
    return std::nullopt;
  }
  return *value;
}

namespace {

constexpr std::array<std::string_view, corner_names.size() + 1> bounded_keys{corner_names[0], corner_names[1], corner_names[2], spreading_key};

}  // namespace

bool Field::is_bounded() const {
  if (node_->kind != Node::Kind::map || node_->entries.empty()) return false;
  return std::ranges::all_of(node_->entries, [](const Node::Entry& entry) { return std::ranges::find(bounded_keys, entry.key) != bounded_keys.end(); });
}

std::optional<Bounded> Field::bounded(Dimension dimension, const Within& within) const {
  if (node_->kind != Node::Kind::map) {
    const auto value = quantity(dimension, within);
    if (!value) return std::nullopt;
    return Bounded{*value, *value, *value};
  }
  MapReader ends{*this, bounded_keys};
  std::array<std::optional<Field>, corner_names.size()> fields;
  std::array<std::optional<double>, corner_names.size()> values;
  bool good = true;
  for (std::size_t c = 0; c < corner_names.size(); ++c) {
    fields[c] = ends.required(corner_names[c], "a constant is one value or {low, typical, high}");
    values[c] = fields[c] ? fields[c]->quantity(dimension, within) : std::nullopt;
    good = good && values[c];
  }
  Spreading spreading = Spreading::log_uniform;
  if (const auto drawn = ends.optional(spreading_key)) {
    static const std::vector<std::string> words{spreading_names.begin(), spreading_names.end()};
    const auto word = drawn->name(words);
    good = good && word;
    if (word) spreading = static_cast<Spreading>(std::ranges::find(words, *word) - words.begin());
  }
  ends.finish();
  if (!good) return std::nullopt;
  for (std::size_t c = 1; c < corner_names.size(); ++c) {
    if (*values[c] >= *values[c - 1]) continue;
    fields[c]->error(format("{} is below {} of {}", fields[c]->node().text, corner_names[c - 1], fields[c - 1]->node().text));
    return std::nullopt;
  }
  return Bounded{*values[0], *values[1], *values[2], spreading};
}

MapReader::MapReader(const Node& node, std::string path, Diagnostics& diagnostics,
                     std::span<const std::string_view> keys)
    : node_{&node}, path_{std::move(path)}, diagnostics_{&diagnostics} {
  if (!is_map()) diagnostics.error(node.place, path_, format("{} where a map is expected", found_text(node)));
  follow_suggestions(keys);
}

void MapReader::follow_suggestions(std::span<const std::string_view> keys) {
  if (keys.empty()) return;
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const Node::Entry& entry : node_->entries) {
    if (taken_for_.size() >= known.size()) return;  // no key is left to stand for
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    const std::string meant = nearest(entry.key, known);
    if (meant.empty() || find(meant) != nullptr) continue;
    diagnostics_->error(entry.place, path_of(entry.key), format("unknown key{}", suggestion(entry.key, known)));
    taken_for_.emplace_back(&entry, meant);
  }
}

const Node* MapReader::find(std::string_view key) const {
  if (const Node* own = node_->find(key)) return own;
  const auto it = std::ranges::find(taken_for_, key, &std::pair<const Node::Entry*, std::string>::second);
  return it == taken_for_.end() ? nullptr : &it->first->value;
}

const std::string& MapReader::key_of(const Node::Entry& entry) const {
  const auto it = std::ranges::find(taken_for_, &entry, &std::pair<const Node::Entry*, std::string>::first);
  return it == taken_for_.end() ? entry.key : it->second;
}

std::string MapReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : format("{}.{}", path_, key);
}

std::optional<Field> MapReader::optional(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  const Node* value = find(key);
  if (value == nullptr || value->kind == Node::Kind::null) return std::nullopt;
  return Field{*value, path_of(key), *diagnostics_};
}

std::optional<Field> MapReader::required(std::string_view key, std::string_view why) {
  std::optional<Field> field = optional(key);
  if (!field && is_map()) {
    const Node* value = find(key);
    diagnostics_->error(value != nullptr ? value->place : node_->place, path_of(key),
                        why.empty() ? std::string{"missing"} : format("missing; {}", why));
  }
  return field;
}

void MapReader::finish() {
  for (const Node::Entry& entry : node_->entries) {
    if (std::ranges::find(asked_, entry.key) != asked_.end() || &key_of(entry) != &entry.key) continue;
    diagnostics_->error(entry.place, path_of(entry.key), [&] {
      return "unknown key" +
             (entry.key == "<<" ? std::string{"; merge keys are not used here"} : suggestion(entry.key, asked_));
    });
  }
}

}  // namespace bitpareto
