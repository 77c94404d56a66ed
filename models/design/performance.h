// SPDX-License-Identifier: Apache-2.0
/// The performance models that a space chooses, behind one face: a space may have several as an axis.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/performance/components.h"
#include "models/performance/performance_model.h"

namespace bitpareto::models {

/// Each design by the model that it names. Immutable; thread-safe. What it is made from must outlive it.
class Performance {
 public:
  /// Requires at least one entry in `inputs.components.performance_models`.
  /// `like`: of the same space and workloads, with other constants; must outlive it. Null: there is none.
  explicit Performance(PerformanceInputs inputs, const Performance* like = nullptr);

  /// Fills every cost but those of accuracy, and why designs cannot exist.
  void evaluate(const DesignBlock& block, CostBlock& costs) const;
  /// The same as intervals.
  void bound(const Box& box, CostBounds& bounds) const;
  /// Evaluator::is_tabulated() and table_bytes(), of all members.
  [[nodiscard]] bool is_tabulated() const;
  [[nodiscard]] double table_bytes(const Box& box) const;
  /// What is the same on all workloads by every member.
  [[nodiscard]] CostSet same_on_all_workloads() const;
  /// Evaluator::repetition(); 0 where designs of several members stand side by side.
  [[nodiscard]] DesignIndex repetition() const { return members_.size() == 1 ? members_.front().model->repetition() : 0; }
  /// The costs that these models bring besides those of every one.
  [[nodiscard]] const std::vector<Cost>& own_costs() const { return own_costs_; }
  /// What ReasonCodes 1, 2, ... mean.
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

  /// The model of that kind, or null if no design names it.
  template <class Model>
  [[nodiscard]] const Model* find() const {
    for (const Member& member : members_) {
      if (const auto* const found = dynamic_cast<const Model*>(member.model.get())) return found;
    }
    return nullptr;
  }

 private:
  struct Member {
    std::unique_ptr<const PerformanceModel> model;
    ReasonCode first_reason;
  };
  void evaluate_member(std::size_t member, const DesignBlock& block, CostBlock& costs) const;

  const Space* space_;
  std::size_t workload_count_;
  std::optional<std::size_t> model_axis_;
  std::vector<Member> members_;          // one for each way of making one
  std::vector<std::size_t> of_level_;    // members of the levels of the axis
  std::vector<std::string> reasons_;   // of all members
  std::vector<Cost> own_costs_;
};

}  // namespace bitpareto::models
