// SPDX-License-Identifier: Apache-2.0
/// What each operation of a workload asks of the array, the buffers and DRAM in the native model: the equations of
/// docs/native.md for one design, operation by operation. Pure functions of a design.
#pragma once

#include <span>
#include <vector>

#include "core/space_file/space_file.h"
#include "models/native/array_question.h"
#include "models/native/movement.h"
#include "models/native/native_design.h"
#include "models/performance/components.h"
#include "models/performance/modelled_workload.h"
#include "models/published/latency.h"

namespace bitpareto::models {

/// Keys that fused attention works on at a time. Dao, FlashAttention-2 (arXiv 2307.08691, section 3.3): blocks of 64 or
/// 128.
inline constexpr double fused_score_tile = 64;

/// One way to use the buffers, for a whole workload.
struct MemoryPlan {
  bool kept_weights = false;  // weights stay in their buffer from run to run
  bool fused = false;         // scores of attention never travel
  std::vector<Movement> movements;  // of each operation
};

/// One workload of the native model. Designs are as this workload sees them: what seen() gives.
class NativeWorkload {
 public:
  NativeWorkload(const Components& components, const ModelledWorkload& workload, HeadProtocol head);

  [[nodiscard]] std::span<const BlockOperation> operations() const { return operations_; }
  [[nodiscard]] const ModelledWorkload& workload() const { return *workload_; }
  /// A design of the space, or beside it, as this workload sees it.
  [[nodiscard]] NativeDesign seen(const DesignPoint& p) const { return native_design(*components_, workload_->seen(p)); }

  [[nodiscard]] ArrayWork array_work(const NativeDesign& d, std::size_t operation) const;
  /// What the operation asks of an array; ports feed it as equations (12) and (13) have it unless the design gives them.
  [[nodiscard]] ArrayQuestion array_question(const NativeDesign& d, std::size_t operation) const;
  /// The operation under the mapping that the design fixes or that is cheapest.
  [[nodiscard]] ArrayUse array_use(const NativeDesign& d, std::size_t operation) const {
    return models::array_use(array_question(d, operation), d.array.rows, d.array.columns);
  }
  /// What there is to move, and what decides how often: with so many bytes of weights that stay in their buffer, and attention as one piece or not.
  [[nodiscard]] MovementOutline outline(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] FetchQuestion fetch_question(const NativeDesign& d, std::size_t operation, double kept_weights, bool fused) const;
  /// The movement of an operation whose operands are sent as fetches() says.
  [[nodiscard]] Movement movement(const MovementOutline& outline, std::size_t operation, const Fetches& fetches, const Travel& travel, bool kept_weights, bool fused) const;
  /// Whether input and output of each operation travel, with an input buffer of that size.
  [[nodiscard]] std::vector<Travel> travels(const NativeDesign& d, double input_buffer, bool fused) const;
  /// Whether attention may run as one piece, and weights stay in their buffer, with these buffers.
  [[nodiscard]] bool fuses(const NativeDesign& d, const BufferSizes& buffers) const;
  [[nodiscard]] bool keeps(const NativeDesign& d, const BufferSizes& buffers, double stored_weights) const;
  /// The ways to use the buffers of which any may be the fastest, the preferred one of equals first; never none.
  /// `stored_weights`: bytes of all weights that the chip stores, in every format.
  [[nodiscard]] std::vector<MemoryPlan> memory_plans(const NativeDesign& d, const BufferSizes& buffers,
                                                     double stored_weights) const;
  /// Operations of the vector unit that go with one run of the operation.
  [[nodiscard]] double vector_operations(const NativeDesign& d, std::size_t operation) const;
  /// Whether the vector unit works on scores while the array does, if attention is fused.
  [[nodiscard]] bool overlaps_softmax(const NativeDesign& d) const;

  /// Bits per cycle of each port.
  [[nodiscard]] double weight_port(const NativeDesign& d) const;
  [[nodiscard]] double input_port(const NativeDesign& d) const;
  /// The most cycles of a PE for a weight: what peak performance is counted with.
  [[nodiscard]] double most_weight_cycles(const NativeDesign& d) const;
  /// Weights of one copy, metadata included.
  [[nodiscard]] double weight_bytes(const NativeDesign& d) const;
  /// No copy of the weights takes less, whatever its datatype: 1 bit each.
  [[nodiscard]] double least_weight_bytes() const;
  /// Keys and values of all sequences at the last position.
  [[nodiscard]] double kv_cache_bytes(const NativeDesign& d) const;
  /// The input embedding, which is stored but hardly read.
  [[nodiscard]] double embedding_bytes(const NativeDesign& d) const;
  /// Decode steps whose mean a run is.
  [[nodiscard]] double positions(const NativeDesign& d) const;
  /// Whether a token of the operation leaves out positions that its window does not reach.
  [[nodiscard]] bool reaches_beyond_window(const NativeDesign& d, std::size_t operation) const;
  /// The longest row of scores of any layer.
  [[nodiscard]] double longest_scores(const NativeDesign& d) const;
  /// What one query of fused attention takes in the input buffer, with its result and a tile of scores.
  [[nodiscard]] double fused_query_bytes(const NativeDesign& d) const;
  /// What the weight buffer must hold besides weights that stay.
  [[nodiscard]] double streamed_keys_bytes(const NativeDesign& d) const;

 private:
  struct Precision {
    double bits = 16;                         // stored, metadata included on average
    const DatatypeEntry* datatype = nullptr;  // null: given by its bits alone
  };
  [[nodiscard]] bool is_kept_head(std::size_t operation) const;
  [[nodiscard]] Precision precision(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double serial_cycles_of(const NativeDesign& d, const Precision& precision) const;
  [[nodiscard]] double weight_row_bits(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double weight_row_bytes(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double head_vector_groups(const NativeDesign& d) const;
  [[nodiscard]] double head_vector_bits(const NativeDesign& d) const;
  [[nodiscard]] double head_vector_bytes(const NativeDesign& d) const;
  [[nodiscard]] double tokens_of(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double widest_weight(const NativeDesign& d) const;
  [[nodiscard]] bool is_causal(const NativeDesign& d) const;
  [[nodiscard]] double window(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double mean_keys(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] MovementOutline linear_outline(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] MovementOutline attention_outline(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] double score_row_bytes(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] OperandRows stationary_at(const NativeDesign& d, std::size_t operation, double position) const;
  [[nodiscard]] double held_positions(const NativeDesign& d, std::size_t operation) const;
  [[nodiscard]] MemoryPlan plan(const NativeDesign& d, const BufferSizes& buffers, double kept_weights, bool fused) const;

  const Components* components_;
  const ModelledWorkload* workload_;
  HeadProtocol head_;
  std::vector<BlockOperation> operations_;
  std::size_t scores_ = 0;  // position of the first operation of attention
};

}  // namespace bitpareto::models
