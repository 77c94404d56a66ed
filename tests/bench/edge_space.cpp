// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/edge_space.h"

#include "session/open.h"

namespace bitpareto::bench {

session::Session open_edge_space(const std::string& performance_model, std::vector<std::string> settings) {
  const session::Catalogue catalogue{ConfigFolder{BITPARETO_CONFIGS}};
  settings.push_back("design.performance_model=" + performance_model);
  return session::open_space("llama-2-7b-edge", catalogue, {.settings = std::move(settings)});
}

const models::LoadedSpace& edge_space() {
  static const models::LoadedSpace space = open_edge_space("bitmod-2025-07").loaded;
  return space;
}

const models::LoadedSpace& native_edge_space() {
  static const models::LoadedSpace space = open_edge_space("native").loaded;
  return space;
}

}  // namespace bitpareto::bench
