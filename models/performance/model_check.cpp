// SPDX-License-Identifier: Apache-2.0
#include "models/performance/model_check.h"

#include <algorithm>
#include <limits>

#include "core/text/format.h"
#include "core/text/number.h"

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

void ModelCheck::require_published_pes(bool (*fixed)(const Pe&)) const {
  if (file.is_wrong(leaf::pe_kind)) return;
  constexpr std::uint64_t most_looked_at = 1'024;
  // Until `look` has seen enough of a setting.
  const auto each_level = [&](Leaf leaf, const auto& look) {
    for (const Given& g : given(leaf)) {
      for (std::uint64_t level = 0; level < std::min(g.setting->levels.size(), most_looked_at); ++level) {
        if (!look(g, level)) break;
      }
    }
  };
  bool any = false;
  for (const std::optional<Pe>& pe : components.pes) {
    if (!pe || !fixed(*pe)) continue;
    any = true;
    each_level(leaf::pe_dot_size, [&](const Given& g, std::uint64_t level) {
      const double dot_size = g.setting->levels.at(level);
      if (dot_size == pe->costs.dot_size) return true;
      diagnostics.error(g.setting->place(level), g.path,
                        format("the PE {} has dot size {}, not {}; a custom PE may have another", pe->name, shortest(pe->costs.dot_size),
                               shortest(dot_size)));
      return true;
    });
  }
  if (!any) return;
  for (const Leaf leaf : std::initializer_list<Leaf>{leaf::pe_activation, leaf::pe_activation_bits}) {
    each_level(leaf, [&](const Given& g, std::uint64_t level) {
      DesignPoint point = space.shared();
      point[leaf] = g.setting->levels.at(level);
      if (leaf == leaf::pe_activation) point[leaf::pe_activation_bits] = std::numeric_limits<double>::quiet_NaN();
      if (components.activation_bits(point) == 16) return true;
      diagnostics.warning(g.setting->place(level), g.path, "the energy and area of published PEs are those of FP16 activations");
      return false;
    });
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
