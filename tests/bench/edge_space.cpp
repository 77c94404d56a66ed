// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/edge_space.h"

#include "core/set_edit.h"
#include "core/yaml_reader.h"
#include "explorers/catalogue.h"

namespace bitpareto::bench {

namespace {

models::LoadedSpace load_edge_space(const std::string& performance_model) {
  const models::ConfigFolder configs{BITPARETO_CONFIGS};
  const std::string path = (configs.root() / "spaces" / "llama-2-7b-edge.yaml").string();
  Diagnostics diagnostics;
  auto document = read_yaml_file(path, diagnostics);
  apply_set(document.value(), "design.performance_model=" + performance_model, 1, diagnostics);
  Vocabulary words = models::vocabulary(configs);
  words.explorers = {"an explorer", explorers::names(), "", false};
  SpaceFile file = read_space_file(document.value(), path, words, diagnostics);
  return models::load_space(std::move(file), configs, words, diagnostics).value();
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
