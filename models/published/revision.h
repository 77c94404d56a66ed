// SPDX-License-Identifier: Apache-2.0
/// The public revisions of the BitMoD simulator.
#pragma once

#include <cstdint>

namespace bitpareto::models {

enum class Revision : std::uint8_t {
  hpca25,    // behind the figures of the paper
  july2025,  // with batches, attention per head and a KV-cache precision
};

}  // namespace bitpareto::models
