// SPDX-License-Identifier: Apache-2.0
#include "core/expression/trend.h"

#include <vector>

namespace bitpareto {

namespace {

using Op = Step::Op;

constexpr ReferenceTrend nothing{};
constexpr ReferenceTrend truth(Trend trend) { return {trend, false}; }

Trend flipped(Trend trend) {
  switch (trend) {
    case Trend::falls:
      return Trend::rises;
    case Trend::rises:
      return Trend::falls;
    case Trend::same:
    case Trend::unknown:
      break;
  }
  return trend;
}

Trend together(Trend a, Trend b) {
  if (a == Trend::same) return b;
  return b == Trend::same || a == b ? a : Trend::unknown;
}

bool is_negative_number(const Step& step) { return step.op == Op::number && step.number < 0; }

/// A factor that may be of either sign turns what the other does, unless both stay.
ReferenceTrend product(const ReferenceTrend& a, const ReferenceTrend& b) {
  if (a.trend == Trend::same && b.trend == Trend::same) return {Trend::same, a.may_be_negative || b.may_be_negative};
  if (a.may_be_negative || b.may_be_negative) return nothing;
  return {together(a.trend, b.trend), false};
}

}  // namespace

Trend trend_of(const Expression& expression, const std::function<ReferenceTrend(const Reference&)>& reference) {
  const std::span<const Step> steps = expression.steps();
  std::vector<ReferenceTrend> of(steps.size());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    const auto operand = [&](std::size_t i) -> const ReferenceTrend& { return of[step.operands[i]]; };
    const auto all_same = [&] {
      Trend trend = Trend::same;
      for (const std::size_t i : step.operands) trend = of[i].trend == Trend::same ? trend : Trend::unknown;
      return trend;
    };
    switch (step.op) {
      case Op::number:
      case Op::text:
        of[s] = {Trend::same, is_negative_number(step)};
        break;
      case Op::reference:
        of[s] = reference(expression.references()[step.reference]);
        break;
      case Op::negate:
        of[s] = {flipped(operand(0).trend), true};
        break;
      case Op::add:
        of[s] = {together(operand(0).trend, operand(1).trend), operand(0).may_be_negative || operand(1).may_be_negative};
        break;
      case Op::subtract:
        of[s] = {together(operand(0).trend, flipped(operand(1).trend)), true};
        break;
      case Op::multiply:
        of[s] = product(operand(0), operand(1));
        for (const auto& [number, other] : {std::pair{0U, 1U}, std::pair{1U, 0U}}) {
          const bool is_number = steps[step.operands[number]].op == Op::number;
          if (!is_number) continue;
          const bool turns = steps[step.operands[number]].number < 0;
          of[s] = {turns ? flipped(operand(other).trend) : operand(other).trend, turns || operand(other).may_be_negative};
        }
        break;
      case Op::divide:
        if (const Step& by = steps[step.operands[1]]; by.op == Op::number) {
          of[s] = {by.number < 0 ? flipped(operand(0).trend) : operand(0).trend, by.number < 0 || operand(0).may_be_negative};
        } else {
          of[s] = product(operand(0), {flipped(operand(1).trend), operand(1).may_be_negative});
        }
        break;
      case Op::minimum:
      case Op::maximum: {
        of[s] = operand(0);
        for (std::size_t i = 1; i < step.operands.size(); ++i) {
          of[s] = {together(of[s].trend, operand(i).trend), of[s].may_be_negative || operand(i).may_be_negative};
        }
        break;
      }
      case Op::less:
      case Op::at_most:
        of[s] = truth(together(flipped(operand(0).trend), operand(1).trend));
        break;
      case Op::greater:
      case Op::at_least:
        of[s] = truth(together(operand(0).trend, flipped(operand(1).trend)));
        break;
      case Op::equal:
      case Op::not_equal:
      case Op::in:
        of[s] = truth(all_same());
        break;
      case Op::both:
      case Op::either:
        of[s] = truth(together(operand(0).trend, operand(1).trend));
        break;
      case Op::negation:
        of[s] = truth(flipped(operand(0).trend));
        break;
    }
  }
  return of.back().trend;
}

}  // namespace bitpareto
