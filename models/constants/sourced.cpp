// SPDX-License-Identifier: Apache-2.0
#include "models/constants/sourced.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/text/format.h"

namespace bitpareto::models {

std::string to_text(const Sourced& constant, Dimension dimension) {
  const std::string value = quantity_text(constant.value, dimension);
  const Bounded& known = constant.bounds;
  if (known.low == known.high) return value;
  return format("{} ({} to {})", value, quantity_text(known.low, dimension), quantity_text(known.high, dimension));
}

namespace {

std::optional<Bounded> as_known(std::optional<double> value) {
  return value ? std::optional{Bounded{*value, *value, *value}} : std::nullopt;
}

}  // namespace

std::optional<Sourced> read_sourced(MapReader& map, const SourcedKey& key) {
  const auto field = map.required(key.key, "{value, origin, source}");
  if (!field) return std::nullopt;
  MapReader parts{*field};
  if (!parts.is_map()) return std::nullopt;
  const auto value = parts.required("value", "one, or {low, typical, high}");
  const auto origin = parts.required("origin", "where the value comes from");
  const auto source = parts.required("source", "who says so, or why it is assumed");
  parts.finish();
  if (!value || !origin || !source) return std::nullopt;
  static const std::vector<std::string> names{origin_names.begin(), origin_names.end()};
  const auto number = key.whole || key.doubt == Doubt::none ? as_known(value->quantity(key.dimension, key.within))
                                                             : value->bounded(key.dimension, key.within);
  const auto word = origin->name(names);
  const auto text = source->text();
  if (number && key.whole && number->typical != std::trunc(number->typical)) {
    value->error(format("{} is not a whole number", value->node().text));
    return std::nullopt;
  }
  if (!number || !word || !text) return std::nullopt;
  const auto at = std::ranges::find(names, *word) - names.begin();
  return Sourced{.value = number->typical, .origin = static_cast<Origin>(at), .source = *text, .bounds = *number, .doubt = key.doubt};
}

}  // namespace bitpareto::models
