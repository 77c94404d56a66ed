// SPDX-License-Identifier: Apache-2.0
#include "core/problem/problem_formula.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/cost/metric_column.h"
#include "core/cost/metric_value.h"

namespace bitpareto {

namespace {

using Op = Step::Op;
constexpr double infinity = std::numeric_limits<double>::infinity();

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

Interval known_bounds(const Interval& cost) {
  return {cost.low >= 0 ? cost.low : 0, cost.high <= infinity ? cost.high : infinity};
}

Interval decided_bounds(const Interval& metric) {
  return {std::isnan(metric.low) ? -infinity : metric.low, std::isnan(metric.high) ? infinity : metric.high};
}

/// A whole row counts as larger than any group.
double ProblemFormula::LeafSource::value(double held) const {
  return leaf->kind == LeafKind::group_size && held == whole_row ? infinity : held;
}

ProblemFormula::ProblemFormula(Expression expression, const Evaluator& evaluator,
                               std::span<const WorkloadUse> workloads, CostSet same)
    : expression_{std::move(expression)}, evaluator_{&evaluator}, workloads_{workloads.begin(), workloads.end()}, same_{same} {
  for (const Reference& reference : expression_.references()) {
    const Leaf* const leaf = std::get_if<Leaf>(&reference.what);
    sources_.push_back(leaf == nullptr ? LeafSource{} : source_of(*leaf));
  }
  resolve_texts();
}

/// What every workload sees of a leaf decides where its value comes from; workloads are tried with two designs.
ProblemFormula::LeafSource ProblemFormula::source_of(Leaf leaf) const {
  const Space& space = evaluator_->space();
  const std::optional<std::size_t> axis = space.axis_of(leaf);
  LeafSource source{.kind = axis ? LeafSource::Kind::axis : LeafSource::Kind::constant,
                    .axis = axis.value_or(0),
                    .constant = 0,
                    .leaf = leaf};
  std::vector<std::uint64_t> levels(space.axes().size(), 0);
  for (const bool last : {false, true}) {
    for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = last ? space.axes()[a].levels.size() - 1 : 0;
    const DesignPoint point = space.point(levels);
    for (std::size_t w = 0; w < evaluator_->workload_count(); ++w) {
      if (!same(evaluator_->seen_by(w, point)[leaf], point[leaf])) source.kind = LeafSource::Kind::seen;
    }
    source.constant = source.value(point[leaf]);
  }
  // What a design does not give may follow from its other leaves.
  if (source.kind == LeafSource::Kind::constant && std::isnan(source.constant)) source.kind = LeafSource::Kind::seen;
  return source;
}

/// Texts become the numbers by which their leaf holds names; -1 is none of them.
void ProblemFormula::resolve_texts() {
  const std::span<const Step> steps = expression_.steps();
  for (const Step& step : steps) step_numbers_.push_back(step.number);
  for (const Step& step : steps) {
    const Leaf* leaf = nullptr;
    for (const std::size_t operand : step.operands) {
      if (steps[operand].op != Op::reference || steps[operand].kind != ValueKind::text) continue;
      leaf = std::get_if<Leaf>(&expression_.references()[steps[operand].reference].what);
    }
    if (leaf == nullptr) continue;
    const std::vector<std::string>& names = evaluator_->space().names()[*leaf];
    for (const std::size_t operand : step.operands) {
      if (steps[operand].op != Op::text) continue;
      const auto it = std::ranges::find(names, steps[operand].text);
      step_numbers_[operand] = it == names.end() ? -1 : static_cast<double>(it - names.begin());
    }
  }
}

double ProblemFormula::leaf_value(const LeafSource& source, const DesignBlock& block, std::size_t i) const {
  const std::span<const Axis> axes = evaluator_->space().axes();
  switch (source.kind) {
    case LeafSource::Kind::constant:
      return source.constant;
    case LeafSource::Kind::axis:
      return source.value(axes[source.axis].levels.at(block.levels(source.axis)[i]));
    case LeafSource::Kind::seen:
      break;
  }
  std::vector<std::uint64_t> levels(axes.size());
  for (std::size_t a = 0; a < axes.size(); ++a) levels[a] = block.levels(a)[i];
  const DesignPoint point = evaluator_->space().point(levels);
  const double value = evaluator_->seen_by(0, point)[source.leaf];
  for (std::size_t w = 1; w < evaluator_->workload_count(); ++w) {
    if (evaluator_->seen_by(w, point)[source.leaf] != value) return std::numeric_limits<double>::quiet_NaN();
  }
  return source.value(value);
}

void ProblemFormula::fill_reference(const Step& step, const DesignBlock& block, const CostBlock& costs,
                                    std::span<double> out) const {
  const Reference& reference = expression_.references()[step.reference];
  if (reference.constant) {
    std::ranges::fill(out, *reference.constant * reference.to_base);
  } else if (const auto* const metric = std::get_if<MetricExpression>(&reference.what)) {
    put_metric(*metric, {workloads_, same_}, {}, costs, block.size(), reference.to_base, out);
  } else {
    for (std::size_t i = 0; i < block.size(); ++i) {
      out[i] = leaf_value(sources_[step.reference], block, i) * reference.to_base;
    }
  }
}

void ProblemFormula::values(const DesignBlock& block, const CostBlock& costs, std::vector<double>& room,
                            std::span<double> out) const {
  const std::span<const Step> steps = expression_.steps();
  room.resize(std::max(room.size(), steps.size() * column_stride));
  // Whole lanes; what lies behind the last design is never looked at.
  const std::size_t size = (block.size() + most_lanes - 1) / most_lanes * most_lanes;
  const auto column = [&](std::size_t s) { return std::span{room}.subspan(s * column_stride, size); };
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    const std::span<double> to = column(s);
    if (step.op == Op::number || step.op == Op::text) {
      std::ranges::fill(to, step_numbers_[s]);
      continue;
    }
    if (step.op == Op::reference) {
      fill_reference(step, block, costs, to);
      continue;
    }
    const std::span<const double> a = column(step.operands[0]);
    const std::span<const double> b = column(step.operands.back());
    switch (step.op) {
      case Op::add:
        for (std::size_t i = 0; i < size; ++i) to[i] = a[i] + b[i];
        break;
      case Op::subtract:
        for (std::size_t i = 0; i < size; ++i) to[i] = a[i] - b[i];
        break;
      case Op::multiply:
        for (std::size_t i = 0; i < size; ++i) to[i] = a[i] * b[i];
        break;
      default: {
        std::vector<double> operands(step.operands.size());
        for (std::size_t i = 0; i < block.size(); ++i) {
          for (std::size_t o = 0; o < operands.size(); ++o) operands[o] = column(step.operands[o])[i];
          to[i] = apply(step.op, std::span<const double>{operands});
        }
      }
    }
  }
  const std::span<const double> whole = column(steps.size() - 1);
  for (std::size_t i = 0; i < block.size(); ++i) {
    out[i] = std::isfinite(whole[i]) ? whole[i] : std::numeric_limits<double>::quiet_NaN();
  }
}

double ProblemFormula::value(const DesignBlock& block, const CostBlock& costs, std::size_t i,
                             std::span<const WorkloadUse> uses) const {
  const std::span<const Step> steps = expression_.steps();
  std::vector<double> of(steps.size());
  std::vector<double> operands;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    if (step.op == Op::number || step.op == Op::text) {
      of[s] = step_numbers_[s];
      continue;
    }
    if (step.op == Op::reference) {
      const Reference& reference = expression_.references()[step.reference];
      double value = 0;
      if (reference.constant) {
        value = *reference.constant;
      } else if (const auto* const metric = std::get_if<MetricExpression>(&reference.what)) {
        value = metric_value<double>(*metric, uses, [&](std::size_t w, Cost c) { return costs.column(w, c)[i]; });
      } else {
        value = leaf_value(sources_[step.reference], block, i);
      }
      of[s] = reference.to_base * value;
      continue;
    }
    operands.clear();
    for (const std::size_t operand : step.operands) operands.push_back(of[operand]);
    of[s] = apply(step.op, std::span<const double>{operands});
  }
  return std::isfinite(of.back()) ? of.back() : std::numeric_limits<double>::quiet_NaN();
}

Range ProblemFormula::reference_range(const Step& step, const Box& box, const CostBounds& bounds) const {
  const Reference& reference = expression_.references()[step.reference];
  const auto in_base = [&](double low, double high, bool may_lack_value) {
    return Range{low * reference.to_base, high * reference.to_base, may_lack_value};
  };
  if (reference.constant) return in_base(*reference.constant, *reference.constant, false);
  if (const auto* const metric = std::get_if<MetricExpression>(&reference.what)) {
    const Interval value = decided_bounds(metric_value<Interval>(
        *metric, workloads_, [&](std::size_t w, Cost c) { return known_bounds(bounds.at(w, c)); }));
    return in_base(value.low, value.high, true);
  }
  const LeafSource& source = sources_[step.reference];
  if (source.kind == LeafSource::Kind::seen) return {};
  if (source.kind == LeafSource::Kind::constant) return in_base(source.constant, source.constant, false);
  const Levels& levels = evaluator_->space().axes()[source.axis].levels;
  const LevelRange& of_box = box[source.axis];
  Range range = Range::only(source.value(levels.at(of_box.first)));
  // A range of levels rises; a list may have any order.
  for (std::uint64_t level = levels.is_steps() ? of_box.last : of_box.first; level <= of_box.last; ++level) {
    const double value = source.value(levels.at(level));
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return in_base(range.low, range.high, false);
}

Range ProblemFormula::range(const Box& box, const CostBounds& bounds) const {
  const std::span<const Step> steps = expression_.steps();
  std::vector<Range> of(steps.size());
  std::vector<Range> operands;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    if (step.op == Op::number || step.op == Op::text) {
      of[s] = Range::only(step_numbers_[s]);
    } else if (step.op == Op::reference) {
      of[s] = reference_range(step, box, bounds);
    } else {
      operands.clear();
      for (const std::size_t operand : step.operands) operands.push_back(of[operand]);
      of[s] = apply(step.op, std::span<const Range>{operands});
    }
  }
  return of.back();
}

}  // namespace bitpareto
