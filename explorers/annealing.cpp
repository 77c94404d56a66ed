// SPDX-License-Identifier: Apache-2.0
/// Simulated annealing: chains that walk from design to neighbour, each with its own idea of what matters.
#include <limits>

#include "core/base/elementary.h"
#include "explorers/catalogue.h"
#include "explorers/variation.h"

namespace bitpareto::explorers {

namespace {

/// How often a step changes another axis as well. Assumed: alone, steps do not leave where two axes must change together.
constexpr double further_axis = 0.3;

/// Kirkpatrick, Gelatt and Vecchi, Science 220, 1983, on the weighted Chebyshev distance from the best of each objective (Bowman, 1976), which reaches
/// every part of a front, hollow ones too. Objectives are scaled by the least and the most that was seen. When chains are cold they get other
/// weights and are heated again, each from the design seen that is best by its weights.
class Annealing final : public Proposer {
 public:
  struct Options : BudgetedOptions {
    std::int64_t chains = 10;  // assumed: work for a few threads
    std::int64_t steps = 8;    // assumed: 1,250 mixtures of objectives in the usual budget; longer walks found less everywhere
    double hot = 0.005;        // assumed: a step worse by a two-hundredth of the range is taken one time in three at first
    double cold = 0.0005;      // assumed: at last such a step is taken no more
  };
  Annealing(const ProposerInput& input, const Options& options)
      : input_{input},
        options_{options},
        draws_{input.seed, 0},
        chains_(static_cast<std::size_t>(options.chains)),
        least_(input.objectives, std::numeric_limits<double>::infinity()),
        most_(input.objectives, -std::numeric_limits<double>::infinity()),
        best_{input.objectives, Ties::first} {
    for (Chain& chain : chains_) chain.weights = draw_weights();
  }

  [[nodiscard]] std::vector<Places> propose() override {
    std::vector<Places> steps;
    for (Chain& chain : chains_) {
      if (chain.places.empty()) {
        steps.push_back(random_places(input_.axes, draws_));
        continue;
      }
      steps.push_back(chain.places);
      do {
        const std::size_t axis = draws_.position(input_.axes.size());
        mutate(steps.back(), axis, input_.axes[axis], draws_);
      } while (draws_.chance(further_axis));
    }
    return steps;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      if (!d.is_feasible) continue;
      for (std::size_t o = 0; o < least_.size(); ++o) {
        least_[o] = std::min(least_[o], d.values[o]);
        most_[o] = std::max(most_[o], d.values[o]);
      }
      if (d.is_new && best_.insert(d.values, places_.size())) places_.emplace_back(d.places.begin(), d.places.end());
    }
    for (const Judged& d : designs) {
      if (d.proposal) answer(chains_[*d.proposal], d);
    }
    if (++step_ % static_cast<std::uint64_t>(options_.steps) == 0) heat();
  }

 private:
  struct Chain {
    Places places;  // none: it has not begun
    std::vector<double> values;
    bool is_feasible = false;
    std::vector<double> weights;
  };

  /// Each mixture as likely as another: shares of exponential waiting times.
  std::vector<double> draw_weights() {
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t o = 0; o < input_.objectives; ++o) {
      weights.push_back(-portable_log(draws_.uniform()));
      sum += weights.back();
    }
    for (double& w : weights) w /= sum;
    return weights;
  }

  [[nodiscard]] double distance(const Chain& chain, std::span<const double> values) const {
    double worst = 0;
    for (std::size_t o = 0; o < values.size(); ++o) {
      const double range = most_[o] - least_[o];
      if (range > 0) worst = std::max(worst, chain.weights[o] * ((values[o] - least_[o]) / range));
    }
    return worst;
  }

  void heat() {
    const Front front = best_.front();
    for (Chain& chain : chains_) {
      chain.weights = draw_weights();
      if (front.size() == 0) continue;
      std::size_t nearest = 0;
      for (std::size_t i = 1; i < front.size(); ++i) nearest = distance(chain, front.at(i)) < distance(chain, front.at(nearest)) ? i : nearest;
      chain.places = places_[static_cast<std::size_t>(front.ids[nearest])];
      chain.values.assign(front.at(nearest).begin(), front.at(nearest).end());
      chain.is_feasible = true;
    }
  }

  [[nodiscard]] double temperature() const {
    const auto steps = static_cast<std::uint64_t>(options_.steps);
    const double share = static_cast<double>(step_ % steps) / static_cast<double>(steps);
    return options_.hot * portable_exp(share * portable_log(options_.cold / options_.hot));
  }

  void answer(Chain& chain, const Judged& d) {
    const double chance = draws_.uniform();
    bool takes = chain.places.empty() || !chain.is_feasible;
    if (!takes && d.is_feasible) {
      const double worse = distance(chain, d.values) - distance(chain, chain.values);
      takes = worse <= 0 || chance < portable_exp(-std::min(worse / temperature(), 700.0));
    }
    if (!takes) return;
    chain.places.assign(d.places.begin(), d.places.end());
    chain.values.assign(d.values.begin(), d.values.end());
    chain.is_feasible = d.is_feasible;
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  std::vector<Chain> chains_;
  std::vector<double> least_, most_;  // of feasible designs, by objective
  ParetoArchive best_;                // by position in places_
  std::vector<Places> places_;        // of what is on the front, or was
  std::uint64_t step_ = 0;
};

template <class Visitor>
void describe(Annealing::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("chains", o.chains, Within{.least = 1, .most = 10'000}, "walks side by side, each with weights of objectives drawn at random");
  visit("steps", o.steps, Within{.least = 1, .most = 1'000'000}, "of a chain from hot to cold; then it is heated again, with other weights");
  visit("hot", o.hot, Within{.least = 1e-6, .most = 1e3}, "temperature at first, as a share of the objectives' ranges");
  visit("cold", o.cold, Within{.least = 1e-9, .most = 1e3}, "temperature at last");
}

}  // namespace

extern constinit const ExplorerEntry annealing{
    .name = "annealing",
    .summary = "chains walk to neighbours, less and less often to worse ones (simulated annealing)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Annealing>>,
};

}  // namespace bitpareto::explorers
