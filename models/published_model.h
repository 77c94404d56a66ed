// SPDX-License-Identifier: Apache-2.0
/// The published performance, energy and area model, both revisions: docs/model.md.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/evaluator.h"
#include "models/components.h"
#include "models/term.h"

namespace bitpareto::models {

/// A workload as cost models see it.
struct ModelledWorkload {
  std::shared_ptr<const LanguageModel> model;
  std::size_t model_number = 0;  // equal for workloads of one model
  WorkloadShape shape;
  std::vector<std::pair<Leaf, double>> overrides;
  /// The design as this workload sees it.
  [[nodiscard]] DesignPoint seen(DesignPoint p) const {
    for (const auto& [leaf, value] : overrides) p[leaf] = value;
    return p;
  }
};

/// Time, energy and area of designs on all workloads of a space. Immutable; thread-safe. The space, components and
/// workloads must outlive it.
class PublishedModel {
 public:
  PublishedModel(const Space& space, const Components& components, const std::vector<ModelledWorkload>& workloads);
  PublishedModel(const PublishedModel&) = delete;  // its terms refer to it
  PublishedModel& operator=(const PublishedModel&) = delete;

  /// The scratch vectors of a CostBlock that evaluate() uses: the first ones.
  static constexpr std::size_t scratch_count = 7;
  /// Fills every cost but those of accuracy, and why designs cannot exist.
  void evaluate(const DesignBlock& block, CostBlock& costs) const;
  /// The same as intervals.
  void bound(const Box& box, CostBounds& bounds) const;

  /// What ReasonCodes 1, 2, ... mean.
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  /// Where the numbers of one workload start in the rows of each term.
  struct Layout {
    std::size_t linear = 0;     // kinds of linear products
    std::size_t attention = 0;  // kinds of attention products
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
  static_assert(term_count == scratch_count);

  template <class V, class Put>
  void combine(const Layout& layout, const std::array<const V*, term_count>& rows, const Put& put) const;

  void fill_array(const DesignPoint& p, std::span<double> row) const;
  void fill_precision(const DesignPoint& p, std::span<double> row) const;
  void fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const;
  void fill_port(const DesignPoint& p, std::span<double> row, bool weight) const;
  void fill_pe(const DesignPoint& p, std::span<double> row) const;
  [[nodiscard]] double stationary_bits(const DesignPoint& p, const Product& product) const;
  [[nodiscard]] double widest_weight(const DesignPoint& p, const std::vector<Product>& of_workload) const;
  [[nodiscard]] const std::vector<Product>& products_of(const DesignPoint& p, std::size_t workload) const;

  const Components* components_;
  const std::vector<ModelledWorkload>* workloads_;
  std::vector<std::vector<Product>> products_[2];  // [revision][workload]
  std::vector<Layout> layouts_;                    // [workload]
  std::vector<Term> terms_;                        // by TermNumber
  std::vector<std::string> reasons_;
};

static_assert(BoundedPerformanceModel<PublishedModel>);

}  // namespace bitpareto::models
