// SPDX-License-Identifier: Apache-2.0
/// A metric of every design of a block.
#pragma once

#include <span>

#include "core/cost/metric.h"
#include "core/cost/plan.h"

namespace bitpareto {

/// The workloads that metrics are taken over.
struct MetricAsker {
  std::span<const WorkloadUse> uses;
  CostSet same = {};  // Evaluator::same_on_all_workloads()
};

/// The costs from which put_metric() makes it.
[[nodiscard]] CostSet costs_of(const MetricExpression& metric, const MetricAsker& asker);

/// Fills `out` with `factor` times the metric of the first `size` designs, to the bit what metric_value() gives for each; `divisors` as there. `out` has
/// block_size places, and those behind the last design may be overwritten.
void put_metric(const MetricExpression& metric, const MetricAsker& asker, std::span<const double> divisors, const CostBlock& costs, std::size_t size,
                double factor, std::span<double> out);

}  // namespace bitpareto
