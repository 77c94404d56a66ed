// SPDX-License-Identifier: Apache-2.0
/// What a performance model is, and how design spaces know it. A new one is an entry beside it and a line in
/// models/design/performance_models.cpp, or in the catalogue of somebody else's program.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost/metric.h"
#include "core/cost/plan.h"
#include "core/space_file/space_file.h"
#include "models/performance/modelled_workload.h"

namespace bitpareto::models {

class Components;

/// The part of a cost model that knows time, energy and area of the designs of one space. Immutable; thread-safe.
class PerformanceModel {
 public:
  PerformanceModel() = default;
  PerformanceModel(const PerformanceModel&) = delete;
  PerformanceModel& operator=(const PerformanceModel&) = delete;
  virtual ~PerformanceModel() = default;

  /// Fills every cost but those of accuracy, and why designs cannot exist, counting from `first_reason`.
  virtual void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const = 0;
  /// The same as intervals that hold the costs of every design of the box.
  virtual void bound(const Box& box, CostBounds& bounds) const = 0;
  /// Evaluator::is_tabulated() and table_bytes(), of this model.
  [[nodiscard]] virtual bool is_tabulated() const { return true; }
  [[nodiscard]] virtual double table_bytes(const Box& /*box*/) const { return 0; }
  /// Evaluator::same_on_all_workloads(), of what this model fills.
  [[nodiscard]] virtual CostSet same_on_all_workloads() const { return {}; }
  /// Evaluator::repetition().
  [[nodiscard]] virtual DesignIndex repetition() const { return 0; }
  /// What ReasonCodes first_reason, first_reason + 1, ... mean.
  [[nodiscard]] virtual const std::vector<std::string>& reasons() const = 0;

  /// The vectors of CostBlock::scratch() that evaluate() may use: the first ones.
  static constexpr std::size_t scratch_count = 12;
};

/// What a model is made from; all of it must outlive the model.
struct PerformanceInputs {
  const Space& space;
  const Components& components;
  const std::vector<ModelledWorkload>& workloads;
  HeadProtocol head;
  /// A model of the same space and workloads that differs in constants alone: what does not hinge on these may be taken from it, which must
  /// outlive what is made. Null: there is none.
  const PerformanceModel* like = nullptr;
};

/// PerformanceModelEntry::make of a model that is made from its inputs.
template <class Model>
std::unique_ptr<const PerformanceModel> made(const PerformanceInputs& inputs) {
  return std::make_unique<const Model>(inputs);
}

struct ModelCheck;

/// A performance model by the name that design spaces use. Entries are compared by their address: there is one of each.
struct PerformanceModelEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view source;
  std::string_view equations;     // the document that numbers them
  std::span<const Leaf> leaves;   // that it reads, in the order of columns
  /// Entries with the same function share one model, which tells designs apart by their leaf.
  std::unique_ptr<const PerformanceModel> (*make)(const PerformanceInputs& inputs);
  std::span<const MetricEntry* const> metrics = {};  // that it brings: own_cost() is what it puts for each
  /// Complains of what a design-space file asks that this model does not know; null: it knows whatever its leaves may say.
  void (*check)(const ModelCheck& file) = nullptr;

  [[nodiscard]] bool reads(Leaf leaf) const { return std::ranges::find(leaves, leaf) != leaves.end(); }
};

}  // namespace bitpareto::models
