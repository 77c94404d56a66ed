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
#include "core/cost/traced_rows.h"
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

/// A design that cannot exist: why, and no number for anything.
inline void refuse(std::size_t i, ReasonCode reason, CostBlock& costs) {
  costs.cannot_exist()[i] = reason;
  for (double* const column : costs.read_targets()) column[i] = std::numeric_limits<double>::quiet_NaN();
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
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  const std::span<double* const> all_targets = costs.targets();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::size_t reason = reason_of(rows_at(i));
    if (reason != 0) detail::refuse(i, static_cast<ReasonCode>(first_reason + reason - 1), costs);
  }
  for (std::size_t w = 0; w < workloads; ++w) {
    const std::span<double* const> targets = all_targets.subspan(w * most_costs, most_costs);
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (reasons[i] != 0) continue;
      combine(w, rows_at(i), [&](Cost cost, double value) { targets[static_cast<std::size_t>(cost)][i] = value; });
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
/// is a reason as above; a design has the least of those of its rows. `asked`: sets of costs that searches ask for, the smaller ones first; of
/// what combine() puts the first of them that holds all that is wanted is computed, or everything. Always the same combine() with the same
/// terms. Immutable; thread-safe. Space and terms must outlive it, where they are.
template <std::size_t count, const CostSet&... asked>
class TermRows {
 public:
  TermRows(const Space& space, const std::array<const Term*, count>& terms) : space_{&space}, terms_{terms} {}

  /// combine(workload, rows, put) calls put(Cost, number) for each cost; std::get<t>(rows)[k] is number k of the row of term t, and
  /// std::get<t>(rows) + k the row from there on. It is called with doubles and with Simd, which it takes and hands on by reference.
  template <class Combine>
  void evaluate(std::size_t workloads, ReasonCode first_reason, const DesignBlock& block, CostBlock& costs, const Combine& combine) const {
    const InstructionSet set = fastest_instruction_set();
    if (block.is_range() && set != InstructionSet::plain) {
      if (const LaneTerms& plan = this->plan(workloads, combine); plan.is_possible()) {
        const Stretch stretch{window_of(plan, costs), block, costs, costs.targets().data(), workloads, first_reason};
        if ((run_if_enough<asked>(set, stretch, combine) || ...)) return;
        return run_with<everything>(set, stretch, combine);
      }
    }
    evaluate_terms(terms_, workloads, first_reason, block, costs, combine);
  }

  /// Evaluator::repetition(): the stride of the axis on which the fewest numbers of rows hinge that differ between neighbours.
  [[nodiscard]] DesignIndex repetition() const {
    if (!space_->is_indexable() || !std::ranges::all_of(terms_, [](const Term* term) { return term->has_table(); })) return 0;
    DesignIndex best = 0;
    double fewest = std::numeric_limits<double>::infinity();
    for (std::size_t axis = 0; axis < space_->axes().size(); ++axis) {
      if (space_->stride(axis) < 2 * block_size) continue;
      double changing = 0;  // numbers that are others one level further on
      double behind = 0;    // numbers behind all designs between
      for (const Term* const term : terms_) {
        double rows = 1;
        for (std::size_t inner = 0; inner < space_->axes().size(); ++inner) {
          if (space_->stride(inner) < space_->stride(axis) && term->stride(inner) != 0) rows *= static_cast<double>(space_->axes()[inner].levels.size());
        }
        behind += rows * static_cast<double>(term->width());
        if (term->stride(axis) != 0) changing += rows * static_cast<double>(term->width());
      }
      constexpr double cached = 16'384;  // numbers that stay in a second-level cache in any case: 128 KiB
      if (behind < cached || changing > behind / 2 || changing >= fewest) continue;
      fewest = changing;
      best = space_->stride(axis);
    }
    return best;
  }

  /// Costs that all workloads share (same_on_all_workloads() of core/cost/traced_rows.h). combine() is called with Trace.
  template <class Combine>
  [[nodiscard]] CostSet same_on_all(std::size_t workloads, const Combine& combine) const {
    return same_on_all_workloads(terms_, workloads, combine);
  }

 private:
  /// Neighbouring designs, and where their costs go.
  struct Stretch {
    LaneTerms::Window& window;
    const DesignBlock& block;
    CostBlock& costs;
    double* const* targets;  // [workload][cost]
    std::size_t workloads;
    ReasonCode first_reason;
  };
  /// Where a stretch ended, and with it many rows of the next.
  struct KeptWindow final : CostBlock::Kept {
    explicit KeptWindow(const LaneTerms& plan) : window{plan} {}
    LaneTerms::Window window;
  };
  /// Designs of a combination of outer axes that lie in a stretch: inner ones from `from` on, which go where `at` says.
  struct Visit {
    std::size_t from, designs, at;
  };

  template <class Combine>
  [[nodiscard]] const LaneTerms& plan(std::size_t workloads, const Combine& combine) const {
    std::call_once(made_->once, [&] {
      // What combine() does not read of a row stays out of tiles.
      const std::array<std::vector<bool>, count> read = columns_read(terms_, workloads, combine);
      std::vector<LaneTerms::Read> parts;
      for (std::size_t t = 0; t < count; ++t) parts.push_back({terms_[t], read[t]});
      made_->plan = std::make_unique<const LaneTerms>(*space_, parts);
    });
    return *made_->plan;
  }

  [[nodiscard]] static LaneTerms::Window& window_of(const LaneTerms& plan, CostBlock& costs) {
    auto* kept = dynamic_cast<KeptWindow*>(costs.kept.get());
    if (kept == nullptr || !kept->window.is_of(plan)) {
      auto made = std::make_unique<KeptWindow>(plan);
      kept = made.get();
      costs.kept = std::move(made);
    }
    return kept->window;
  }

  static constexpr CostSet everything = CostSet::all();

  template <const CostSet& some, class Combine>
  static bool run_if_enough(InstructionSet set, const Stretch& stretch, const Combine& combine) {
    if (!stretch.costs.wanted.without(some).empty()) return false;
    run_with<some>(set, stretch, combine);
    return true;
  }
  template <const CostSet& some, class Combine>
  static void run_with(InstructionSet set, const Stretch& stretch, const Combine& combine) {
    run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run<lanes, some>(stretch, combine); });
  }

  template <class V, std::size_t... t>
  [[gnu::always_inline]] static std::array<LaneRow<V>, count> rows_at(const LaneTerms::Window& window, std::size_t visit, std::size_t tile,
                                                                      std::size_t lane, std::index_sequence<t...> /*terms*/) {
    return {LaneRow<V>{window.row(visit, t, tile) + lane}...};
  }

  template <int width, const CostSet& some, class Combine>
  [[gnu::always_inline]] static void run(const Stretch& stretch, const Combine& combine) {
    using V = Simd<width>;
    LaneTerms::Window& window = stretch.window;
    const std::size_t size = stretch.block.size();
    // Tile by tile, all visits: they share most rows. But the last tile of a visit may reach into the next, which must come later.
    const std::size_t most_visits = window.inner() % tile_width == 0 ? LaneTerms::Window::most : 1;
    std::array<Visit, LaneTerms::Window::most> visits;
    for (std::size_t at = 0; at < size;) {
      const DesignIndex first = stretch.block.first() + at;
      std::size_t visited = 0;
      for (std::size_t from = window.inner_of(first); visited < most_visits && at < size; from = 0) {
        const std::size_t designs = std::min(window.inner() - from, size - at);
        visits[visited++] = {from, designs, at};
        at += designs;
      }
      window.move_to(first, visited);
      for (std::size_t tile = 0; tile * tile_width < window.inner(); ++tile) {
        for (std::size_t visit = 0; visit < visited; ++visit) {
          const auto [from, designs, start] = visits[visit];
          if (tile < from / tile_width || tile > (from + designs - 1) / tile_width) continue;
          // The lanes of the first and the last tile may lie before and behind the stretch: what they leave there is overwritten or never read.
          const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(start + tile * tile_width) - static_cast<std::ptrdiff_t>(from);
          for (std::size_t lane = 0; lane < tile_width; lane += V::width) {
            const std::array<LaneRow<V>, count> rows = rows_at<V>(window, visit, tile, lane, std::make_index_sequence<count>{});
            for (std::size_t w = 0; w < stretch.workloads; ++w) {
              double* const* const targets = stretch.targets + w * most_costs;
              combine(w, rows, [&](Cost cost, const V& value) __attribute__((always_inline)) {
                if (some.contains(cost)) value.store(targets[static_cast<std::size_t>(cost)] + to + lane);
              });
            }
          }
        }
      }
      for (std::size_t visit = 0; visit < visited; ++visit) {
        if (window.is_flawed(visit)) refuse<V>(stretch, visit, visits[visit]);
      }
    }
  }

  /// The designs of a visit that cannot exist.
  template <class V>
  [[gnu::always_inline]] static void refuse(const Stretch& stretch, std::size_t number, const Visit& visit) {
    const V none{std::numeric_limits<double>::infinity()};
    const V no_value{std::numeric_limits<double>::quiet_NaN()};
    const V zero{0.0};
    const std::size_t first_tile = visit.from / tile_width;
    const std::size_t last_tile = (visit.from + visit.designs - 1) / tile_width;
    std::array<double, tile_width> reasons;
    for (std::size_t tile = first_tile; tile <= last_tile; ++tile) {
      const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(visit.at + tile * tile_width) - static_cast<std::ptrdiff_t>(visit.from);
      for (std::size_t lane = 0; lane < tile_width; lane += V::width) {
        V least = none;
        for (std::size_t t = 0; t < count; ++t) {
          if (!stretch.window.is_flawed(number, t)) continue;
          const V reason = V::load(stretch.window.row(number, t, tile) + lane);
          const V counted = if_less(zero, reason, reason, none);
          least = if_less(counted, least, counted, least);
        }
        for (double* const target : stretch.costs.read_targets()) {
          double* const column = target + to + lane;
          if_less(least, none, no_value, V::load(column)).store(column);
        }
        least.store(reasons.data() + lane);
      }
      for (std::size_t i = 0; i < tile_width; ++i) {
        if (reasons[i] == std::numeric_limits<double>::infinity()) continue;
        const std::ptrdiff_t design = to + static_cast<std::ptrdiff_t>(i);
        if (design < static_cast<std::ptrdiff_t>(visit.at) || design >= static_cast<std::ptrdiff_t>(visit.at + visit.designs)) continue;
        stretch.costs.cannot_exist()[static_cast<std::size_t>(design)] =
            static_cast<ReasonCode>(stretch.first_reason + static_cast<std::size_t>(reasons[i]) - 1);
      }
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
