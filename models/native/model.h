// SPDX-License-Identifier: Apache-2.0
/// The native performance, energy and area model: the published one of July 2025 with what an architect needs besides,
/// each an option. docs/native.md.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/cost/evaluator.h"
#include "core/cost/term.h"
#include "models/native/leaves.h"
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
  enum TermNumber : std::size_t { mapping, memory, weight_sram, input_sram, logic, dram, vector, term_count };
  static_assert(term_count <= scratch_count);
  /// The numbers of one workload in the rows of each term.
  struct Layout {
    std::array<std::size_t, term_count> start{};
    std::vector<std::size_t> order;     // positions of operations: linear layers, then attention
    std::vector<double> multiplicity;   // in that order
    std::size_t linear = 0;             // how many are linear layers
    std::size_t plans = 1;              // places for memory plans
    [[nodiscard]] std::size_t size() const { return order.size(); }
    std::size_t plan_width = 0;         // numbers of a plan
  };
  template <class V>
  using Rows = std::array<const V*, term_count>;

  /// Calls f(first, count, cycles) for everything that runs one after the other under a plan, with the places of its
  /// operations in the layout. Where an Interval leaves open whether attention is one piece or two, f gets it as one and
  /// maybe(first, count, cycles) each.
  template <class V, class F, class Maybe>
  void for_each_piece(const Layout& layout, const Rows<V>& rows, const V* plan, const F& f, const Maybe& maybe) const;
  template <class V>
  [[nodiscard]] ChipWork<V> work_of(const Layout& layout, const Rows<V>& rows, const V* plan, std::size_t first,
                                    std::size_t count, const V& cycles) const;
  template <class V, class Put>
  void combine(std::size_t workload, const Rows<V>& rows, bool with_peaks, const Put& put) const;
  template <class V>
  [[nodiscard]] const V* plan_numbers(const Layout& layout, const Rows<V>& rows, std::size_t plan) const;
  template <class V>
  [[nodiscard]] V plan_cycles(const Layout& layout, const Rows<V>& rows, const V* plan) const;
  /// Of any piece, with and without DRAM.
  template <class V>
  [[nodiscard]] std::pair<V, V> highest_power(const Layout& layout, const Rows<V>& rows, const V* plan,
                                              const ChipCosts<V>& costs) const;
  struct Fastest {
    std::size_t plan;
    double cycles;
  };
  [[nodiscard]] Fastest fastest_plan(const Layout& layout, const Rows<double>& rows) const;
  template <class V>
  [[nodiscard]] ChipCosts<V> chip_costs(const Layout& layout, const Rows<V>& rows) const;
  template <class V>
  V needed_bytes(const Rows<V>& rows) const;

  [[nodiscard]] std::size_t plan_places(const Space& space, std::size_t workload) const;
  void fill_mapping(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row) const;
  void fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const;
  void fill_logic(const DesignPoint& p, std::span<double> row) const;
  void fill_dram(const DesignPoint& p, std::span<double> row) const;
  void fill_vector(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] DramCosts dram_of(const DesignPoint& p, std::size_t workload) const;
  [[nodiscard]] std::size_t reason_of(const Rows<double>& rows) const;
  [[nodiscard]] std::array<std::vector<double>, term_count> rows_of(const DesignPoint& p) const;
  /// The most that a leaf or function has over the workloads that share a chip with this one.
  template <class F>
  [[nodiscard]] double most_on_chip(const DesignPoint& p, std::size_t workload, const F& value) const;

  const Components* components_;
  HeadProtocol head_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<NativeWorkload> native_;
  std::vector<Layout> layouts_;
  std::vector<Term> terms_;  // by TermNumber
  std::vector<std::string> reasons_;
};

extern const PerformanceModelEntry native_model;
void check_native(const ModelCheck& check);

}  // namespace bitpareto::models
