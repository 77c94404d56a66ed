// SPDX-License-Identifier: Apache-2.0
/// From the rows of all terms of a model to costs: what performance models that consist of terms have in common. A model writes
/// its equations once, over whatever gives its numbers; here they are called with those of a design, of several at a time, or of a box.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/cost/lane_terms.h"
#include "core/cost/term.h"
#include "core/system/run_on.h"

namespace bitpareto {

/// The first nonzero reason in the fixed order.
inline void keep_first(double& reason, double other) {
  if (other != 0 && (reason == 0 || other < reason)) reason = other;
}

/// The kind of number that rows are of: double, Simd or Interval.
template <class Rows>
using NumberOf = std::remove_cvref_t<decltype(std::get<0>(std::declval<const Rows&>())[0])>;

namespace detail {

/// Columns of the costs of each workload; for what nobody reads, one that is thrown away.
inline std::vector<std::array<double*, most_costs>> cost_columns(std::size_t workloads, CostBlock& costs) {
  std::vector<std::array<double*, most_costs>> columns(workloads);
  for (std::size_t w = 0; w < workloads; ++w) {
    for (std::size_t c = 0; c < most_costs; ++c) {
      const auto cost = static_cast<Cost>(c);
      const bool is_read = c < costs.count() && costs.wanted.contains(cost);
      columns[w][c] = is_read ? costs.column(w, cost).data() : costs.discarded().data();
    }
  }
  return columns;
}

/// Those that somebody reads.
inline std::vector<double*> read_columns(std::span<const std::array<double*, most_costs>> columns, CostBlock& costs) {
  std::vector<double*> list;
  for (const auto& of_workload : columns) {
    std::ranges::copy_if(of_workload, std::back_inserter(list), [&](const double* column) { return column != costs.discarded().data(); });
  }
  return list;
}

/// A design that cannot exist: why, and no number for anything.
inline void refuse(std::size_t i, ReasonCode reason, CostBlock& costs, std::span<double* const> columns) {
  costs.cannot_exist()[i] = reason;
  for (double* column : columns) column[i] = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// Why a design with these rows cannot exist, counted from 1; 0: it can.
template <std::size_t count>
[[nodiscard]] std::size_t reason_of(const std::array<const double*, count>& rows) {
  double reason = 0;
  for (const double* const row : rows) keep_first(reason, *row);
  return static_cast<std::size_t>(reason);
}

/// Fills `costs` for every design of the block, one by one. `combine(workload, rows, put)` calls put(Cost, double) for each cost. `rows` are the
/// designs' rows of the terms.
template <std::size_t count, class Combine>
void evaluate_terms(const std::array<const Term*, count>& terms, std::size_t workloads, ReasonCode first_reason, const DesignBlock& block,
                    CostBlock& costs, const Combine& combine) {
  costs.rows.resize(std::max(costs.rows.size(), count * column_stride));
  for (std::size_t t = 0; t < count; ++t) {
    terms[t]->rows(block, std::span{costs.rows}.subspan(t * column_stride, block_size), costs.scratch(t));
  }
  const auto rows_at = [&](std::size_t i) {
    std::array<const double*, count> rows;
    for (std::size_t t = 0; t < count; ++t) rows[t] = costs.rows[t * column_stride + i];
    return rows;
  };
  const auto columns = detail::cost_columns(workloads, costs);
  const std::vector<double*> read = detail::read_columns(columns, costs);
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::size_t reason = reason_of(rows_at(i));
    if (reason != 0) detail::refuse(i, static_cast<ReasonCode>(first_reason + reason - 1), costs, read);
  }
  for (std::size_t w = 0; w < workloads; ++w) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (reasons[i] != 0) continue;
      combine(w, rows_at(i), [&](Cost cost, double value) { columns[w][static_cast<std::size_t>(cost)][i] = value; });
    }
  }
}

/// Intervals over a box. `exists(rows)` says whether any design can, as far as the rows tell; `combine` as above, with Interval.
template <std::size_t count, class Exists, class Combine>
void bound_terms(const std::array<const Term*, count>& terms, std::size_t workloads, const Box& box, CostBounds& bounds, const Exists& exists,
                 const Combine& combine) {
  std::array<std::vector<Interval>, count> rows;
  std::array<const Interval*, count> starts{};
  for (std::size_t t = 0; t < count; ++t) {
    rows[t].resize(terms[t]->width());
    bounds.none_exists = !terms[t]->bound(box, rows[t]) || bounds.none_exists;
    starts[t] = rows[t].data();
  }
  bounds.none_exists = bounds.none_exists || !exists(starts);
  if (bounds.none_exists) return;
  for (std::size_t w = 0; w < workloads; ++w) {
    combine(w, starts, [&](Cost cost, const Interval& value) { bounds.at(w, cost) = value; });
  }
}

/// Terms of a model, and the plan for stretches of their space: several designs at a time, the same bits. The first number of every row
/// is a reason as above; a design has the least of those of its rows. `searched`: costs that searches ask for; what else combine() puts is
/// left out where nobody wants it. Immutable; thread-safe. Space and terms must outlive it, where they are.
template <const CostSet& searched, std::size_t count>
class TermRows {
 public:
  TermRows(const Space& space, const std::array<const Term*, count>& terms) : space_{&space}, terms_{terms} {}

  /// combine(workload, rows, put) calls put(Cost, number) for each cost; std::get<t>(rows)[k] is number k of the row of term t, and
  /// std::get<t>(rows) + k the row from there on. It is called with doubles and with Simd, which it takes and hands on by reference.
  template <class Combine>
  void evaluate(std::size_t workloads, ReasonCode first_reason, const DesignBlock& block, CostBlock& costs, const Combine& combine) const {
    const InstructionSet set = fastest_instruction_set();
    if (block.is_range() && set != InstructionSet::plain) {
      if (const LaneTerms& plan = this->plan(); plan.is_possible()) {
        const auto columns = detail::cost_columns(workloads, costs);
        const Stretch stretch{plan, block, costs, columns, detail::read_columns(columns, costs), first_reason};
        const bool everything = !costs.wanted.without(searched).empty();
        return everything ? run_with<true>(set, stretch, combine) : run_with<false>(set, stretch, combine);
      }
    }
    evaluate_terms(terms_, workloads, first_reason, block, costs, combine);
  }

 private:
  /// Neighbouring designs, and where their costs go.
  struct Stretch {
    const LaneTerms& plan;
    const DesignBlock& block;
    CostBlock& costs;
    std::span<const std::array<double*, most_costs>> columns;  // [workload]
    std::vector<double*> read;                                 // of them, by somebody
    ReasonCode first_reason;
  };

  [[nodiscard]] const LaneTerms& plan() const {
    std::call_once(made_->once, [&] { made_->plan = std::make_unique<const LaneTerms>(*space_, terms_); });
    return *made_->plan;
  }

  template <bool everything, class Combine>
  static void run_with(InstructionSet set, const Stretch& stretch, const Combine& combine) {
    run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run<lanes, everything>(stretch, combine); });
  }

  template <class V, std::size_t... t>
  [[gnu::always_inline]] static std::array<LaneRow<V>, count> rows_at(const LaneTerms::Outer& outer, std::size_t tile, std::size_t lane,
                                                                      std::index_sequence<t...> /*terms*/) {
    return {LaneRow<V>{outer.row(t, tile) + lane}...};
  }

  template <int width, bool everything, class Combine>
  [[gnu::always_inline]] static void run(const Stretch& stretch, const Combine& combine) {
    using V = Simd<width>;
    const std::size_t inner = stretch.plan.inner();
    const std::size_t size = stretch.block.size();
    LaneTerms::Outer outer{stretch.plan, stretch.block.first()};
    auto from = static_cast<std::size_t>(stretch.block.first() % inner);
    for (std::size_t at = 0;;) {
      const std::size_t designs = std::min(inner - from, size - at);
      const std::size_t last_tile = (from + designs - 1) / tile_width;
      for (std::size_t w = 0; w < stretch.columns.size(); ++w) {
        const std::array<double*, most_costs>& columns = stretch.columns[w];
        for (std::size_t tile = from / tile_width; tile <= last_tile; ++tile) {
          // The lanes of the first and the last tile may lie before and behind the stretch: what they leave there is overwritten or never read.
          const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(at + tile * tile_width) - static_cast<std::ptrdiff_t>(from);
          for (std::size_t lane = 0; lane < tile_width; lane += V::width) {
            combine(w, rows_at<V>(outer, tile, lane, std::make_index_sequence<count>{}), [&](Cost cost, const V& value) __attribute__((always_inline)) {
              if (everything || searched.contains(cost)) value.store(columns[static_cast<std::size_t>(cost)] + to + lane);
            });
          }
        }
      }
      if (outer.is_flawed()) refuse(stretch, outer, from, at, designs);
      at += designs;
      if (at == size) return;
      outer.advance();
      from = 0;
    }
  }

  /// The designs of a run that cannot exist.
  [[gnu::noinline]] static void refuse(const Stretch& stretch, const LaneTerms::Outer& outer, std::size_t from, std::size_t at, std::size_t designs) {
    std::array<double, block_size> reasons;
    std::fill_n(reasons.begin(), designs, 0.0);
    for (std::size_t t = 0; t < count; ++t) {
      if (!outer.is_flawed(t)) continue;
      for (std::size_t i = 0; i < designs; ++i) keep_first(reasons[i], outer.row(t, (from + i) / tile_width)[(from + i) % tile_width]);
    }
    for (std::size_t i = 0; i < designs; ++i) {
      if (reasons[i] == 0) continue;
      detail::refuse(at + i, static_cast<ReasonCode>(stretch.first_reason + static_cast<std::size_t>(reasons[i]) - 1), stretch.costs, stretch.read);
    }
  }

  struct Made {
    std::once_flag once;
    std::unique_ptr<const LaneTerms> plan;
  };
  const Space* space_;
  std::array<const Term*, count> terms_;
  std::unique_ptr<Made> made_ = std::make_unique<Made>();
};

}  // namespace bitpareto
