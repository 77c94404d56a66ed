// SPDX-License-Identifier: Apache-2.0
#include "db/configured_objectives.h"

namespace bitpareto::db {

std::vector<ConfiguredObjective> configured_objectives(const Node* configuration) {
  std::vector<ConfiguredObjective> list;
  const Node* const objectives = configuration == nullptr ? nullptr : configuration->find("objectives");
  if (objectives == nullptr) return list;
  for (const Node& item : objectives->items) {
    const Node* const metric = item.kind == Node::Kind::map ? item.find("metric") : &item;
    if (metric == nullptr || metric->kind != Node::Kind::scalar) continue;
    ConfiguredObjective& objective = list.emplace_back(ConfiguredObjective{metric->text, {}});
    const Node* const share = item.kind == Node::Kind::map ? item.find("tolerance") : nullptr;
    if (share == nullptr) continue;
    if (const Result<Tolerance> tolerance = Tolerance::parse(share->text)) objective.tolerance = *tolerance;
  }
  return list;
}

Tolerance tolerance_of(std::string_view text, const std::vector<ConfiguredObjective>& objectives) {
  for (const ConfiguredObjective& objective : objectives) {
    const std::string_view source = objective.source;
    const bool is_named = source.starts_with(text) && source.substr(text.size()).starts_with(':');
    if (source == text || is_named) return objective.tolerance;
  }
  return {};
}

}  // namespace bitpareto::db
