// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "core/base/limits.h"
#include "core/text/format.h"
#include "core/text/misread.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"

namespace bitpareto {

bool is_path(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".yaml") || text.ends_with(".json");
}

std::string unknown_name_text(std::string_view found, const NameList& known) {
  std::string text = format("'{}' is not {}{}", found, known.noun, suggestion(found, known.names));
  if (!known.list_command.empty()) text += format(" ({})", known.list_command);
  return text;
}

const Place& LeafSetting::place(std::uint64_t level) const {
  return source.kind == Node::Kind::list && level < source.items.size() ? source.items[level].place : source.place;
}

std::optional<LeafSetting> LeafReader::read(Leaf leaf, const Field& field) {
  std::optional<Levels> levels;
  std::optional<Bounded> in_doubt;
  switch (field.node().kind) {
    case Node::Kind::list:
      levels = list(leaf, field);
      break;
    case Node::Kind::map:
      if (field.is_bounded()) {
        in_doubt = constant(leaf, field);
        if (in_doubt) levels = Levels::single(in_doubt->at(corner_, leaf->doubt));
      } else {
        levels = range(leaf, field);
      }
      break;
    case Node::Kind::scalar:
    case Node::Kind::null:
      if (const auto single = value(leaf, field)) levels = Levels::single(*single);
      break;
  }
  if (!levels) return std::nullopt;
  return LeafSetting{leaf, *std::move(levels), field.node(), in_doubt};
}

std::optional<Bounded> LeafReader::constant(Leaf leaf, const Field& field) {
  if (leaf->doubt == Doubt::none) {
    field.error("low, typical and high of what is chosen and not known; expected one value, a list or a range");
    return std::nullopt;
  }
  return field.bounded(leaf->dimension, leaf->within);
}

std::optional<LeafSetting> LeafReader::read_default(Leaf leaf) {
  const std::string_view text = leaf->default_value;
  if (text.empty()) return std::nullopt;
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = text;
  Diagnostics none;
  return read(leaf, Field{node, std::string{leaf->path}, none});
}

std::optional<double> LeafReader::value(Leaf leaf, const Field& field) {
  const LeafEntry& entry = *leaf;
  switch (entry.kind) {
    case LeafKind::name:
    case LeafKind::set:
      return word(leaf, field);
    case LeafKind::flag: {
      const auto flag = field.flag();
      if (!flag) return std::nullopt;
      return *flag ? 1 : 0;
    }
    case LeafKind::group_size:
      if (field.node().kind == Node::Kind::scalar && field.node().text == "channel") return whole_row;
      if (field.node().kind == Node::Kind::scalar && !parse_number(field.node().text)) {
        const std::string& text = field.node().text;
        static const std::vector<std::string> words{"channel"};
        const bool is_channel = !nearest(text, words).empty();
        const std::string meant = misread_number(text);
        field.error([&] {
          return meant.empty() ? format("'{}' is neither a whole number nor channel{}", text,
                                        is_channel ? "; did you mean 'channel'?" : "")
                               : format("'{}' {}", text, meant);
        });
        if (is_channel) return whole_row;
        return std::nullopt;
      }
      [[fallthrough]];
    case LeafKind::count: {
      const auto whole =
          field.whole(static_cast<std::uint64_t>(entry.within.least), static_cast<std::uint64_t>(entry.within.most));
      if (!whole) return std::nullopt;
      return static_cast<double>(*whole);
    }
    case LeafKind::number:
    case LeafKind::quantity: {
      const auto quantity = field.quantity(entry.dimension, entry.within);
      if (quantity && is_whole(entry) && *quantity != std::trunc(*quantity)) {
        field.error(format("{} is not a whole number of {}", field.node().text,
                           entry.dimension == Dimension::storage ? "bytes" : "bits"));
        return std::nullopt;
      }
      return quantity;
    }
  }
  return std::nullopt;
}

namespace {

/// Where words and quantities may stand.
bool is_meant_as_quantity(std::string_view text) {
  return !text.empty() && std::string_view{"0123456789.+-"}.find(text.front()) != std::string_view::npos;
}

/// What a list of words has for `text`: itself, a path where one may stand, or after a complaint what is nearest; empty
/// if nothing is near.
std::string known_word(const std::string& text, const NameList& known, const Field& field) {
  if (std::ranges::find(known.names, text) != known.names.end() || (known.may_be_path && is_path(text))) return text;
  // Equal quantities are one word.
  if (known.other != Dimension::none && is_meant_as_quantity(text)) {
    const auto quantity = field.quantity(known.other, known.other_within);
    return quantity ? base_unit_text(*quantity, known.other) : std::string{};
  }
  field.error([&] { return unknown_name_text(text, known); });
  return nearest(text, known.names);
}

/// "b+a" as it is held, "a+b": in the order of the list, so that equal sets are one value. Empty after a complaint that
/// leaves nothing to go on with.
std::string known_set(const std::string& text, const NameList& known, const Field& field) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find('+', from), text.size());
    std::string word = known_word(text.substr(from, to - from), known, field);
    if (word.empty()) return {};
    if (std::ranges::find(words, word) != words.end()) {
      field.error([&] { return format("'{}' has {} twice", text, word); });
    } else {
      words.push_back(std::move(word));
    }
    from = to + 1;
  }
  std::ranges::stable_sort(words, {}, [&](const std::string& w) { return std::ranges::find(known.names, w); });
  return joined(words, "+");
}

}  // namespace

std::optional<double> LeafReader::word(Leaf leaf, const Field& field) {
  auto text = field.text();
  if (!text) return std::nullopt;
  const NameList& known = known_.words(leaf);
  *text = leaf->kind == LeafKind::set ? known_set(*text, known, field) : known_word(*text, known, field);
  if (text->empty()) return std::nullopt;
  std::vector<std::string>& names = names_[leaf];
  const auto it = std::ranges::find(names, *text);
  const auto index = static_cast<double>(it - names.begin());
  if (it == names.end()) names.push_back(*text);
  return index;
}

std::optional<Levels> LeafReader::list(Leaf leaf, const Field& field) {
  const std::vector<Node>& items = field.node().items;
  if (items.empty()) {
    field.error("an empty list; expected at least one value");
    return std::nullopt;
  }
  const bool is_name = is_word(*leaf);
  const std::size_t most = is_name ? limits::listed_names : limits::listed_levels;
  if (items.size() > most) {
    field.error(format("a list of {} values; at most {}{}", grouped(items.size()), grouped(most),
                       is_name ? "" : ", a range may have more"));
    return std::nullopt;
  }
  std::vector<double> values;
  std::unordered_map<double, std::size_t> seen;
  bool good = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Field item{items[i], format("{}.{}", field.path(), i), field.diagnostics()};
    if (items[i].kind == Node::Kind::list || items[i].kind == Node::Kind::map || items[i].kind == Node::Kind::null) {
      item.error(format("{} where one value is expected", found_text(items[i])));
      good = false;
      continue;
    }
    const auto read = value(leaf, item);
    if (!read) {
      good = false;
      continue;
    }
    if (const auto [first, is_new] = seen.emplace(*read, i); !is_new) {
      // One that was taken for another may be there already.
      const bool is_another = leaf->kind == LeafKind::name && names_[leaf][static_cast<std::size_t>(*read)] != items[i].text;
      if (is_another && !is_meant_as_quantity(items[i].text)) continue;
      item.error([&found = items[i].text, earlier = first->second] {
        return format("'{}' is a value twice; it is item {} already", found, earlier);
      });
      good = false;
    }
    values.push_back(*read);
  }
  if (!good) return std::nullopt;
  return Levels::list(std::move(values));
}

namespace {

/// Writes the mantissa of `d` for a smaller exponent; false if it does not fit.
bool rescale(Decimal& d, int exponent) {
  while (d.exponent > exponent) {
    if (__builtin_mul_overflow(d.mantissa, std::int64_t{10}, &d.mantissa)) return false;
    --d.exponent;
  }
  return true;
}

/// The end of a range need not be hit, but whoever wrote it may think that it is.
void note_end(const Field& to, const LeafEntry& entry, double last) {
  to.diagnostics().warning(
      to.node().place, to.path(),
      format("{} is not among the values; the last one is {}", to.node().text, quantity_text(last, entry.dimension)));
}

double to_double(const Decimal& d) { return Levels::steps(d, {1, d.exponent}, 1).at(0); }

}  // namespace

std::optional<Levels> LeafReader::range(Leaf leaf, const Field& field) {
  const LeafEntry& entry = *leaf;
  if (is_word(entry) || entry.kind == LeafKind::flag) {
    field.error("a range of words; expected one value or a list");
    return std::nullopt;
  }
  static constexpr std::array<std::string_view, 4> keys{"from", "to", "step", "factor"};
  MapReader map{field, keys};
  const auto from_field = map.required("from");
  const auto to_field = map.required("to");
  const auto step_field = map.optional("step");
  const auto factor_field = map.optional("factor");
  map.finish();
  if (!from_field || !to_field) return std::nullopt;
  if (step_field.has_value() == factor_field.has_value()) {
    field.error(step_field ? "both step and factor; a range has one of them" : "a range needs step or factor");
    return std::nullopt;
  }
  // Exact numbers; those without a unit of their own take that of `from`.
  const std::string_view unit =
      entry.dimension == Dimension::none ? std::string_view{} : split_quantity(from_field->node().text).unit;
  const auto exact = [&](const Field& f) -> std::optional<Decimal> {
    if (f.node().kind != Node::Kind::scalar || (f.node().quoted && entry.dimension == Dimension::none)) {
      f.error(format("{} where a number is expected", found_text(f.node())));
      return std::nullopt;
    }
    const Result<Decimal> value = parse_exact_quantity(f.node().text, entry.dimension, unit);
    if (!value) {
      f.error(value.error());
      return std::nullopt;
    }
    return *value;
  };
  const bool whole = is_whole(entry);
  const auto checked = [&](const Field& f, bool must_be_within) -> std::optional<Decimal> {
    const auto value = exact(f);
    if (!value) return std::nullopt;
    const double number = to_double(*value);
    if (whole && number != std::trunc(number)) {
      f.error(format("'{}' is not a whole number", f.node().text));
      return std::nullopt;
    }
    if (must_be_within && !entry.within.contains(number)) {
      f.error(format("{} {}", f.node().text, outside_text(entry.within, entry.dimension)));
      return std::nullopt;
    }
    return value;
  };
  std::optional<Decimal> from = checked(*from_field, true);
  std::optional<Decimal> to = checked(*to_field, true);
  if (from && to && to_double(*to) < to_double(*from)) {
    to_field->error(
        format("the range is reversed: to {} is below from {}", to_field->node().text, from_field->node().text));
    return std::nullopt;
  }
  if (step_field) {
    std::optional<Decimal> step = checked(*step_field, false);
    if (step && step->mantissa <= 0) {
      step_field->error(format("{} is not positive", step_field->node().text));
      return std::nullopt;
    }
    if (!from || !to || !step) return std::nullopt;
    const int exponent = std::min({from->exponent, to->exponent, step->exponent});
    if (!rescale(*from, exponent) || !rescale(*to, exponent) || !rescale(*step, exponent)) {
      field.error("from, to and step are of too different sizes");
      return std::nullopt;
    }
    const auto size = static_cast<std::uint64_t>((to->mantissa - from->mantissa) / step->mantissa) + 1;
    Levels levels = Levels::steps(*from, *step, size);
    if ((to->mantissa - from->mantissa) % step->mantissa != 0) note_end(*to_field, entry, levels.at(size - 1));
    return levels;
  }
  const auto factor = factor_field->number({.least = 1, .above_least = true});
  if (!from || !to || !factor) return std::nullopt;
  std::vector<double> values;
  for (double v = to_double(*from); v <= to_double(*to); v *= *factor) {
    if (whole && v != std::trunc(v)) {
      factor_field->error(format("makes {}, which is not a whole number", shortest(v)));
      return std::nullopt;
    }
    if (values.size() == limits::listed_levels || (!values.empty() && v == values.back())) {
      factor_field->error(format("makes more than {} values", grouped(limits::listed_levels)));
      return std::nullopt;
    }
    values.push_back(v);
  }
  if (values.back() != to_double(*to)) note_end(*to_field, entry, values.back());
  return Levels::list(std::move(values));
}

}  // namespace bitpareto
