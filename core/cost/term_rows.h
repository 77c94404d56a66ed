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

#include "core/cost/gathered_rows.h"
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

/// Why a design with these rows cannot exist, counted from 1; 0: it can.
template <std::size_t count>
[[nodiscard]] std::size_t reason_of(const std::array<const double*, count>& rows) {
  double reason = 0;
  for (const double* const row : rows) keep_first(reason, *row);
  return static_cast<std::size_t>(reason);
}

/// The rows of a block's designs, in costs.rows: those of term t from t * column_stride on.
template <std::size_t count>
void fill_rows(const std::array<const Term*, count>& terms, const DesignBlock& block, CostBlock& costs) {
  costs.rows.resize(std::max(costs.rows.size(), count * column_stride));
  for (std::size_t t = 0; t < count; ++t) {
    terms[t]->rows(block, std::span{costs.rows}.subspan(t * column_stride, block_size), costs.scratch(t));
  }
}

/// Fills `costs` for every design of the block, one by one. `combine(workload, rows, put)` calls put(Cost, double) for each cost. `rows` are the
/// designs' rows of the terms.
template <std::size_t count, class Combine>
void evaluate_terms(const std::array<const Term*, count>& terms, std::size_t workloads, ReasonCode first_reason, const DesignBlock& block,
                    CostBlock& costs, const Combine& combine) {
  fill_rows(terms, block, costs);
  const auto rows_at = [&](std::size_t i) {
    std::array<const double*, count> rows;
    for (std::size_t t = 0; t < count; ++t) rows[t] = costs.rows[t * column_stride + i];
    return rows;
  };
  const std::span<ReasonCode> reasons = costs.cannot_exist();
  const std::span<double* const> all_targets = costs.targets();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::size_t reason = reason_of(rows_at(i));
    if (reason != 0) costs.refuse(i, static_cast<ReasonCode>(first_reason + reason - 1));
  }
  for (std::size_t w = 0; w < workloads; ++w) {
    const std::span<double* const> targets = all_targets.subspan(w * most_costs, most_costs);
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (reasons[i] != 0) continue;
      combine(w, rows_at(i), [&](Cost cost, double value) { targets[static_cast<std::size_t>(cost)][i] = value; });
    }
  }
}

/// Intervals over a box. `exists(rows)` says whether any design can, as far as the rows tell; `combine` as above, with Interval. `widths`: how many
/// numbers in front of each row they read.
template <std::size_t count, class Exists, class Combine>
void bound_terms(const std::array<const Term*, count>& terms, const std::array<std::size_t, count>& widths, std::size_t workloads, const Box& box, CostBounds& bounds,
                 const Exists& exists, const Combine& combine) {
  std::array<const Interval*, count> starts{};
  for (std::size_t t = 0; t < count && !bounds.none_exists; ++t) {
    starts[t] = terms[t]->bound(box, bounds, widths[t]);
    bounds.none_exists = starts[t] == nullptr;
  }
  bounds.none_exists = bounds.none_exists || !exists(starts);
  if (bounds.none_exists) return;
  for (std::size_t w = 0; w < workloads; ++w) {
    combine(w, starts, [&](Cost cost, const Interval& value) { bounds.at(w, cost) = value; });
  }
}
template <std::size_t count, class Exists, class Combine>
void bound_terms(const std::array<const Term*, count>& terms, std::size_t workloads, const Box& box, CostBounds& bounds, const Exists& exists,
                 const Combine& combine) {
  std::array<std::size_t, count> widths;
  for (std::size_t t = 0; t < count; ++t) widths[t] = terms[t]->width();
  bound_terms(terms, widths, workloads, box, bounds, exists, combine);
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
    if (set == InstructionSet::plain) return evaluate_terms(terms_, workloads, first_reason, block, costs, combine);
    const Plan& plan = this->plan(workloads, combine);
    const LaneTerms* const lanes = block.is_range() ? lanes_of(plan) : nullptr;
    if (lanes == nullptr) fill_rows(terms_, block, costs);
    const Work work{lanes != nullptr ? &window_of(*lanes, costs) : nullptr, plan, block, costs, costs.targets().data(), workloads, first_reason};
    if ((run_if_enough<asked>(set, work, combine) || ...)) return;
    run_with<everything>(set, work, combine);
  }

  /// Whether every term has its rows in a table.
  [[nodiscard]] bool is_tabulated() const {
    return std::ranges::all_of(terms_, [](const Term* term) { return term->has_table(); });
  }
  /// Intervals over a box, as bound_terms(). Tighter than over terms that these join.
  template <class Combine>
  void bound(std::size_t workloads, const Box& box, CostBounds& bounds, const Combine& combine) const {
    bound_terms(terms_, workloads, box, bounds, [](const auto&) { return true; }, combine);
  }

  /// Evaluator::repetition(): the stride of the axis on which the fewest numbers of rows hinge that differ between neighbours.
  [[nodiscard]] DesignIndex repetition() const {
    if (!space_->is_indexable() || !is_tabulated()) return 0;
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
  /// What is laid out for several designs at a time.
  struct Plan {
    // Of each term:
    std::array<std::vector<bool>, count> read;           // numbers of a row that combine() reads
    std::array<std::vector<std::size_t>, count> places;  // where they stand
    std::array<std::size_t, count> tile_rooms{};
  };
  /// Designs, and where their costs go.
  struct Work {
    LaneTerms::Window* window;  // of neighbours; otherwise their rows are in costs.rows
    const Plan& plan;
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
  [[nodiscard]] const Plan& plan(std::size_t workloads, const Combine& combine) const {
    std::call_once(made_->planned, [&] {
      made_->plan.read = columns_read(terms_, workloads, combine);
      for (std::size_t t = 0; t < count; ++t) {
        made_->plan.places[t] = places_read(made_->plan.read[t]);
        made_->plan.tile_rooms[t] = tile_room(terms_[t]->width());
      }
    });
    return made_->plan;
  }
  /// Tiles for neighbours by index, made when they are asked for first; null where there are none.
  [[nodiscard]] const LaneTerms* lanes_of(const Plan& plan) const {
    std::call_once(made_->laid_out, [&] {
      // What combine() does not read of a row stays out of tiles.
      std::vector<LaneTerms::Read> parts;
      for (std::size_t t = 0; t < count; ++t) parts.push_back({terms_[t], plan.read[t]});
      made_->lanes = std::make_unique<LaneTerms>(*space_, parts);
    });
    return made_->lanes->is_possible() ? made_->lanes.get() : nullptr;
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
  static bool run_if_enough(InstructionSet set, const Work& work, const Combine& combine) {
    if (!work.costs.wanted.without(some).empty()) return false;
    run_with<some>(set, work, combine);
    return true;
  }
  template <const CostSet& some, class Combine>
  static void run_with(InstructionSet set, const Work& work, const Combine& combine) {
    if (work.window != nullptr) {
      // The widest terms come first: where all designs share the row of one, that is a loop of its own.
      if (work.window->tile_size(0) == 0) {
        run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run_stretch<lanes, 0, some>(work, combine); });
      } else if (count > 1 && work.window->tile_size(count > 1 ? 1 : 0) == 0) {
        run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run_stretch<lanes, 1, some>(work, combine); });
      } else {
        run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run_stretch<lanes, no_term, some>(work, combine); });
      }
    } else {
      run_on(set, [&]<int lanes>() __attribute__((always_inline)) { run_scattered<lanes, some>(work, combine); });
    }
  }

  /// The costs that combine() makes of rows of several designs, from place `to` of their columns on.
  template <class V, const CostSet& some, class Rows, class Combine>
  [[gnu::always_inline]] static void put_costs(const Work& work, const Rows& rows, std::ptrdiff_t to, const Combine& combine) {
    for (std::size_t w = 0; w < work.workloads; ++w) {
      double* const* const targets = work.targets + w * most_costs;
      combine(w, rows, [&](Cost cost, const V& value) __attribute__((always_inline)) {
        if (some.contains(cost)) value.store(targets[static_cast<std::size_t>(cost)] + to);
      });
    }
  }

  /// Designs in no order: their rows are brought side by side first.
  template <int width, const CostSet& some, class Combine>
  [[gnu::always_inline]] static void run_scattered(const Work& work, const Combine& combine) {
    using V = Simd<width>;
    CostBlock& costs = work.costs;
    const std::size_t size = work.block.size();
    std::array<std::size_t, count + 1> tiles{};  // where each term has its own
    for (std::size_t t = 0; t < count; ++t) tiles[t + 1] = tiles[t] + work.plan.tile_rooms[t];
    costs.tiles.resize(std::max(costs.tiles.size(), tiles[count]));
    std::array<LaneRow<V>, count> rows;
    for (std::size_t t = 0; t < count; ++t) rows[t].first = costs.tiles.data() + tiles[t];
    for (std::size_t from = 0; from < size; from += V::width) {
      for (std::size_t t = 0; t < count; ++t) {
        gather<width>(costs.rows.data() + t * column_stride + from, size - from, work.plan.places[t], costs.tiles.data() + tiles[t]);
      }
      put_costs<V, some>(work, rows, static_cast<std::ptrdiff_t>(from), combine);
    }
    refuse_scattered(work);
  }
  static void refuse_scattered(const Work& work) {
    CostBlock& costs = work.costs;
    for (std::size_t i = 0; i < work.block.size(); ++i) {
      double reason = 0;
      for (std::size_t t = 0; t < count; ++t) keep_first(reason, *costs.rows[t * column_stride + i]);
      if (reason != 0) costs.refuse(i, static_cast<ReasonCode>(work.first_reason + static_cast<std::size_t>(reason) - 1));
    }
  }

  /// No term of that number.
  static constexpr std::size_t no_term = count;

  /// The row of a term from `first` on; of one whose row all designs share, there.
  template <class V, bool is_shared>
  [[gnu::always_inline]] static auto row_at(const double* first, [[maybe_unused]] std::size_t step) {
    if constexpr (is_shared) {
      return SharedRow<V>{first};
    } else if constexpr (requires { LaneRow<V>{first, step}; }) {
      return LaneRow<V>{first, step};
    } else {
      return LaneRow<V>{first};
    }
  }

  /// The costs of the designs of a tile, or of two tiles, whose rows stand there: those of designs that an instruction takes, or twice as many.
  template <class V, std::size_t shared, const CostSet& some, std::size_t... t, class Combine>
  [[gnu::always_inline]] static void run_tiles(const Work& work, const std::array<const double*, count>& rows, const std::array<std::size_t, count>& steps,
                                               std::size_t designs, std::ptrdiff_t to, const Combine& combine, std::index_sequence<t...> /*terms*/) {
    for (std::size_t lane = 0; lane < designs; lane += V::width) {
      put_costs<V, some>(work, std::tuple{row_at<V, t == shared>(t == shared ? rows[t] : rows[t] + lane, steps[t])...}, to + static_cast<std::ptrdiff_t>(lane), combine);
    }
  }

  /// `shared`: a term whose row all designs of a combination share, or no_term.
  template <int width, std::size_t shared, const CostSet& some, class Combine>
  [[gnu::always_inline]] static void run_stretch(const Work& stretch, const Combine& combine) {
    using V = Simd<width>;
    using Pair = SimdPair<V>;
    LaneTerms::Window& window = *stretch.window;
    const std::size_t size = stretch.block.size();
    // A pair is of two tiles, or of one if that has more designs than an instruction takes.
    constexpr std::size_t together = Pair::width > tile_width ? 2 : 1;
    std::array<std::size_t, count> steps;
    for (std::size_t t = 0; t < count; ++t) steps[t] = together == 2 ? window.tile_size(t) : V::width;
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
      for (std::size_t tile = 0; tile * tile_width < window.inner(); tile += together) {
        for (std::size_t visit = 0; visit < visited; ++visit) {
          const auto [from, designs, start] = visits[visit];
          const std::size_t first_tile = std::max(tile, from / tile_width);
          const std::size_t end_tile = std::min(tile + together, (from + designs - 1) / tile_width + 1);
          if (first_tile >= end_tile) continue;
          std::array<const double*, count> rows;
          for (std::size_t t = 0; t < count; ++t) rows[t] = t == shared ? window.shared_row(visit, t) : window.row(visit, t, first_tile);
          // The lanes of the first and the last tile may lie before and behind the stretch: what they leave there is overwritten or never read.
          const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(start + first_tile * tile_width) - static_cast<std::ptrdiff_t>(from);
          if (end_tile - first_tile == together) {
            run_tiles<Pair, shared, some>(stretch, rows, steps, together * tile_width, to, combine, std::make_index_sequence<count>{});
          } else {
            run_tiles<V, shared, some>(stretch, rows, steps, tile_width, to, combine, std::make_index_sequence<count>{});
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
  [[gnu::always_inline]] static void refuse(const Work& stretch, std::size_t number, const Visit& visit) {
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
          if (!stretch.window->is_flawed(number, t)) continue;
          const V reason = V::load(stretch.window->row(number, t, tile) + lane);
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
    std::once_flag planned, laid_out;
    Plan plan;
    std::unique_ptr<LaneTerms> lanes;
  };
  const Space* space_;
  std::array<const Term*, count> terms_;
  std::unique_ptr<Made> made_ = std::make_unique<Made>();
};

}  // namespace bitpareto
