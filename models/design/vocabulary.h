// SPDX-License-Identifier: Apache-2.0
/// What a design-space file may say: the leaves of all performance models, and the words that they may hold.
#pragma once

#include "core/space_file/config_folder.h"
#include "core/space_file/space_file.h"
#include "models/design/performance_models.h"

namespace bitpareto::models {

/// The leaves that any of the models reads, without the words that files give.
[[nodiscard]] LeafTable known_leaves(PerformanceModels models = performance_models());
/// The metrics that they bring, each once.
[[nodiscard]] std::vector<KnownMetric> own_metrics(PerformanceModels models);
/// The leaves with their words, and the LLMs; explorers are for whoever knows them.
[[nodiscard]] Vocabulary vocabulary(const ConfigFolder& configs, PerformanceModels models = performance_models());

}  // namespace bitpareto::models
