// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/edge_space.h"

#include "explorers/catalogue.h"

namespace bitpareto::bench {

namespace {

models::LoadedSpace load_edge_space(const std::string& performance_model) {
  const ConfigFolder configs{BITPARETO_CONFIGS};
  Diagnostics diagnostics;
  Vocabulary words = models::vocabulary(configs);
  words.explorers = {"an explorer", explorers::names(), "", false};
  const std::vector<std::string> settings{"design.performance_model=" + performance_model};
  return models::load_space_file(configs.root() / "spaces" / "llama-2-7b-edge.yaml", settings, configs, words,
                                 diagnostics)
      .value();
}

}  // namespace

const models::LoadedSpace& edge_space() {
  static const models::LoadedSpace space = load_edge_space("bitmod-2025-07");
  return space;
}

const models::LoadedSpace& native_edge_space() {
  static const models::LoadedSpace space = load_edge_space("native");
  return space;
}

}  // namespace bitpareto::bench
