// SPDX-License-Identifier: Apache-2.0
#include "core/problem/constraint.h"

#include <algorithm>

#include "core/problem/objective.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

using Op = Step::Op;

std::optional<Comparison> comparison_of(Op op) {
  switch (op) {
    case Op::less:
      return Comparison::less;
    case Op::at_most:
      return Comparison::at_most;
    case Op::greater:
      return Comparison::greater;
    case Op::at_least:
      return Comparison::at_least;
    default:
      return std::nullopt;
  }
}

/// Fills the plain form of `constraint` if the condition has it: a metric on the left, and on the right a number or a
/// multiple of a reference.
bool put_plain(const Expression& condition, Constraint& constraint) {
  const Step& whole = condition.whole();
  const std::optional<Comparison> comparison = comparison_of(whole.op);
  if (!comparison) return false;
  const Step& left = condition.steps()[whole.operands[0]];
  if (left.op != Op::reference) return false;
  const Reference& name = condition.references()[left.reference];
  const auto* const metric = std::get_if<MetricExpression>(&name.what);
  if (metric == nullptr) return false;
  const auto put = [&](Constraint::Reference reference, double bound) {
    constraint.metric = *metric;
    constraint.comparison = *comparison;
    constraint.reference = reference;
    constraint.bound = bound;
    return true;
  };
  const Step& right = condition.steps()[whole.operands[1]];
  // Both sides count in base units; what a metric is held in differs by a power of two, so nothing is rounded.
  if (right.op == Op::number) return put(Constraint::Reference::number, right.number / name.to_base);
  double factor = 1;
  const Step* multiple = &right;
  if (right.op == Op::multiply) {
    for (const auto& [number, other] : {std::pair{0, 1}, std::pair{1, 0}}) {
      const Step& step = condition.steps()[right.operands[static_cast<std::size_t>(number)]];
      if (step.op != Op::number) continue;
      factor = step.number;
      multiple = &condition.steps()[right.operands[static_cast<std::size_t>(other)]];
    }
  }
  if (multiple->op != Op::reference || factor <= 0) return false;
  const Reference& of = condition.references()[multiple->reference];
  if (std::holds_alternative<Reference::Fp16Perplexity>(of.what) && metric->metric() == Metric::perplexity) {
    return put(Constraint::Reference::fp16_perplexity, factor);
  }
  if (const auto* const baseline = std::get_if<Reference::OfBaseline>(&of.what)) {
    constraint.baseline_metric = baseline->metric;
    return put(Constraint::Reference::baseline, factor);
  }
  return false;
}

}  // namespace

bool holds(double left, Comparison comparison, double right) {
  switch (comparison) {
    case Comparison::less:
      return left < right;
    case Comparison::at_most:
      return left <= right;
    case Comparison::greater:
      return left > right;
    case Comparison::at_least:
      return left >= right;
  }
  return false;
}

Parsed<Constraint> Constraint::parse(std::string_view text, const Names& names) {
  Parsed<Expression> condition = parse_condition(text, names);
  if (!condition) return {std::nullopt, std::move(condition.mistake)};
  const bool names_something = std::ranges::any_of(
      condition->steps(), [](const Step& step) { return step.op == Op::reference; });
  if (!names_something) return {std::nullopt, {"is the same for every design; expected a metric or a leaf", 0}};
  Constraint constraint;
  constraint.text = trimmed(text);
  if (!put_plain(*condition, constraint)) constraint.condition = *std::move(condition.value);
  return {std::move(constraint), {}};
}

Result<Constraint> Constraint::parse(std::string_view text, std::span<const WorkloadUse> workloads, LeafTable leaves) {
  Parsed<Constraint> constraint = parse(text, SpaceNames{workloads, std::move(leaves)});
  if (!constraint) return Failure{std::move(constraint.mistake.message)};
  return *std::move(constraint.value);
}

std::vector<MetricExpression> Constraint::metrics() const {
  if (!condition) return {metric};
  return metrics_of(*condition);
}

bool Constraint::needs_baseline() const {
  if (!condition) return reference == Reference::baseline;
  return std::ranges::any_of(condition->references(), [](const bitpareto::Reference& r) {
    return std::holds_alternative<bitpareto::Reference::OfBaseline>(r.what);
  });
}

}  // namespace bitpareto
