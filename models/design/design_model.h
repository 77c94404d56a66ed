// SPDX-License-Identifier: Apache-2.0
/// The cost model of a space: performance and accuracy behind the one interface that searches know.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/cost/evaluator.h"
#include "core/cost/term.h"
#include "models/accuracy/accuracy.h"
#include "models/datatypes/user_datatype.h"
#include "models/design/performance.h"
#include "models/performance/components.h"

namespace bitpareto::models {

/// A constant that the space itself gives within bounds.
struct SpaceConstant {
  NamedConstant constant;
  Leaf leaf;
  std::optional<std::size_t> workload = {};  // that has it for itself; nothing: all designs share it
};

/// Everything a space refers to, loaded.
struct DesignData {
  Space space;
  Components components;
  std::vector<ModelledWorkload> workloads;
  std::vector<std::shared_ptr<const UserDatatype>> user_datatypes;
  std::shared_ptr<const AccuracyData> accuracy;
  std::vector<SpaceConstant> constants = {};
  std::optional<IsoArea> iso_area = {};
};

class DesignModel final : public Evaluator {
 public:
  explicit DesignModel(DesignData data);
  /// The same for a few designs only, with constants taken elsewhere: what does not hinge on these is taken from `base`, which must outlive it.
  DesignModel(const DesignModel& base, std::shared_ptr<const std::vector<DesignKey>> only, const Standpoint& from);

  [[nodiscard]] const Space& space() const override { return data_.space; }
  [[nodiscard]] std::size_t workload_count() const override { return data_.workloads.size(); }
  [[nodiscard]] CostBounds bounds(const Box& box, CostSet wanted = CostSet::all()) const override;
  void bound(const Box& box, CostBounds& bounds) const override;
  [[nodiscard]] bool is_tabulated() const override { return performance_.is_tabulated() && error_.has_table() && perplexity_.has_table(); }
  [[nodiscard]] double table_bytes(const Box& box) const override;
  [[nodiscard]] std::unique_ptr<const Evaluator> within(const Box& box, const TableLimits& tables, const std::shared_ptr<TableCache>& cache) const override;
  [[nodiscard]] CostSet same_on_all_workloads() const override { return same_on_all_workloads_; }
  [[nodiscard]] DesignIndex repetition() const override { return performance_.repetition(); }
  [[nodiscard]] std::span<const std::string> reasons() const override { return reasons_; }
  [[nodiscard]] DesignPoint seen_by(std::size_t workload, const DesignPoint& point) const override {
    return data_.components.resolved(data_.workloads[workload].seen(point));
  }

  [[nodiscard]] const DesignData& data() const { return data_; }
  /// All constants that are in doubt, each once, as they stand.
  [[nodiscard]] std::vector<NamedConstant> constants() const;
  [[nodiscard]] const Performance& performance() const { return performance_; }

 private:
  /// Whether what `like` (may be null) tabulates is of the same designs, so that what hinges on no constant can be taken from it.
  [[nodiscard]] bool is_of_same_designs(const DesignModel* like) const { return like != nullptr && like->data_.space.only() == data_.space.only(); }
  void fill(const DesignBlock& block, CostBlock& costs) const override;
  void fill_error(const DesignPoint& p, std::span<double> row) const;
  void fill_perplexity(const DesignPoint& p, std::span<double> row) const;
  void fail(std::span<double> row, std::size_t reason) const;
  /// Designs of the first `size` that have a cost without end cannot exist, whatever model or file brought it about.
  void refuse_overflow(std::size_t size, CostBlock& costs) const;
  [[nodiscard]] CostSet costs_of_all_workloads() const;
  /// Whether any design of the space may have one.
  [[nodiscard]] bool may_overflow() const;
  /// Of designs that differ in columns only, all but the one with most columns that fits the area cannot exist.
  void keep_iso_area(const DesignBlock& block, CostBlock& costs) const;
  /// The costs `numbers` of designs of the block, and why they have none, from the rows of a term.
  template <class Costs>
  void put(const Term& term, const Costs& numbers, std::size_t scratch, const DesignBlock& block, CostBlock& costs,
           std::span<ReasonCode> reasons) const;

  /// What `like` (may be null) has for the same designs is taken from it; accuracies are that of any designs.
  DesignModel(DesignData data, const DesignModel* like, bool of_same_space = true);
  using Accuracies = std::vector<std::shared_ptr<const AccuracyModel>>;  // of each workload
  DesignModel(DesignData data, const DesignModel* like, const Accuracies* accuracies);

  DesignData data_;
  Performance performance_;
  Accuracies accuracies_;
  std::vector<Cost> checked_costs_;  // that must be finite: where they are, all are
  ReasonCode overflow_;
  ReasonCode first_iso_area_reason_;
  ReasonCode first_accuracy_reason_;
  std::vector<std::string> reasons_;
  Term error_, perplexity_;
  // Found out once, of what every problem asks; of a few designs they are not worth it.
  bool may_overflow_ = true;
  CostSet same_on_all_workloads_;
};

}  // namespace bitpareto::models
