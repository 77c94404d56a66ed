// SPDX-License-Identifier: Apache-2.0
/// From the rows of all terms of a model to costs: what performance models that consist of terms have in common.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "core/cost/term.h"

namespace bitpareto {

/// The first nonzero reason in the fixed order.
inline void keep_first(double& reason, double other) {
  if (other != 0 && (reason == 0 || other < reason)) reason = other;
}

/// Fills `costs` for every design of the block. `reason_of(rows)` says why a design cannot exist, counted from 1, or 0;
/// `combine(workload, rows, put)` calls put(Cost, double) for each cost. `rows` are the designs' rows of the `count`
/// terms.
template <std::size_t count, class ReasonOf, class Combine>
void evaluate_terms(const std::vector<Term>& terms, std::size_t workloads, ReasonCode first_reason,
                    const DesignBlock& block, CostBlock& costs, const ReasonOf& reason_of, const Combine& combine) {
  costs.rows.resize(std::max(costs.rows.size(), count * column_stride));
  for (std::size_t t = 0; t < count; ++t) {
    terms[t].rows(block, std::span{costs.rows}.subspan(t * column_stride, block_size), costs.scratch(t));
  }
  const auto rows_at = [&](std::size_t i) {
    std::array<const double*, count> rows;
    for (std::size_t t = 0; t < count; ++t) rows[t] = costs.rows[t * column_stride + i];
    return rows;
  };
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto reason = static_cast<std::size_t>(reason_of(rows_at(i)));
    reasons[i] = reason == 0 ? ReasonCode{0} : static_cast<ReasonCode>(first_reason + reason - 1);
  }
  for (std::size_t w = 0; w < workloads; ++w) {
    std::array<double*, most_costs> columns{};
    for (std::size_t c = 0; c < most_costs; ++c) {
      const auto cost = static_cast<Cost>(c);
      const bool is_read = c < costs.count() && costs.wanted.contains(cost);
      columns[c] = is_read ? costs.column(w, cost).data() : costs.discarded().data();
    }
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (reasons[i] != 0) {
        for (double* column : columns) column[i] = std::numeric_limits<double>::quiet_NaN();
        continue;
      }
      combine(w, rows_at(i), [&](Cost cost, double value) { columns[static_cast<std::size_t>(cost)][i] = value; });
    }
  }
}

/// The same as intervals over a box. `exists(rows)` says whether any design can, as far as the rows tell.
template <std::size_t count, class Exists, class Combine>
void bound_terms(const std::vector<Term>& terms, std::size_t workloads, const Box& box, CostBounds& bounds,
                 const Exists& exists, const Combine& combine) {
  std::array<std::vector<Interval>, count> rows;
  std::array<const Interval*, count> starts{};
  for (std::size_t t = 0; t < count; ++t) {
    rows[t].resize(terms[t].width());
    bounds.none_exists = !terms[t].bound(box, rows[t]) || bounds.none_exists;
    starts[t] = rows[t].data();
  }
  bounds.none_exists = bounds.none_exists || !exists(starts);
  if (bounds.none_exists) return;
  for (std::size_t w = 0; w < workloads; ++w) {
    combine(w, starts, [&](Cost cost, const Interval& value) { bounds.at(w, cost) = value; });
  }
}

}  // namespace bitpareto
