// SPDX-License-Identifier: Apache-2.0
#include "core/expression/expression.h"

namespace bitpareto {

namespace {

Better flipped(Better better) {
  switch (better) {
    case Better::unknown:
      return Better::unknown;
    case Better::less:
      return Better::more;
    case Better::more:
      return Better::less;
  }
  return better;
}

/// What is known of two parts together. `contradicts`: they pull in different directions.
Better together(Better a, Better b, bool& contradicts) {
  if (a == Better::unknown) return b;
  if (b == Better::unknown) return a;
  contradicts = contradicts || a != b;
  return a;
}

}  // namespace

const MetricExpression* Expression::metric() const {
  if (whole().op != Step::Op::reference) return nullptr;
  return std::get_if<MetricExpression>(&references_[whole().reference].what);
}

std::optional<Better> Expression::better() const {
  std::vector<Better> of(steps_.size(), Better::unknown);
  bool contradicts = false;
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    switch (step.op) {
      case Step::Op::reference:
        of[s] = references_[step.reference].better;
        break;
      case Step::Op::negate:
        of[s] = flipped(of[step.operands[0]]);
        break;
      case Step::Op::subtract:
      case Step::Op::divide:
        of[s] = together(of[step.operands[0]], flipped(of[step.operands[1]]), contradicts);
        break;
      case Step::Op::add:
      case Step::Op::multiply:
      case Step::Op::minimum:
      case Step::Op::maximum:
        for (const std::size_t operand : step.operands) of[s] = together(of[s], of[operand], contradicts);
        break;
      default:
        break;
    }
  }
  if (contradicts) return std::nullopt;
  return of.back();
}

Dimension Expression::dimension() const { return dimension_of(whole().powers).value_or(Dimension::none); }

}  // namespace bitpareto
