// SPDX-License-Identifier: Apache-2.0
#include "models/design/performance_models.h"

#include <algorithm>
#include <array>

#include "models/native/model.h"
#include "models/published/published_model.h"

namespace bitpareto::models {

namespace {

constexpr std::array performance_model_list{&native_model, &bitmod_2025_07, &hpca25};

}  // namespace

PerformanceModels performance_models() { return performance_model_list; }

const PerformanceModelEntry* find_performance_model(PerformanceModels models, std::string_view name) {
  const auto it = std::ranges::find(models, name, &PerformanceModelEntry::name);
  return it == models.end() ? nullptr : *it;
}

std::vector<std::string> performance_model_names(PerformanceModels models) {
  std::vector<std::string> names;
  for (const PerformanceModelEntry* entry : models) names.emplace_back(entry->name);
  return names;
}

}  // namespace bitpareto::models
