// SPDX-License-Identifier: Apache-2.0
/// The front of a small space, searched on two threads.
#include <session/evaluate.h>
#include <session/open.h>
#include <session/search.h>

#include <cstdio>

using namespace bitpareto;

int main() try {
  //! [search]
  session::Catalogue catalogue;
  catalogue.look_in(BITPARETO_CONFIGS);
  const session::Session space = session::open_text(R"(
    workloads: [{model: llama-2-7b, phase: decode, context: 256}]
    design:
      performance_model: native
      weights: {datatype: [bitmod3, bitmod4, int6], group_size: 128}
      array: {rows: {from: 8, to: 64, step: 8}, columns: {from: 4, to: 32, step: 4}}
    objectives: [latency, area, perplexity]
    constraints: ["area <= 8 mm2"]
  )", catalogue, {.needs_objectives = true, .needs_explorer = true});
  const SearchResult found = session::search(space, {.threads = 2});
  std::printf("%.0f designs, %zu on the front\n", found.state.evaluated, found.front.size());
  for (const session::DesignCosts& design : session::evaluate(space, found.front.designs)) {
    for (const auto& [leaf, value] : design.axes) std::printf("%s %s, ", leaf.c_str(), value.c_str());
    std::printf("latency %.3g ms, area %.3g mm2, perplexity %.2f\n", 1e3 * design.metric("latency"),
                design.metric("area"), design.metric("perplexity"));
  }
  //! [search]
} catch (const ConfigError& error) {  // every mistake of the space, each with its line
  for (const Diagnostic& mistake : error.diagnostics()) std::fprintf(stderr, "%s\n", mistake.text().c_str());
  return 2;
}
