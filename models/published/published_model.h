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
  [[nodiscard]] const std::vector<std::string>& reasons() const override { return reasons_; }

 private:
  /// Where the numbers of one workload start in the rows of each term.
  struct Layout {
    std::size_t linear = 0;     // kinds of linear products
    std::size_t attention = 0;  // kinds of attention products
    double macs = 0;            // of one run, those of the LLM
    std::size_t array = 0, precision = 0, linear_memory = 0, attention_memory = 0, port = 0, pe = 0;
  };
  enum TermNumber : std::size_t {
    array,
    precision,
    linear_memory,
    attention_memory,
    weight_port,
    input_port,
    pe,
    term_count
  };
  static_assert(term_count <= scratch_count);

  template <class Rows, class Put>
  static void combine(const Layout& layout, const Rows& rows, const Put& put);
  template <class V, class Put>
  static void put_peaks(const Layout& layout, const std::array<const V*, term_count>& rows, const Put& put);
  [[nodiscard]] std::array<const Term*, term_count> terms() const;

  void fill_array(const DesignPoint& p, std::span<double> row) const;
  void fill_precision(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const;
  void fill_port(const DesignPoint& p, std::span<double> row, bool weight) const;
  void fill_pe(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] Revision revision(const DesignPoint& p) const;
  [[nodiscard]] double stationary_bits(const DesignPoint& p, const Product& product) const;
  [[nodiscard]] double widest_weight(const DesignPoint& p, const std::vector<Product>& of_workload) const;
  [[nodiscard]] const std::vector<Product>& products_of(const DesignPoint& p, std::size_t workload) const;

  const Components* components_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<std::vector<Product>> products_[2];  // [revision][workload]
  std::vector<Layout> layouts_;                    // [workload]
  std::vector<Term> terms_;  // by TermNumber
  std::optional<TermRows<searched_costs, term_count>> rows_;
  std::vector<std::string> reasons_;
};

/// Both revisions. They share one model and one check, which tell designs apart by what they chose.
extern const PerformanceModelEntry bitmod_2025_07, hpca25;
void check_published(const ModelCheck& check);

}  // namespace bitpareto::models
