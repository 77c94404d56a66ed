// SPDX-License-Identifier: Apache-2.0
/// The native performance, energy and area model: the published one of July 2025 with what an architect needs besides,
/// each an option. docs/native.md.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/cost/answers.h"
#include "core/cost/evaluator.h"
#include "core/cost/term_rows.h"
#include "models/native/leaves.h"
#include "models/native/term_layout.h"
#include "models/native/workload.h"
#include "models/performance/chip_energy.h"

namespace bitpareto::models {

/// Time, energy and area of designs on all workloads of a space. Immutable; thread-safe. The space, components and
/// workloads must outlive it.
class NativeModel final : public PerformanceModel {
 public:
  /// `like`: of the same space and workloads, with other constants; must outlive it. Null: there is none.
  NativeModel(const Space& space, const Components& components, const std::vector<ModelledWorkload>& workloads,
              HeadProtocol head, const NativeModel* like = nullptr);

  void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const override;
  void bound(const Box& box, CostBounds& bounds) const override;
  [[nodiscard]] bool is_tabulated() const override { return is_of_part_ ? has_stages_ : stages_->is_tabulated(); }
  [[nodiscard]] double table_bytes(const Box& box) const override;
  [[nodiscard]] CostSet same_on_all_workloads() const override;
  [[nodiscard]] DesignIndex repetition() const override { return stages_->repetition(); }
  [[nodiscard]] const std::vector<std::string>& reasons() const override { return reasons_; }

  [[nodiscard]] std::span<const NativeWorkload> workloads() const { return native_; }
  /// A workload's buffers: those of the one chip, or its own.
  [[nodiscard]] BufferSizes buffers(const DesignPoint& p, std::size_t workload) const;
  /// Those of the weights, keys and values of the workloads that share a workload's chip, and of a kept head.
  [[nodiscard]] std::vector<const DatatypeEntry*> used_datatypes(const DesignPoint& p, std::size_t workload) const;
  /// Bytes of all weights that share those buffers: one copy in every format.
  [[nodiscard]] double stored_weights(const DesignPoint& p, std::size_t workload) const;
  /// What brings a workload's operations together, for a design that exists; see docs/native.md.
  struct Shared {
    ChipCosts<double> costs;
    DramCosts dram;
    double volts = 0;  // of the supply; 0: not known
    double stall_share = 0;
    double lanes = 0;  // of the vector unit
    double reconfiguration_cycles = 0;
    std::size_t plan = 0;  // the fastest of NativeWorkload::memory_plans()
  };
  [[nodiscard]] Shared shared(const DesignPoint& p, std::size_t workload) const;
  /// What runs as one piece: an operation, or both products of fused attention with the softmax between them.
  struct Piece {
    std::vector<std::size_t> operations;  // positions in NativeWorkload::operations()
    ChipWork<double> work;
  };
  /// All that a workload runs under its fastest plan, in topological order; for a design that exists.
  [[nodiscard]] std::vector<Piece> pieces(const DesignPoint& p, std::size_t workload) const;

  /// One design, of the space or not: its costs on each workload, without those of accuracy; or why it cannot exist.
  [[nodiscard]] Result<std::vector<Evaluation>> evaluate(const DesignPoint& p) const;

 private:
  template <class V>
  using Rows = std::array<const V*, native_row::native_term_count>;
  template <class V>
  using StageRows = std::array<const V*, native_row::native_stage_count>;
  using Stages = TermRows<native_row::native_stage_count, usual_costs, searched_costs>;
  static_assert(native_row::native_term_count <= scratch_count);

  /// The rows of all terms for a point, and where they begin.
  struct PointRows {
    std::array<std::vector<double>, native_row::native_term_count> rows;
    [[nodiscard]] Rows<double> starts() const;
  };
  template <class V>
  [[nodiscard]] static StageRows<V> stages_of(const Rows<V>& rows);
  /// Calls f(first, count, cycles) for everything that runs one after the other under a plan, with the places of its
  /// operations in the layout. Where an Interval leaves open whether attention is one piece or two, f gets it as one and
  /// maybe(first, count, cycles) each.
  template <class V, class F, class Maybe>
  void for_each_piece(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan, const F& f, const Maybe& maybe) const;
  template <class V>
  [[nodiscard]] ChipWork<V> work_of(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan, std::size_t first,
                                    std::size_t count, const V& cycles) const;
  /// Of any piece, with and without DRAM.
  template <class V>
  [[nodiscard]] std::pair<V, V> highest_power(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan) const;
  template <class V, class Put>
  void put_peaks(const NativeLayout& layout, const Rows<V>& rows, const Put& put) const;
  template <class V>
  V needed_bytes(const V* memory_row) const;

  /// A design as each workload sees it.
  using Seen = std::vector<NativeDesign>;
  [[nodiscard]] Seen seen(const DesignPoint& p) const;
  [[nodiscard]] std::vector<const DatatypeEntry*> used_datatypes(const Seen& seen, std::size_t workload) const;
  [[nodiscard]] double stored_weights(const DesignPoint& p, const Seen& seen, std::size_t workload) const;
  [[nodiscard]] double value_seen(const DesignPoint& p, std::size_t workload, Leaf leaf) const;
  [[nodiscard]] bool has_own(std::size_t workload, std::initializer_list<Leaf> leaves) const;
  [[nodiscard]] double most(const Space& space, Leaf leaf) const;
  [[nodiscard]] std::size_t plan_places(const Space& space, std::size_t workload) const;
  /// How tables are filled: by what many designs ask alike (staged_terms.cpp).
  [[nodiscard]] RowStages mapping_stages() const;
  [[nodiscard]] RowStages memory_stages(const Space& space) const;
  [[nodiscard]] RowStages sram_stages(bool weight, std::size_t width) const;
  [[nodiscard]] RowStages logic_stages() const;
  class MappingGrid;
  class MemoryGrid;
  void fill_mapping(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row) const;
  /// The numbers of every plan, where those of a workload begin in a row of memory.
  void put_stored(const DesignPoint& p, std::size_t w, const NativeDesign& design, std::size_t plans, double* extra) const;
  void fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const;
  /// The PEs of a workload's array, whatever its shape; or why there are none.
  struct BuiltPe {
    double reason = 0;
    PeCosts element;
    Supplied supply;
  };
  [[nodiscard]] BuiltPe built_pe(const DesignPoint& p, const Seen& seen, std::size_t w) const;
  void fill_logic(const DesignPoint& p, std::span<double> row) const;
  void put_logic(const Seen& seen, const std::vector<BuiltPe>& built, std::span<double> row) const;
  void fill_dram(const DesignPoint& p, std::span<double> row) const;
  void fill_vector(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] DramCosts dram_of(const DesignPoint& p, std::size_t workload, const NativeDesign& design) const;
  /// Finds out which numbers nobody has to look at twice, for shared_layouts_. Requires tables.
  void leave_out_equals();
  void bound_stages(const Box& box, CostBounds& bounds) const;
  void fill_transfers(std::span<const double* const> rows, std::span<double> row) const;
  void fill_chip(std::span<const double* const> rows, std::span<double> row) const;
  [[nodiscard]] PointRows rows_of(const DesignPoint& p) const;
  /// The most that a leaf or function has over the workloads that share a chip with this one.
  template <class F>
  [[nodiscard]] double most_on_chip(const Seen& seen, std::size_t workload, const F& value) const;

  std::uint64_t number_;  // of all that were ever made: an address may come again
  const Components* components_;
  HeadProtocol head_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<NativeWorkload> native_;
  std::vector<NativeLayout> layouts_;
  bool is_nominal_ = false;  // every design that exists has the nominal voltage
  std::vector<NativeLayout> shared_layouts_;  // the same, but that workloads read equal numbers where the first one has them
  // Stores of what was computed before, by what it is over:
  mutable Answers by_array_, by_buffers_, by_weight_buffer_, by_input_buffer_;
  std::vector<Term> terms_;         // by NativeTerm
  std::optional<Stages> stages_;    // those that costs are brought together from
  bool is_of_part_ = false;         // of a space: transfers are brought together for those designs that ask
  bool has_stages_ = false;         // whether there are tables of what bounds are brought together from
  std::vector<std::string> reasons_;
};

extern const PerformanceModelEntry native_model;
void check_native(const ModelCheck& check);

}  // namespace bitpareto::models
