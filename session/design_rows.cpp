// SPDX-License-Identifier: Apache-2.0
#include "session/design_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/cost/metric_column.h"

namespace bitpareto::session {

namespace {

using Type = db::RunColumn::Type;
using Kind = db::RowColumns::Column::Kind;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* basis_column = "perplexity_basis";
/// Number, feasibility and reason of a design stand in front.
constexpr std::size_t leading_columns = 3;

bool holds_whole_numbers(const LeafEntry& entry) { return is_whole(entry) || entry.kind == LeafKind::flag; }

Type type_of(const LeafEntry& entry) {
  if (is_word(entry)) return Type::text;
  return holds_whole_numbers(entry) ? Type::integer : Type::real;
}

/// Every basis of perplexities, by its enumerator.
std::vector<std::string> basis_words() {
  std::vector<std::string> words;
  for (int b = 0; b <= static_cast<int>(PerplexityBasis::gaussian); ++b) words.emplace_back(to_text(static_cast<PerplexityBasis>(b)));
  return words;
}

}  // namespace

std::vector<db::RunColumn> run_columns(const Problem& problem) {
  std::vector<db::RunColumn> columns;
  for (const Axis& axis : problem.space().axes()) {
    columns.push_back({leaf_column(axis.leaf), type_of(*axis.leaf)});
  }
  for (const Objective& value : recorded_values(problem)) {
    columns.push_back({column_of(value), Type::real, value.text()});
  }
  Column basis{basis_column};
  basis.kind = bitpareto::Column::Kind::value;
  columns.push_back({std::move(basis), Type::text});
  return columns;
}

DesignRows::DesignRows(const Problem& problem)
    : problem_{&problem},
      recorded_{recorded_values(problem)},
      same_{problem.evaluator().same_on_all_workloads()},
      evaluated_{problem.make_block()},
      bases_{std::make_shared<const std::vector<std::string>>(basis_words())} {
  evaluated_.costs.wanted = CostSet::all();
  const std::span<const std::string> reasons = problem.reasons();
  reasons_ = std::make_shared<const std::vector<std::string>>(reasons.begin(), reasons.end());
  for (const Axis& axis : problem.space().axes()) {
    names_.push_back(is_word(*axis.leaf) ? std::make_shared<const std::vector<std::string>>(problem.space().names()[axis.leaf]) : nullptr);
  }
}

void DesignRows::fill_numbers(const DesignBlock& block, Column& column) const {
  const Space& space = problem_->space();
  column.kind = Kind::index;
  column.words.reset();
  column.wholes.resize(block.size());
  std::vector<std::string> texts;
  std::vector<std::uint64_t> levels(space.axes().size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block.is_range() && block.first() + i < DesignIndex{1} << 63U) {
      column.wholes[i] = static_cast<std::int64_t>(block.first() + i);
      continue;
    }
    for (std::size_t a = 0; a < levels.size(); ++a) levels[a] = block.levels(a)[i];
    const Cell number = design_cell(space, levels);
    if (const auto* const whole = std::get_if<std::int64_t>(&number)) {
      column.wholes[i] = *whole;
    } else {
      column.wholes[i] = -1 - static_cast<std::int64_t>(texts.size());
      texts.push_back(std::get<std::string>(number));
    }
  }
  if (!texts.empty()) column.words = std::make_shared<const std::vector<std::string>>(std::move(texts));
}

void DesignRows::fill_axis(const DesignBlock& block, std::size_t axis, Column& column) const {
  const auto& [leaf, of_axis] = problem_->space().axes()[axis];
  column.kind = names_[axis] ? Kind::word : holds_whole_numbers(*leaf) ? Kind::whole : Kind::number;
  column.words = names_[axis];
  column.numbers.resize(block_size);
  const std::span<const std::uint64_t> levels = block.levels(axis);
  double value = nothing;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    // Levels of a range are computed, and neighbours mostly share one.
    if (i == 0 || levels[i] != levels[i - 1]) {
      value = of_axis.at(levels[i]);
      if (leaf->kind == LeafKind::group_size && value == whole_row) value = static_cast<double>(written_whole_row);
    }
    column.numbers[i] = value;
  }
}

void DesignRows::fill_value(const DesignBlock& block, const Objective& value, Column& column) {
  const std::size_t size = block.size();
  column.kind = Kind::number;
  column.numbers.resize(block_size);
  if (value.metric()) return put_metric(*value.metric(), {problem_->workloads(), same_}, {}, evaluated_.costs, size, 1, column.numbers);
  std::ranges::fill(column.numbers, nothing);
  for (std::size_t o = 0; o < problem_->objectives().size(); ++o) {
    const ProblemFormula* const formula = problem_->formula(o);
    if (formula == nullptr || problem_->objectives()[o].text() != value.text()) continue;
    formula->values(block, evaluated_.costs, evaluated_.room, column.numbers);
    const std::span<const ReasonCode> cannot_exist = std::as_const(evaluated_.costs).cannot_exist();
    const double unit = formula->column_unit();
    // Nothing is told of a design that cannot exist, though its leaves are known.
    for (std::size_t i = 0; i < size; ++i) column.numbers[i] = cannot_exist[i] != 0 ? nothing : column.numbers[i] / unit;
    return;
  }
}

/// The least sure of all workloads.
void DesignRows::fill_basis(std::size_t size, Column& column) const {
  column.kind = Kind::word;
  column.words = bases_;
  column.numbers.assign(block_size, -1);
  for (std::size_t w = 0; w < problem_->workloads().size(); ++w) {
    const std::span<const double> basis = evaluated_.costs.column(w, Cost::perplexity_basis);
    for (std::size_t i = 0; i < size; ++i) {
      double& worst = column.numbers[i];
      const bool is_less_sure = !std::isnan(worst) && !(basis[i] <= worst);  // or NaN
      worst = is_less_sure ? basis[i] : worst;
    }
  }
}

void DesignRows::fill(const DesignBlock& block, db::RowColumns& rows) {
  problem_->evaluate(block, evaluated_);
  const std::size_t axes = problem_->space().axes().size();
  rows.size = block.size();
  rows.columns.resize(leading_columns + axes + recorded_.size() + 1);
  Column* column = rows.columns.data();
  fill_numbers(block, *column++);
  Column& feasible = *column++;
  Column& reason = *column++;
  feasible.kind = Kind::whole;
  reason.kind = Kind::word;
  reason.words = reasons_;
  feasible.numbers.resize(block_size);
  reason.numbers.resize(block_size);
  const std::span<const InfeasibleCode> codes = std::as_const(evaluated_).infeasible();
  for (std::size_t i = 0; i < block.size(); ++i) {
    feasible.numbers[i] = codes[i] == 0 ? 1 : 0;
    reason.numbers[i] = codes[i] == 0 ? nothing : codes[i];
  }
  for (std::size_t a = 0; a < axes; ++a) fill_axis(block, a, *column++);
  for (const Objective& value : recorded_) fill_value(block, value, *column++);
  fill_basis(block.size(), *column);
}

}  // namespace bitpareto::session
