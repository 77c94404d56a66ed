// SPDX-License-Identifier: Apache-2.0
#include "core/workload/workload_graph.h"

#include <gtest/gtest.h>

#include "tests/support/spaces.h"

namespace bitpareto {
namespace {

LanguageModel shipped(const std::string& name) {
  Diagnostics diagnostics;
  return *read_language_model(name, test::read_file(test::configs().file("workloads", ".json", name, {})), nullptr,
                              diagnostics);
}

const Operation& find(const WorkloadGraph& graph, Role role) {
  for (const Operation& o : graph.operations()) {
    if (o.role == role) return o;
  }
  throw std::runtime_error{"no such operation"};
}

std::vector<std::string> names(const WorkloadGraph& graph, const std::vector<std::size_t>& operations) {
  std::vector<std::string> list;
  for (const std::size_t i : operations) list.emplace_back(to_text(graph.operations()[i].role));
  return list;
}

TEST(WorkloadGraph, EveryOperationStandsBehindItsInputs) {
  for (const std::string& name : test::configs().names("workloads", ".json")) {
    for (const Phase phase : {Phase::prefill, Phase::decode}) {
      const WorkloadGraph graph{shipped(name), {.phase = phase, .context = 9, .batch = 2}};
      for (std::size_t i = 0; i < graph.operations().size(); ++i) {
        for (const std::size_t input : graph.inputs_of(i)) EXPECT_LT(input, i) << name;
      }
      EXPECT_EQ(graph.operations().back().role, Role::head) << name;
    }
  }
}

TEST(WorkloadGraph, ShapesOfGroupedQueryAttention) {
  // Llama-3-8B: 32 heads of 128 share 8 key/value heads.
  const LanguageModel model = shipped("llama-3-8b");
  const WorkloadGraph prefill{model, {.phase = Phase::prefill, .context = 256, .batch = 3}};
  EXPECT_EQ(find(prefill, Role::key).shape, (GemmShape{3, 256, 1024, 4096}));
  EXPECT_EQ(find(prefill, Role::scores).shape, (GemmShape{3 * 8, 4 * 256, 256, 128}));
  EXPECT_EQ(find(prefill, Role::context).shape, (GemmShape{3 * 8, 4 * 256, 128, 256}));
  const WorkloadGraph decode{model, {.phase = Phase::decode, .context = 256, .batch = 3}};
  EXPECT_EQ(find(decode, Role::gate).shape, (GemmShape{1, 3, 14336, 4096}));
  EXPECT_EQ(find(decode, Role::scores).shape, (GemmShape{3 * 8, 4, 256, 128}));
  EXPECT_EQ(find(decode, Role::gate).multiplicity, 32);
  EXPECT_EQ(find(decode, Role::head).multiplicity, 1);
}

TEST(WorkloadGraph, Gemma2HasHeadsOfItsOwnSize) {
  const WorkloadGraph graph{shipped("gemma-2-2b"), {.phase = Phase::prefill, .context = 16, .batch = 1}};
  EXPECT_EQ(find(graph, Role::query).shape, (GemmShape{1, 16, 8 * 256, 2304}));
  EXPECT_EQ(find(graph, Role::output).shape, (GemmShape{1, 16, 2304, 8 * 256}));
}

TEST(WorkloadGraph, Opt350mProjectsItsEmbeddings) {
  const WorkloadGraph graph{shipped("opt-350m"), {.phase = Phase::prefill, .context = 16, .batch = 1}};
  EXPECT_EQ(find(graph, Role::project_in).shape, (GemmShape{1, 16, 1024, 512}));
  EXPECT_EQ(find(graph, Role::project_out).shape, (GemmShape{1, 16, 512, 1024}));
  EXPECT_EQ(find(graph, Role::head).shape, (GemmShape{1, 16, 50272, 512}));
}

TEST(WorkloadGraph, CriticalPathGoesThroughEveryBlock) {
  // With a cost of 1 per operation, Llama's block has a chain of 6 (query, scores, context, output, up, down), 32
  // times, and the head.
  const WorkloadGraph llama{shipped("llama-2-7b"), {}};
  const auto one = [](const Operation&) { return 1.0; };
  EXPECT_EQ(llama.critical_path(one).cost, 32 * 6 + 1);
  EXPECT_EQ(names(llama, llama.critical_path(one).operations),
            (std::vector<std::string>{"query", "scores", "context", "output", "up", "down", "head"}));
  // Phi-2's attention (query, scores, context, output) and feed-forward (up, down) run side by side.
  const WorkloadGraph phi{shipped("phi-2"), {}};
  EXPECT_EQ(phi.critical_path(one).cost, 32 * 4 + 1);
}

TEST(WorkloadGraph, MultiplyAddsOfLlama2) {
  // Prefill of 256: linear layers have (7B - embedding - norms) weights, each used once per token; attention 2 * 256^2
  // * 4096 a block. 6,738,415,616 - 131,072,000 - 65 * 4096 weights are in matrices.
  const WorkloadGraph graph{shipped("llama-2-7b"), {.phase = Phase::prefill, .context = 256, .batch = 1}};
  const double linear = (6'738'415'616.0 - 131'072'000 - 65 * 4096) * 256;
  EXPECT_EQ(graph.macs(), linear + 32 * 2.0 * 256 * 256 * 4096);
}

}  // namespace
}  // namespace bitpareto
