// SPDX-License-Identifier: Apache-2.0
/// What a design must keep to: "area <= 6 mm2", "perplexity <= 1.05 * fp16_perplexity".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/metric.h"
#include "core/result.h"

namespace bitpareto {

enum class Comparison : std::uint8_t { less, at_most, greater, at_least };
[[nodiscard]] bool holds(double left, Comparison comparison, double right);

/// A metric compared with a number, with a multiple of the FP16 perplexity, or with a multiple of a baseline's metric.
struct Constraint {
  enum class Reference : std::uint8_t { number, fp16_perplexity, baseline };

  std::string text;  // as the user wrote it
  MetricExpression metric;
  Comparison comparison = Comparison::at_most;
  Reference reference = Reference::number;
  double bound = 0;                   // the number; of a multiple, its factor until it is resolved
  std::string baseline_metric;        // behind "baseline."
  std::vector<double> divisors = {};  // of fp16_perplexity: that of each of the metric's groups, once resolved

  /// Fails, in words for a message, where it is not of the form METRIC COMPARISON (QUANTITY | [FACTOR *] REFERENCE).
  [[nodiscard]] static Result<Constraint> parse(std::string_view text, std::span<const WorkloadUse> workloads);
};

}  // namespace bitpareto
