// SPDX-License-Identifier: Apache-2.0
/// What a model's equations read, and what all workloads get the same of: found by running them once over formulas of columns.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "core/cost/formula_trace.h"
#include "core/cost/term.h"

namespace bitpareto {

/// Where each workload's `count` numbers begin in the rows of a term: where those of the first one do, if they are the same for every design of
/// the space that exists; so fewer numbers have to be at hand.
inline void share_equal_numbers(const Term& term, std::size_t count, std::span<std::size_t* const> starts) {
  if (!term.has_table()) return;
  const std::vector<std::size_t>& first = term.equal_columns();
  for (std::size_t* const start : starts) {
    bool is_equal = true;
    for (std::size_t k = 0; k < count; ++k) is_equal = is_equal && first[*start + k] == first[*starts[0] + k];
    if (is_equal) *start = *starts[0];
  }
}

namespace detail {

/// A row of formulas, which keeps what is read of it.
struct TracedRow {
  FormulaTable* table = nullptr;
  std::size_t term = 0;
  std::span<const std::size_t> columns;  // the first that is equal, of each; empty: none is known
  std::vector<bool>* is_read = nullptr;  // by column; null: nobody asks
  std::size_t at = 0;                    // the column where it begins
  [[nodiscard]] Trace operator[](std::size_t k) const {
    if (is_read != nullptr) (*is_read)[at + k] = true;
    return {*table, term, columns.empty() ? at + k : columns[at + k]};
  }
  [[nodiscard]] TracedRow operator+(std::size_t k) const { return {table, term, columns, is_read, at + k}; }
};

}  // namespace detail

/// Which numbers of the terms' rows combine() reads on any workload; the reason in front always. combine(workload, rows, put) as TermRows has
/// it, here with Trace.
template <std::size_t count, class Combine>
[[nodiscard]] std::array<std::vector<bool>, count> columns_read(const std::array<const Term*, count>& terms, std::size_t workloads, const Combine& combine) {
  FormulaTable table;
  std::array<std::vector<bool>, count> read;
  std::array<detail::TracedRow, count> rows;
  for (std::size_t t = 0; t < count; ++t) {
    read[t].resize(terms[t]->width(), false);
    read[t][0] = true;
    rows[t] = {&table, t, {}, &read[t], 0};
  }
  for (std::size_t w = 0; w < workloads; ++w) combine(w, rows, [](Cost, const Trace&) {});
  return read;
}

/// Costs that combine() gives every design the same of on all workloads, because the same formula makes them of equal numbers; Cost::area
/// only if it is the sum of its parts in their order. Of a term without a table every number is taken to be another.
template <std::size_t count, class Combine>
[[nodiscard]] CostSet same_on_all_workloads(const std::array<const Term*, count>& terms, std::size_t workloads, const Combine& combine) {
  FormulaTable table;
  std::array<std::vector<std::size_t>, count> columns;
  std::array<detail::TracedRow, count> rows;
  for (std::size_t t = 0; t < count; ++t) {
    if (terms[t]->has_table()) columns[t] = terms[t]->equal_columns();
    rows[t] = {&table, t, columns[t], nullptr, 0};
  }
  CostSet same;
  std::array<Trace, most_costs> of_first;
  for (std::size_t w = 0; w < workloads; ++w) {
    CostSet same_here;
    combine(w, rows, [&](Cost cost, const Trace& value) {
      Trace& first = of_first[static_cast<std::size_t>(cost)];
      if (w == 0) first = value;
      if (first == value) same_here.insert(cost);
    });
    same = w == 0 ? same_here : same & same_here;
  }
  Trace sum;
  for (const Cost part : area_parts) sum = sum + of_first[static_cast<std::size_t>(part)];
  return of_first[static_cast<std::size_t>(Cost::area)] == sum ? same : same.without({Cost::area});
}

}  // namespace bitpareto
