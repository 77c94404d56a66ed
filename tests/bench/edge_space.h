// SPDX-License-Identifier: Apache-2.0
/// The shipped space of Llama-2-7B on an edge accelerator, loaded for benchmarks.
#pragma once

#include "models/design/space_loader.h"

namespace bitpareto::bench {

/// configs/spaces/llama-2-7b-edge.yaml: prefill and decode, 172,800 designs.
[[nodiscard]] const models::LoadedSpace& edge_space();
/// The same with performance_model: native.
[[nodiscard]] const models::LoadedSpace& native_edge_space();

}  // namespace bitpareto::bench
