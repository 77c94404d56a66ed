// SPDX-License-Identifier: Apache-2.0
/// What a design must keep to: "area <= 6 mm2", "perplexity <= 1.05 * fp16_perplexity", "array.rows * array.columns <=
/// 1024".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/cost/metric.h"
#include "core/expression/parser.h"

namespace bitpareto {

enum class Comparison : std::uint8_t { less, at_most, greater, at_least };
[[nodiscard]] bool holds(double left, Comparison comparison, double right);

/// Either a metric compared with a number, with a multiple of the FP16 perplexity, or with a multiple of a baseline's
/// metric, which are checked for many designs at a time; or any other condition.
struct Constraint {
  enum class Reference : std::uint8_t { number, fp16_perplexity, baseline };

  std::string text;                     // as the user wrote it
  std::optional<Expression> condition;  // what follows has no meaning if it is there
  MetricExpression metric;
  Comparison comparison = Comparison::at_most;
  Reference reference = Reference::number;
  double bound = 0;                   // the number; of a multiple, its factor until it is resolved
  std::string baseline_metric;        // behind "baseline."
  std::vector<double> divisors = {};  // of fp16_perplexity: that of each of the metric's groups, once resolved

  [[nodiscard]] static Parsed<Constraint> parse(std::string_view text, const Names& names);
  /// The same with the metrics of these workloads and every leaf; fails in words for a message.
  [[nodiscard]] static Result<Constraint> parse(std::string_view text, std::span<const WorkloadUse> workloads,
                                                LeafTable leaves = {});

  /// Every metric that it is about.
  [[nodiscard]] std::vector<MetricExpression> metrics() const;
  /// Whether it names a metric of the baseline.
  [[nodiscard]] bool needs_baseline() const;
};

}  // namespace bitpareto
