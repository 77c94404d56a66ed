// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/edge_space.h"

#include "core/yaml_reader.h"
#include "explorers/catalogue.h"

namespace bitpareto::bench {

const models::LoadedSpace& edge_space() {
  static const models::LoadedSpace space = [] {
    const models::ConfigFolder configs{BITPARETO_CONFIGS};
    const std::string path = (configs.root() / "spaces" / "llama-2-7b-edge.yaml").string();
    Diagnostics diagnostics;
    const auto document = read_yaml_file(path, diagnostics);
    Vocabulary words = models::vocabulary(configs);
    words.explorers = {"an explorer", explorers::names(), "", false};
    SpaceFile file = read_space_file(document.value(), path, words, diagnostics);
    return models::load_space(std::move(file), configs, words, diagnostics).value();
  }();
  return space;
}

}  // namespace bitpareto::bench
