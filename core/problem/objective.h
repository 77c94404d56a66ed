// SPDX-License-Identifier: Apache-2.0
/// What designs are searched for and compared by: a metric, or a formula over metrics and leaves.
#pragma once

#include <optional>
#include <string>

#include "core/expression/parser.h"
#include "core/problem/tolerance.h"

namespace bitpareto {

/// A number that should be small, or large. A plain value.
class Objective {
 public:
  Objective(MetricExpression metric);  // NOLINT(google-explicit-constructor): a metric is one

  /// "energy", "energy * latency", "cost: area * (1 + error)": the part in front of a colon is its name.
  [[nodiscard]] static Parsed<Objective> parse(std::string_view text, const Names& names);

  /// Its name, or what the user wrote.
  [[nodiscard]] const std::string& text() const { return name_; }
  /// As a file has it, name included.
  [[nodiscard]] const std::string& source() const { return source_; }
  /// "energy_j"; of a formula its name, or its text in words, and its unit: "energy_times_latency_js".
  [[nodiscard]] std::string column_name() const;
  [[nodiscard]] Dimension dimension() const;
  [[nodiscard]] bool is_maximised() const { return is_maximised_; }
  /// Two values that it rounds to the same number count as equal. What is printed and stored is not rounded.
  [[nodiscard]] const Tolerance& tolerance() const { return tolerance_; }
  void set_tolerance(Tolerance tolerance) { tolerance_ = tolerance; }

  /// Where it is a metric and nothing else; the formula otherwise. One of both is there.
  [[nodiscard]] const std::optional<MetricExpression>& metric() const { return metric_; }
  [[nodiscard]] const std::optional<Expression>& formula() const { return formula_; }
  [[nodiscard]] std::optional<Expression>& formula() { return formula_; }
  /// Every metric that it is computed from.
  [[nodiscard]] std::vector<MetricExpression> metrics() const;

 private:
  Objective() = default;
  std::string name_, source_;
  bool has_own_name_ = false;
  bool is_maximised_ = false;
  Tolerance tolerance_;
  std::optional<MetricExpression> metric_;
  std::optional<Expression> formula_;
};

/// Every metric that a formula names.
[[nodiscard]] std::vector<MetricExpression> metrics_of(const Expression& formula);

}  // namespace bitpareto
