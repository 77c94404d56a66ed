// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on config.json: an LLM that is read has operations whose number is finite.
#include <cmath>

#include "core/workload/language_model.h"
#include "core/workload/workload_graph.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  Diagnostics diagnostics;
  const auto model = read_language_model("m", std::string{reinterpret_cast<const char*>(bytes), size},
                                         std::make_shared<const std::string>("config.json"), diagnostics);
  fuzz::check(model.has_value(), diagnostics);
  if (!model) return 0;
  for (const Phase phase : {Phase::prefill, Phase::decode}) {
    fuzz::require(std::isfinite(WorkloadGraph{*model, {.phase = phase, .context = 1 << 20, .batch = 64}}.macs()));
  }
  return 0;
}
