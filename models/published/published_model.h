// SPDX-License-Identifier: Apache-2.0
/// The published performance, energy and area model, both revisions: docs/model.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/cost/evaluator.h"
#include "core/cost/term_rows.h"
#include "models/performance/chip_energy.h"
#include "models/performance/components.h"
#include "models/performance/modelled_workload.h"
#include "models/published/operands.h"

namespace bitpareto::models {

/// Time, energy and area of designs on all workloads of a space. Immutable; thread-safe. The space, components and
/// workloads must outlive it.
class PublishedModel final : public PerformanceModel {
 public:
  PublishedModel(const Space& space, const Components& components, const std::vector<ModelledWorkload>& workloads);

  void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const override;
  void bound(const Box& box, CostBounds& bounds) const override;
  [[nodiscard]] bool is_tabulated() const override { return stages_->is_tabulated(); }
  [[nodiscard]] double table_bytes(const Box& box) const override;
  [[nodiscard]] CostSet same_on_all_workloads() const override;
  [[nodiscard]] DesignIndex repetition() const override { return stages_->repetition(); }
  [[nodiscard]] const std::vector<std::string>& reasons() const override { return reasons_; }

 private:
  /// Where the numbers of one workload start in the rows of each term.
  struct Layout {
    std::size_t linear = 0;     // kinds of linear products
    std::size_t attention = 0;  // kinds of attention products
    double macs = 0;            // of one run, those of the LLM
    std::size_t array = 0, precision = 0, linear_memory = 0, attention_memory = 0, weight_port = 0, input_port = 0, pe = 0, dram = 0, work = 0,
                movement = 0;
    [[nodiscard]] std::size_t kinds() const { return linear + attention; }
  };
  enum TermNumber : std::size_t {
    array,
    precision,
    linear_memory,
    attention_memory,
    weight_port,
    input_port,
    pe,
    dram,
    base_count,
    work = base_count,  // joins array, precision and pe
    movement,           // joins both memories and dram
    term_count
  };
  static_assert(term_count <= scratch_count);
  /// What is left to combine.
  enum Stage : std::size_t { of_work, of_movement, of_weight_port, of_input_port, stage_count };
  template <class V>
  using BaseRows = std::array<const V*, base_count>;

  template <class V>
  static void join_work(const Layout& layout, const V* array_row, const V* precision_row, const V* pe_row, V* row);
  template <class V>
  static void join_movement(const Layout& layout, const V* linear_row, const V* attention_row, const V* dram_row, V* row);
  template <class Rows, class Put>
  static void combine(const Layout& layout, const Rows& rows, const Put& put);
  template <class V, class Put>
  static void put_peaks(const Layout& layout, const BaseRows<V>& rows, const Put& put);
  /// The first terms, by TermNumber.
  template <std::size_t count>
  [[nodiscard]] std::array<const Term*, count> first_terms() const;

  void fill_array(const DesignPoint& p, std::span<double> row) const;
  void fill_precision(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const;
  void fill_port(const DesignPoint& p, std::span<double> row, bool weight) const;
  void fill_pe(const DesignPoint& p, std::span<double> row) const;
  void fill_dram(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] Revision revision(const DesignPoint& p) const;
  [[nodiscard]] double stationary_bits(const DesignPoint& p, const Product& product) const;
  [[nodiscard]] double widest_weight(const DesignPoint& p, const std::vector<Product>& of_workload) const;
  [[nodiscard]] const std::vector<Product>& products_of(const DesignPoint& p, std::size_t workload) const;

  const Components* components_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<std::vector<Product>> products_[2];  // [revision][workload]
  std::vector<Layout> layouts_;                    // [workload]
  std::vector<Term> terms_;  // by TermNumber
  std::vector<Layout> shared_layouts_;  // the same, but that workloads read equal numbers where the first one has them
  std::optional<TermRows<stage_count, usual_costs, searched_costs>> stages_;
  std::vector<std::string> reasons_;
};

/// Both revisions. They share one model and one check, which tell designs apart by what they chose.
extern const PerformanceModelEntry bitmod_2025_07, hpca25;
void check_published(const ModelCheck& check);

}  // namespace bitpareto::models
