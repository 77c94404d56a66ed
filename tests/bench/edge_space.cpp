// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/edge_space.h"

#include "session/open.h"

namespace bitpareto::bench {

namespace {

models::LoadedSpace load_edge_space(const std::string& performance_model) {
  const session::Catalogue catalogue{ConfigFolder{BITPARETO_CONFIGS}};
  return session::open_space("llama-2-7b-edge", catalogue, {.settings = {"design.performance_model=" + performance_model}})
      .loaded;
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
