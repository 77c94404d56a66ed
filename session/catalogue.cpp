// SPDX-License-Identifier: Apache-2.0
#include "session/catalogue.h"

#include <algorithm>
#include <stdexcept>

#include "explorers/catalogue.h"
#include "models/design/space_loader.h"
#include "session/config_location.h"

namespace bitpareto::session {

Catalogue::Catalogue() {
  for (const ExplorerEntry* const entry : explorers::catalogue()) add(*entry);
  for (const models::PerformanceModelEntry* const entry : models::performance_models()) add(*entry);
}

Catalogue::Catalogue(ConfigFolder configs) : Catalogue{} { configs_ = std::move(configs); }

void Catalogue::add(const ExplorerEntry& entry) {
  if (entry.name.empty()) throw std::invalid_argument{"an explorer without a name"};
  if (find_explorer(entry.name) != nullptr) {
    throw std::invalid_argument{"there is an explorer " + std::string{entry.name} + " already"};
  }
  if (entry.make == nullptr) throw std::invalid_argument{"nothing makes the explorer " + std::string{entry.name}};
  explorers_.push_back(entry);
}

void Catalogue::add(const models::PerformanceModelEntry& entry) {
  const std::string name{entry.name};
  if (name.empty()) throw std::invalid_argument{"a performance model without a name"};
  if (models::find_performance_model(models_, name) != nullptr) {
    throw std::invalid_argument{"there is a performance model " + name + " already"};
  }
  if (entry.make == nullptr) throw std::invalid_argument{"nothing makes the performance model " + name};
  if (!entry.reads(leaf::performance_model)) {
    throw std::invalid_argument{"the performance model " + name + " does not list performance_model among its leaves"};
  }
  for (const MetricEntry* const metric : entry.metrics) {
    const auto same = [&](const MetricEntry* known) {
      return known != metric && (known->name == metric->name || known->column == metric->column);
    };
    if (metric->metric != Metric::own || std::ranges::any_of(metrics(), same)) {
      throw std::invalid_argument{"the metric " + std::string{metric->name} + " of " + name +
                                  " is no metric of its own, or its name or column is taken"};
    }
  }
  models_.push_back(&entry);
}

const ExplorerEntry* Catalogue::find_explorer(std::string_view name) const {
  const auto it = std::ranges::find(explorers_, name, &ExplorerEntry::name);
  return it == explorers_.end() ? nullptr : &*it;
}

std::vector<const MetricEntry*> Catalogue::metrics() const {
  std::vector<const MetricEntry*> list = metrics_on({});
  for (const KnownMetric& known : models::own_metrics(models_)) list.push_back(known.metric);
  return list;
}

ConfigFolder Catalogue::configs() const { return configs_ ? *configs_ : config_folder(otherwise_); }

Vocabulary vocabulary(const Catalogue& catalogue, const ConfigFolder& configs) {
  Vocabulary words = models::vocabulary(configs, catalogue.performance_models());
  words.explorers = {"an explorer", {}, "bitpareto list explorers", false};
  for (const ExplorerEntry& entry : catalogue.explorers()) words.explorers.names.emplace_back(entry.name);
  return words;
}

std::vector<OptionText> default_options(const ExplorerEntry& entry) {
  const Node none = make::map();
  Diagnostics diagnostics;
  MapReader options{none, "explorer", diagnostics};
  return entry.make(options)->options();
}

}  // namespace bitpareto::session
