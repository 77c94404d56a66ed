// SPDX-License-Identifier: Apache-2.0
/// The cost model of a space: performance and accuracy behind the one interface that searches know.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/evaluator.h"
#include "models/components.h"
#include "models/perplexity.h"
#include "models/published_model.h"

namespace bitpareto::models {

/// Everything a space refers to, loaded.
struct DesignData {
  Space space;
  Components components;
  std::vector<ModelledWorkload> workloads;
  AccuracySetting accuracy;
  PerplexityTable perplexities;
  FreePrecisions free_precisions;
};

class DesignModel final : public Evaluator {
 public:
  explicit DesignModel(DesignData data);

  [[nodiscard]] const Space& space() const override { return data_.space; }
  [[nodiscard]] std::size_t workload_count() const override { return data_.workloads.size(); }
  void evaluate(const DesignBlock& block, CostBlock& costs) const override;
  [[nodiscard]] CostBounds bounds(const Box& box) const override;
  [[nodiscard]] std::span<const std::string> reasons() const override { return reasons_; }
  [[nodiscard]] DesignPoint seen_by(std::size_t workload, const DesignPoint& point) const override {
    return data_.components.resolved(data_.workloads[workload].seen(point));
  }

  [[nodiscard]] const DesignData& data() const { return data_; }

 private:
  void fill_accuracy(const DesignPoint& p, std::span<double> row) const;

  DesignData data_;
  PublishedModel performance_;
  ReasonCode first_accuracy_reason_;
  std::vector<std::string> reasons_;
  Term accuracy_;
};

}  // namespace bitpareto::models
