// SPDX-License-Identifier: Apache-2.0
#include "models/performance/model_check.h"

#include <algorithm>

#include "core/text/format.h"

namespace bitpareto::models {

std::vector<ModelCheck::Given> ModelCheck::given(Leaf leaf) const {
  std::vector<Given> list;
  if (const LeafSetting* setting = file.find(leaf)) list.push_back({setting, format("design.{}", leaf->path)});
  for (std::size_t w = 0; w < file.workloads.size(); ++w) {
    for (const LeafSetting& setting : file.workloads[w].overrides) {
      if (setting.leaf == leaf) list.push_back({&setting, format("workloads.{}.design.{}", w, leaf->path)});
    }
  }
  return list;
}

void ModelCheck::require(Leaf leaf, double value, std::string_view why) const {
  for (const Given& g : given(leaf)) {
    for (std::uint64_t level = 0; level < std::min<std::uint64_t>(g.setting->levels.size(), 1'024); ++level) {
      if (g.setting->levels.at(level) == value) continue;
      diagnostics.error(g.setting->place(level), g.path,
                        format("{} where only {} is possible: {}", space.value_text(leaf, g.setting->levels.at(level)),
                               space.value_text(leaf, value), why));
      if (!g.setting->source.items.empty()) continue;
      break;  // a range: one complaint says it
    }
  }
}

void ModelCheck::complain_unread(Leaf leaf, std::string_view why) const {
  for (const Given& g : given(leaf)) complain_unread(g, why);
}

void ModelCheck::complain_unread(const Given& given, std::string_view why) const {
  const Place& place = given.setting->source.place;
  if (given.setting->is_axis()) {
    diagnostics.error(place, given.path, format("an axis that changes nothing: {}", why));
  } else {
    diagnostics.warning(place, given.path, format("is not used: {}", why));
  }
}

}  // namespace bitpareto::models
