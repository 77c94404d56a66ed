// SPDX-License-Identifier: Apache-2.0
/// The native performance, energy and area model: the published one of July 2025 with what an architect needs besides,
/// each an option. docs/native.md.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/evaluator.h"
#include "core/result.h"
#include "models/native/workload.h"
#include "models/term.h"

namespace bitpareto::models {

/// Time, energy and area of designs on all workloads of a space. Immutable; thread-safe. The space, components and
/// workloads must outlive it.
class NativeModel {
 public:
  NativeModel(const Space& space, const Components& components, const std::vector<ModelledWorkload>& workloads,
              HeadProtocol head);
  NativeModel(const NativeModel&) = delete;  // its terms refer to it
  NativeModel& operator=(const NativeModel&) = delete;

  /// The scratch vectors of a CostBlock that evaluate() uses: the first ones.
  static constexpr std::size_t scratch_count = 8;
  /// Fills every cost but those of accuracy, and why designs cannot exist, counting from `first_reason`.
  void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const;
  /// The same as intervals.
  void bound(const Box& box, CostBounds& bounds) const;
  /// What ReasonCodes first_reason, ... mean.
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

  [[nodiscard]] std::span<const NativeWorkload> workloads() const { return native_; }
  /// A workload's buffers, bytes: those of the one chip, or its own.
  [[nodiscard]] double buffer_bytes(const DesignPoint& p, std::size_t workload, Leaf buffer) const;
  /// The numbers that bring a workload's operations together, for a design that exists; see docs/native.md.
  struct Shared {
    double pes = 0;        // of the chip
    double pe_energy = 0;  // J per PE and cycle, placed and routed
    double idle_share = 0, stall_share = 0;
    double encoder_energy = 0;                 // J per cycle
    double accumulation_energy = 0;            // J per partial sum
    double vector_energy = 0;                  // J per operation
    double weight_read = 0, weight_write = 0;  // J per access of a port, per 64 bits
    double input_read = 0, input_write = 0;
    double leakage = 0;  // W
    DramCosts dram;
    double clock = 0;
    double reconfiguration_cycles = 0;
    double lanes = 0;  // of the vector unit
  };
  [[nodiscard]] Shared shared(const DesignPoint& p, std::size_t workload) const;

  /// One design, of the space or not: its costs on each workload, without those of accuracy; or why it cannot exist.
  [[nodiscard]] Result<std::vector<Evaluation>> evaluate(const DesignPoint& p) const;

 private:
  enum TermNumber : std::size_t {
    mapping,
    linear_memory,
    attention_memory,
    weight_sram,
    input_sram,
    logic,
    dram,
    vector,
    term_count
  };
  static_assert(term_count == scratch_count);
  /// Where the numbers of one workload start in the rows of each term.
  using Layout = std::array<std::size_t, term_count>;

  template <class V, class Put>
  void combine(std::size_t workload, const std::array<const V*, term_count>& rows, const Put& put) const;
  template <class V>
  V needed_bytes(const std::array<const V*, term_count>& rows) const;

  void fill_mapping(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const;
  void fill_sram(const DesignPoint& p, std::span<double> row, bool weight) const;
  void fill_logic(const DesignPoint& p, std::span<double> row) const;
  void fill_dram(const DesignPoint& p, std::span<double> row) const;
  void fill_vector(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] DramCosts dram_of(const DesignPoint& p, std::size_t workload) const;
  [[nodiscard]] std::size_t reason_of(const std::array<const double*, term_count>& rows) const;
  [[nodiscard]] std::array<std::vector<double>, term_count> rows_of(const DesignPoint& p) const;
  /// The most that a leaf or function has over the workloads that share a chip with this one.
  template <class F>
  [[nodiscard]] double most_on_chip(const DesignPoint& p, std::size_t workload, const F& value) const;

  const Components* components_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<NativeWorkload> native_;
  std::vector<std::size_t> linear_kinds_;  // of each workload
  std::vector<Layout> layouts_;
  std::vector<Term> terms_;  // by TermNumber
  std::vector<std::string> reasons_;
};

}  // namespace bitpareto::models
