// SPDX-License-Identifier: Apache-2.0
#include "core/problem/objective.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/words.h"

namespace bitpareto {

namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// "cost: ..." -> "cost"; empty without a colon. No expression has one outside quotes.
std::string_view name_in_front(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(0, colon).find_first_of("'\"") != std::string_view::npos) return {};
  return text.substr(0, colon);
}

/// A formula as a word: "energy * latency" -> "energy_times_latency".
std::string in_words(std::string_view text) {
  std::string name;
  const auto append = [&](std::string_view word) {
    if (!name.empty() && name.back() != '_') name += '_';
    name += word;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_word_char(c)) {
      name += c;
    } else if (c == '*') {
      append("times_");
    } else if (c == '/') {
      append("over_");
    } else if (c == '+') {
      append("plus_");
    } else if (c == '-') {
      append("minus_");
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (!name.empty() && name.front() >= '0' && name.front() <= '9') name.insert(0, "of_");
  return name;
}

}  // namespace

std::vector<MetricExpression> metrics_of(const Expression& formula) {
  std::vector<MetricExpression> list;
  for (const Reference& reference : formula.references()) {
    const auto* const metric = std::get_if<MetricExpression>(&reference.what);
    if (metric != nullptr && std::ranges::find(list, *metric) == list.end()) list.push_back(*metric);
  }
  return list;
}

Objective::Objective(MetricExpression metric)
    : name_{metric.text()},
      source_{name_},
      is_maximised_{metric.entry().maximised},
      metric_{std::move(metric)} {}

Parsed<Objective> Objective::parse(std::string_view text, const Names& names) {
  const auto wrong = [](std::size_t at, std::string message) {
    return Parsed<Objective>{std::nullopt, {std::move(message), at}};
  };
  const std::string_view name = trimmed(name_in_front(text));
  const std::size_t start = text.find(':') != std::string_view::npos && !name_in_front(text).empty()
                                ? text.find(':') + 1
                                : 0;
  if (start > 0) {
    const bool good = !name.empty() && std::ranges::all_of(name, is_word_char) && (name[0] < '0' || name[0] > '9');
    if (!good) {
      return wrong(0, format("'{}' is not a name; one word of letters, digits and _ stands in front of a colon", name));
    }
  }
  Parsed<Expression> formula = parse_value(text.substr(start), names);
  if (!formula) return wrong(start + formula.mistake.at, std::move(formula.mistake.message));
  const std::optional<Better> better = formula->better();
  if (!better) {
    return wrong(start, "more of one part and less of another is better, so it is not clear what is meant; write it so "
                        "that less is better");
  }
  Objective objective;
  if (const MetricExpression* const metric = formula->metric(); metric != nullptr && start == 0) {
    return {Objective{*metric}, {}};
  }
  const bool names_something = std::ranges::any_of(
      formula->steps(), [](const Step& step) { return step.op == Step::Op::reference; });
  if (!names_something) return wrong(start, "a number that is the same for every design; expected a metric or a formula");
  objective.has_own_name_ = start > 0;
  objective.name_ = start > 0 ? std::string{name} : formula->text();
  objective.source_ = start > 0 ? format("{}: {}", name, formula->text()) : formula->text();
  objective.is_maximised_ = *better == Better::more;
  objective.formula_ = *std::move(formula.value);
  return {std::move(objective), {}};
}

Dimension Objective::dimension() const {
  return metric_ ? metric_->entry().dimension : formula_->dimension();
}

std::string Objective::column_name() const {
  if (metric_) return metric_->column_name();
  std::string name = has_own_name_ ? name_ : in_words(name_);
  if (name.empty()) name = "formula";
  const std::string_view suffix = column_suffix(dimension());
  return name.ends_with(suffix) ? name : name.append(suffix);
}

std::vector<MetricExpression> Objective::metrics() const {
  if (metric_) return {*metric_};
  return metrics_of(*formula_);
}

}  // namespace bitpareto
