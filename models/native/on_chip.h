// SPDX-License-Identifier: Apache-2.0
/// Which activations need not travel to DRAM and back: docs/native.md, section 5.
#pragma once

#include <optional>
#include <vector>

#include "core/workload/workload_graph.h"

namespace bitpareto::models {

/// An operation of a decoder block, prepared for repeated questions.
struct BlockOperation {
  Role role = Role::query;
  GemmShape shape;
  double multiplicity = 1;
  std::vector<std::size_t> producers;  // positions of the operations whose outputs it takes
  bool takes_hidden = false;           // takes the normalised hidden state at the start of a block
  bool windowed = false;               // attention of layers with a sliding window
  std::optional<std::size_t> twin;     // the operation of other layers in whose place it stands
  [[nodiscard]] bool attention() const { return is_attention(role); }
};

/// The operations of a workload in topological order. Where some layers only have a sliding window and a context of
/// `longest` tokens is beyond it, their attention stands behind that of the others, as its twin.
[[nodiscard]] std::vector<BlockOperation> block_operations(const LanguageModel& model, const WorkloadShape& shape,
                                                           double longest);

/// Whether an operation's input and output cross the bus.
struct Travel {
  bool input = true;
  bool output = true;
};

/// What travels if activations of `activation_bits` bits stay in a buffer of `capacity_bytes` bytes for as long as all
/// that are needed at a time fit: an operation's input and output, what later operations of the block still need, and
/// the hidden state, to which the block adds. Keys and values go to the cache and logits to the user, always. A query has
/// a row of `scores` scores, the longest of any layer; 0: they never exist, because attention is fused.
[[nodiscard]] std::vector<Travel> travel(const std::vector<BlockOperation>& operations, const LanguageModel& model,
                                         double activation_bits, double capacity_bytes, double scores);

/// The most bytes that are needed at a time in a block: what a buffer must hold for nothing to travel.
[[nodiscard]] double live_bytes(const std::vector<BlockOperation>& operations, const LanguageModel& model,
                                double activation_bits, double scores);

}  // namespace bitpareto::models
