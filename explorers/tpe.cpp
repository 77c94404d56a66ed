// SPDX-License-Identifier: Apache-2.0
/// Tree-structured Parzen estimator: tries what is likely among good designs and unlikely among others.
#include <cmath>
#include <limits>
#include <numeric>

#include "core/search/crowding.h"
#include "core/search/ranking.h"
#include "explorers/budgeted.h"
#include "explorers/catalogue.h"
#include "explorers/draws.h"
#include "explorers/laplace.h"

namespace bitpareto::explorers {

namespace {

/// Designs and the density that they make: the mean of a product of kernels around each (Parzen, 1962), and of one that knows nothing.
class Density {
 public:
  /// Widths follow the spread of the designs on each axis.
  Density(std::span<const PlacedAxis> axes, std::vector<const Places*> designs) : axes_{axes}, designs_{std::move(designs)} {
    const auto count = static_cast<double>(designs_.size());
    // n^(-1 / (d + 4)): Scott, Multivariate Density Estimation, 1992, equation (6.42).
    const double narrowing = portable_exp2(-portable_log2(count) / (static_cast<double>(axes.size()) + 4));
    for (std::size_t a = 0; a < axes.size(); ++a) {
      double mean = 0;
      for (const Places* d : designs_) mean += static_cast<double>((*d)[a]) / count;
      double variance = 0;
      for (const Places* d : designs_) variance += (static_cast<double>((*d)[a]) - mean) * (static_cast<double>((*d)[a]) - mean) / count;
      const auto size = static_cast<double>(axes[a].size);
      // A Laplace kernel's deviation is the square root of 2 widths.
      const double width = std::max(std::sqrt(variance / 2) * narrowing, least_width);
      kernels_.push_back({width});
      inverse_widths_.push_back(1 / width);
      log_same_.push_back(portable_log(size * (1 - other_word) + other_word));
    }
    for (const Places* d : designs_) {
      double norm = 0;
      for (std::size_t a = 0; a < axes.size(); ++a) {
        if (!axes[a].is_ordered) continue;
        const double at = static_cast<double>((*d)[a]) + 0.5;
        const auto size = static_cast<double>(axes[a].size);
        norm += portable_log(size / (kernels_[a].width * (kernels_[a].side(at) + kernels_[a].side(size - at))));
      }
      log_norms_.push_back(norm);
    }
  }

  /// The logarithm of the density at a design, over that of a design drawn at random.
  [[nodiscard]] double log_at(const Places& places) {
    std::vector<double>& terms = terms_;
    terms.assign(1, 0.0);  // of the one that knows nothing
    for (std::size_t i = 0; i < designs_.size(); ++i) {
      double term = log_norms_[i];
      for (std::size_t a = 0; a < axes_.size(); ++a) {
        const std::uint64_t there = (*designs_[i])[a];
        if (!axes_[a].is_ordered) {
          term += there == places[a] ? log_same_[a] : log_other;
        } else {
          term -= static_cast<double>(std::max(there, places[a]) - std::min(there, places[a])) * inverse_widths_[a];
        }
      }
      terms.push_back(term);
    }
    // Around the largest: on many large axes no double holds the densities themselves.
    const double most = std::ranges::max(terms);
    double sum = 0;
    for (const double term : terms) sum += most - term < negligible ? portable_exp(term - most) : 0;
    return most + portable_log(sum / static_cast<double>(terms.size()));
  }

  [[nodiscard]] Places draw(Draws& draws) const {
    const std::size_t kernel = draws.position(designs_.size() + 1);
    Places places;
    for (std::size_t a = 0; a < axes_.size(); ++a) {
      const PlacedAxis& axis = axes_[a];
      if (kernel == designs_.size() || (!axis.is_ordered && draws.chance(other_word))) {
        places.push_back(draws.below(axis.size));
      } else {
        const std::uint64_t there = (*designs_[kernel])[a];
        places.push_back(axis.is_ordered ? kernels_[a].draw(there, axis.size, draws) : there);
      }
    }
    return places;
  }

 private:
  /// Assumed: a word is drawn anew so often.
  static constexpr double other_word = 0.2;
  static constexpr double log_other = -1.6094379124341003;  // ln(other_word)
  static constexpr double negligible = 40;                   // e^-40 of a sum is below the rounding of doubles
  /// Places. Assumed: where all designs agree, neighbours are still tried.
  static constexpr double least_width = 0.5;

  std::span<const PlacedAxis> axes_;
  std::vector<const Places*> designs_;
  // By axis, of numbers and of words.
  std::vector<Laplace> kernels_;
  std::vector<double> inverse_widths_, log_same_;
  std::vector<double> log_norms_;  // by design
  std::vector<double> terms_;      // room
};

/// Bergstra, Bardenet, Bengio and Kégl, NeurIPS 2011, over all axes together (Falkner, Klein and Hutter, ICML 2018), for several objectives: what is
/// good is what has the lowest ranks, of equal ranks the least crowded (after Ozaki et al., GECCO 2020, who take hypervolume).
class Tpe final : public Proposer {
 public:
  struct Options : BudgetedOptions {
    std::int64_t first = 100;      // assumed: a hundredth of the usual budget
    std::int64_t good = 50;        // assumed: enough for a front of a few objectives
    std::int64_t others = 50;      // assumed: as many
    std::int64_t candidates = 10;  // assumed: hyperopt, by the same authors, takes 24 for a design; evaluating is cheap here, weighing is not
    std::int64_t batch = 10;       // assumed: densities change little by as many
  };
  Tpe(const ProposerInput& input, const Options& options) : input_{input}, options_{options}, draws_{input.seed, 0} {}

  [[nodiscard]] std::vector<Places> propose() override {
    std::vector<Places> list;
    if (good_.size() < 2 || others_.empty()) {
      for (std::int64_t i = 0; i < options_.first; ++i) {
        Places places;
        for (const PlacedAxis& axis : input_.axes) places.push_back(draws_.below(axis.size));
        list.push_back(std::move(places));
      }
      return list;
    }
    Density good{input_.axes, views(good_)};
    Density others{input_.axes, views(others_)};
    for (std::int64_t i = 0; i < options_.batch; ++i) list.push_back(most_promising(good, others));
    return list;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      if (!d.is_new) continue;
      Seen one{{d.places.begin(), d.places.end()}, {d.values.begin(), d.values.end()}};
      if (d.is_feasible) good_.push_back(std::move(one));
      else keep_other(std::move(one));
    }
    choose_good();
  }

 private:
  struct Seen {
    Places places;
    std::vector<double> values;
  };

  static std::vector<const Places*> views(const std::vector<Seen>& list) {
    std::vector<const Places*> pointers;
    pointers.reserve(list.size());
    for (const Seen& one : list) pointers.push_back(&one.places);
    return pointers;
  }

  Places most_promising(Density& good, Density& others) {
    Places best;
    double most = -std::numeric_limits<double>::infinity();
    for (std::int64_t c = 0; c < options_.candidates; ++c) {
      Places candidate = good.draw(draws_);
      if (!input_.is_open(candidate)) continue;
      const double promise = good.log_at(candidate) - others.log_at(candidate);
      if (promise <= most) continue;
      most = promise;
      best = std::move(candidate);
    }
    return best.empty() ? good.draw(draws_) : best;
  }

  /// A sample of all that are not good, in which each is as likely (Vitter, 1985: algorithm R).
  void keep_other(Seen one) {
    ++met_;
    if (others_.size() < static_cast<std::size_t>(options_.others)) return others_.push_back(std::move(one));
    const std::uint64_t at = draws_.below(met_);
    if (at < others_.size()) others_[static_cast<std::size_t>(at)] = std::move(one);
  }

  void choose_good() {
    // At most half are good: a ratio needs both.
    const std::size_t all = good_.size() + static_cast<std::size_t>(met_);
    const std::size_t room = std::min(static_cast<std::size_t>(options_.good), std::max(all / 2, std::size_t{2}));
    if (good_.size() <= room) return;
    std::vector<double> values;
    for (const Seen& one : good_) values.insert(values.end(), one.values.begin(), one.values.end());
    const std::vector<std::uint32_t> ranks = non_dominated_ranks(values, input_.objectives);
    const std::vector<std::vector<std::size_t>> fronts = positions_by_rank(ranks);
    std::vector<std::size_t> order;
    for (const std::vector<std::size_t>& front : fronts) {
      std::vector<double> of_front;
      for (const std::size_t i : front) of_front.insert(of_front.end(), good_[i].values.begin(), good_[i].values.end());
      const std::vector<double> distances = crowding_distances(of_front, input_.objectives);
      std::vector<std::size_t> positions(front.size());
      std::iota(positions.begin(), positions.end(), std::size_t{0});
      std::ranges::stable_sort(positions, std::ranges::greater{}, [&](std::size_t p) { return distances[p]; });
      for (const std::size_t p : positions) order.push_back(front[p]);
    }
    std::vector<Seen> kept;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i < room) kept.push_back(std::move(good_[order[i]]));
      else keep_other(std::move(good_[order[i]]));
    }
    good_ = std::move(kept);
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  std::vector<Seen> good_, others_;
  std::uint64_t met_ = 0;  // designs that are not good
};

template <class Visitor>
void describe(Tpe::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("first", o.first, Within{.least = 4, .most = 1'000'000}, "designs drawn at random before it learns");
  visit("good", o.good, Within{.least = 2, .most = 10'000}, "best designs, near which it searches");
  visit("others", o.others, Within{.least = 1, .most = 10'000}, "of all other designs, which it avoids, a sample of so many");
  visit("candidates", o.candidates, Within{.least = 1, .most = 10'000}, "designs drawn, of which the most promising is evaluated");
  visit("batch", o.batch, Within{.least = 1, .most = 10'000}, "designs evaluated before it learns from them");
}

}  // namespace

extern constinit const ExplorerEntry tpe{
    .name = "tpe",
    .summary = "tries what is likelier among good designs than among others (tree-structured Parzen estimator)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Tpe>>,
};

}  // namespace bitpareto::explorers
