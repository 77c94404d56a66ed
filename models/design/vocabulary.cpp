// SPDX-License-Identifier: Apache-2.0
#include "models/design/vocabulary.h"

#include <algorithm>

#include "core/design/leaf_map.h"
#include "models/datatypes/datatype_list.h"
#include "models/hardware/dram.h"
#include "models/hardware/leaves.h"
#include "models/hardware/pe.h"
#include "models/performance/components.h"

namespace bitpareto::models {

namespace {

std::vector<KnownLeaf> all_leaves(PerformanceModels models) {
  std::vector<std::span<const Leaf>> lists;
  for (const PerformanceModelEntry* const model : models) lists.push_back(model->leaves);
  std::vector<KnownLeaf> known;
  for (const Leaf leaf : merged(lists)) {
    KnownLeaf& added = known.emplace_back(KnownLeaf{leaf});
    for (const PerformanceModelEntry* const model : models) {
      if (model->reads(leaf)) added.readers.emplace_back(model->name);
    }
    if (leaf->words.empty()) continue;
    added.words = {std::string{leaf->words_noun}, {leaf->words.begin(), leaf->words.end()}, "", false, leaf->other, leaf->other_within};
  }
  return known;
}

/// Words that follow from files and catalogues, of the leaves that have such.
LeafMap<NameList> words_of_files(const ConfigFolder& configs, PerformanceModels models) {
  LeafMap<NameList> words;
  words[leaf::performance_model] = {"a performance model", performance_model_names(models), "bitpareto list models",
                                    false};
  words[leaf::technology] = {"a technology", configs.names("technologies", ".yaml"), "bitpareto list technologies",
                             true};
  words[leaf::pe_kind] = {"a PE", configs.names("pes", ".yaml"), "bitpareto list pes", true};
  words[leaf::pe_kind].names.emplace_back(custom_pe);
  words[leaf::dram_preset] = {"a DRAM", configs.names("drams", ".yaml"), "bitpareto list drams", true};
  words[leaf::dram_preset].names.emplace_back(bus_dram);
  NameList datatypes{"a datatype", datatype_names(), "bitpareto list datatypes", true};
  for (std::string& own : configs.names("datatypes", ".yaml")) datatypes.names.push_back(std::move(own));
  words[leaf::pe_activation] = words[leaf::weights_datatype] = words[leaf::kv_cache_datatype] = datatypes;
  words[leaf::pe_supports] = datatypes;
  words[leaf::pe_supports].names.emplace_back(datatypes_in_use);
  return words;
}

}  // namespace

LeafTable known_leaves(PerformanceModels models) { return LeafTable{all_leaves(models)}; }

std::vector<KnownMetric> own_metrics(PerformanceModels models) {
  std::vector<KnownMetric> list;
  for (const PerformanceModelEntry* const model : models) {
    for (const MetricEntry* const metric : model->metrics) {
      auto it = std::ranges::find(list, metric, &KnownMetric::metric);
      if (it == list.end()) it = list.insert(it, {metric, {}});
      it->models.emplace_back(model->name);
    }
  }
  return list;
}

Vocabulary vocabulary(const ConfigFolder& configs, PerformanceModels models) {
  std::vector<KnownLeaf> leaves = all_leaves(models);
  const LeafMap<NameList> words = words_of_files(configs, models);
  for (KnownLeaf& known : leaves) {
    if (!words[known.leaf].names.empty()) known.words = words[known.leaf];
  }
  return {.leaves = LeafTable{std::move(leaves)},
          .workloads = {"an LLM that ships with the program", configs.names("workloads", ".json"),
                        "bitpareto list workloads", true},
          .explorers = {},
          .own_metrics = own_metrics(models)};
}

}  // namespace bitpareto::models
