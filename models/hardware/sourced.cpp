// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/sourced.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/text/format.h"

namespace bitpareto::models {

std::optional<Sourced> read_sourced(MapReader& map, const SourcedKey& key) {
  const auto field = map.required(key.key, "{value, origin, source}");
  if (!field) return std::nullopt;
  MapReader parts{*field};
  if (!parts.is_map()) return std::nullopt;
  const auto value = parts.required("value");
  const auto origin = parts.required("origin", "where the value comes from");
  const auto source = parts.required("source", "who says so, or why it is assumed");
  parts.finish();
  if (!value || !origin || !source) return std::nullopt;
  static const std::vector<std::string> names{origin_names.begin(), origin_names.end()};
  const auto number = value->quantity(key.dimension, key.within);
  const auto word = origin->name(names);
  const auto text = source->text();
  if (number && key.whole && *number != std::trunc(*number)) {
    value->error(format("{} is not a whole number", value->node().text));
    return std::nullopt;
  }
  if (!number || !word || !text) return std::nullopt;
  const auto at = std::ranges::find(names, *word) - names.begin();
  return Sourced{.value = *number, .origin = static_cast<Origin>(at), .source = *text};
}

}  // namespace bitpareto::models
