// SPDX-License-Identifier: Apache-2.0
/// An LLM at work as a graph of matrix products. Only user of Boost.Graph.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/workload/language_model.h"

namespace bitpareto {

enum class Phase { prefill, decode };
[[nodiscard]] std::string_view to_text(Phase phase);

/// What runs: a phase of one model at one context length and batch size. Prefill takes `context` tokens at once; one
/// step of decode takes one token per sequence and attends to `context` cached positions.
struct WorkloadShape {
  Phase phase = Phase::prefill;
  std::int64_t context = 1;  // tokens
  std::int64_t batch = 1;    // sequences
  friend bool operator==(const WorkloadShape&, const WorkloadShape&) = default;
};

/// `instances` independent products of a (tokens x reduction) input by a (reduction x outputs) stationary operand.
struct GemmShape {
  std::int64_t instances = 1;
  std::int64_t tokens = 1;
  std::int64_t outputs = 1;
  std::int64_t reduction = 1;
  [[nodiscard]] double macs() const {
    return static_cast<double>(instances) * static_cast<double>(tokens) * static_cast<double>(outputs) *
           static_cast<double>(reduction);
  }
  friend bool operator==(const GemmShape&, const GemmShape&) = default;
};

/// Which product of the transformer an operation is.
enum class Role {
  project_in,  // embedding to hidden size (OPT-350m)
  query,
  key,
  value,
  scores,   // queries by cached keys
  context,  // softmax by cached values
  output,
  gate,
  up,
  down,
  project_out,  // hidden to embedding size (OPT-350m)
  head,         // hidden state to vocabulary
};
[[nodiscard]] std::string_view to_text(Role role);
/// Whether the stationary operand is the KV cache and not weights.
[[nodiscard]] constexpr bool is_attention(Role role) { return role == Role::scores || role == Role::context; }

struct Operation {
  Role role;
  GemmShape shape;
  std::int64_t multiplicity = 1;  // how many equal decoder blocks have it; 1 outside of them
  /// Over all blocks.
  [[nodiscard]] double macs() const { return shape.macs() * static_cast<double>(multiplicity); }
  friend bool operator==(const Operation&, const Operation&) = default;
};

/// Operations as vertices, data dependences as edges; the decoder blocks, all equal, stand as one whose operations
/// carry a multiplicity. Immutable, cheap to copy, thread-safe to read.
class WorkloadGraph {
 public:
  WorkloadGraph(const LanguageModel& model, const WorkloadShape& shape);

  /// In an order in which every operation stands behind all whose results it needs.
  [[nodiscard]] std::span<const Operation> operations() const;
  /// Positions in operations() of those whose results operation `i` needs within its block.
  [[nodiscard]] std::vector<std::size_t> inputs_of(std::size_t i) const;
  /// All multiply-adds.
  [[nodiscard]] double macs() const;

  struct Path {
    std::vector<std::size_t> operations;  // positions in operations()
    double cost = 0;
  };
  /// The chain of dependent operations with the largest total cost, where `cost` is that of one operation of one block:
  /// what remains if everything independent runs side by side.
  [[nodiscard]] Path critical_path(const std::function<double(const Operation&)>& cost) const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace bitpareto
