// SPDX-License-Identifier: Apache-2.0
#include "core/constraint.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

constexpr std::string_view baseline_prefix = "baseline.";

/// Reads the right side into `constraint`; an empty text means that it was understood.
std::string read_bound(std::string_view text, Constraint& constraint) {
  std::string_view factor = "1";
  std::string_view reference = text;
  if (const std::size_t star = text.find('*'); star != std::string_view::npos) {
    factor = trimmed(text.substr(0, star));
    reference = trimmed(text.substr(star + 1));
    if (!parse_number(factor)) return format("'{}' is not a factor; write it as 1.05 * fp16_perplexity", factor);
  }
  const bool is_reference = reference == "fp16_perplexity" || reference.starts_with(baseline_prefix);
  if (!is_reference && reference.data() != text.data()) {
    return format("'{}' cannot be multiplied; fp16_perplexity and baseline.METRIC can", reference);
  }
  const Dimension dimension = entry_of(constraint.metric.metric()).dimension;
  if (is_reference) {
    constraint.bound = *parse_number(factor);
    if (constraint.bound <= 0) return format("the factor {} is not positive", factor);
    if (reference == "fp16_perplexity") {
      if (constraint.metric.metric() != Metric::perplexity) {
        return format("{} cannot be compared with fp16_perplexity; perplexity can", constraint.metric.text());
      }
      constraint.reference = Constraint::Reference::fp16_perplexity;
    } else {
      constraint.reference = Constraint::Reference::baseline;
      constraint.baseline_metric = reference.substr(baseline_prefix.size());
    }
    return {};
  }
  const Result<double> bound = parse_quantity(text, dimension);
  if (!bound) return bound.error();
  constraint.bound = *bound;
  return {};
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

Result<Constraint> Constraint::parse(std::string_view text, std::span<const WorkloadUse> workloads) {
  const std::size_t at = text.find_first_of("<>=!");
  if (at == std::string_view::npos) {
    return Failure{format("'{}' compares nothing; expected a constraint such as area <= 6 mm2", text)};
  }
  const std::size_t size = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
  const std::string_view sign = text.substr(at, size);
  Constraint constraint;
  constraint.text = trimmed(text);
  if (sign == "<") {
    constraint.comparison = Comparison::less;
  } else if (sign == "<=") {
    constraint.comparison = Comparison::at_most;
  } else if (sign == ">") {
    constraint.comparison = Comparison::greater;
  } else if (sign == ">=") {
    constraint.comparison = Comparison::at_least;
  } else {
    return Failure{format("'{}' is not a comparison; one of <, <=, >, >=", sign)};
  }
  Result<MetricExpression> metric = MetricExpression::parse(text.substr(0, at), workloads);
  if (!metric) return Failure{metric.error()};
  constraint.metric = std::move(metric).value();
  if (std::string wrong = read_bound(trimmed(text.substr(at + size)), constraint); !wrong.empty()) {
    return Failure{std::move(wrong)};
  }
  return constraint;
}

}  // namespace bitpareto
