// SPDX-License-Identifier: Apache-2.0
/// The shipped space of Llama-2-7B on an edge accelerator, loaded for benchmarks.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"

namespace bitpareto::bench {

/// configs/spaces/llama-2-7b-edge.yaml: prefill and decode, 172,800 designs.
[[nodiscard]] const models::LoadedSpace& edge_space();
/// The same with performance_model: native.
[[nodiscard]] const models::LoadedSpace& native_edge_space();
/// With changes as --set has them.
[[nodiscard]] session::Session open_edge_space(const std::string& performance_model, std::vector<std::string> settings = {});

}  // namespace bitpareto::bench
