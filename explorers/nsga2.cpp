// SPDX-License-Identifier: Apache-2.0
/// NSGA-II: a population whose fittest have children, by rank and by how far their neighbours are.
#include <limits>
#include <numeric>

#include "core/search/crowding.h"
#include "core/search/ranking.h"
#include "explorers/catalogue.h"
#include "explorers/variation.h"

namespace bitpareto::explorers {

namespace {

/// Deb, Pratap, Agarwal and Meyarivan, IEEE TEVC 6(2), 2002. Designs that are infeasible are behind all others, as there: of several,
/// the one that was met first is kept.
class Nsga2 final : public Proposer {
 public:
  struct Options : BudgetedOptions, VariationOptions {
    std::int64_t population = 50;  // half of theirs (section V.B): budgets are smaller, and the front is that of all that was evaluated
  };
  Nsga2(const ProposerInput& input, const Options& options) : input_{input}, options_{options}, draws_{input.seed, 0} {}

  [[nodiscard]] std::vector<Places> propose() override {
    std::vector<Places> children;
    const auto size = static_cast<std::size_t>(options_.population);
    for (std::size_t i = 0; i < size; ++i) {
      if (population_.size() < 2) {
        children.push_back(random_places(input_.axes, draws_));
      } else {
        const Places& first = parent().places;
        const Places& second = parent().places;
        children.push_back(child_of(first, second, options_, input_, draws_));
      }
    }
    return children;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      if (!d.is_new) continue;
      population_.push_back({{d.places.begin(), d.places.end()}, {d.values.begin(), d.values.end()}, d.is_feasible, 0, 0});
    }
    survive();
  }

 private:
  struct Individual {
    Places places;
    std::vector<double> values;
    bool is_feasible;
    std::uint32_t rank;
    double distance;
  };

  static bool is_fitter(const Individual& a, const Individual& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.distance > b.distance;
  }

  const Individual& parent() {
    const Individual& a = population_[draws_.position(population_.size())];
    const Individual& b = population_[draws_.position(population_.size())];
    return is_fitter(b, a) ? b : a;
  }

  void judge() {
    std::vector<std::size_t> feasible;
    std::vector<double> values;
    for (std::size_t i = 0; i < population_.size(); ++i) {
      Individual& one = population_[i];
      one.rank = std::numeric_limits<std::uint32_t>::max();
      one.distance = 0;
      if (!one.is_feasible) continue;
      feasible.push_back(i);
      values.insert(values.end(), one.values.begin(), one.values.end());
    }
    const std::vector<std::uint32_t> ranks = non_dominated_ranks(values, input_.objectives);
    for (std::size_t f = 0; f < feasible.size(); ++f) population_[feasible[f]].rank = ranks[f];
    for (const std::vector<std::size_t>& front : positions_by_rank(ranks)) {
      std::vector<double> of_front;
      for (const std::size_t f : front) {
        const std::vector<double>& of_one = population_[feasible[f]].values;
        of_front.insert(of_front.end(), of_one.begin(), of_one.end());
      }
      const std::vector<double> distances = crowding_distances(of_front, input_.objectives);
      for (std::size_t i = 0; i < front.size(); ++i) population_[feasible[front[i]]].distance = distances[i];
    }
  }

  void survive() {
    judge();
    std::ranges::stable_sort(population_, is_fitter);
    population_.resize(std::min(population_.size(), static_cast<std::size_t>(options_.population)));
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  std::vector<Individual> population_;  // the fittest first
};

template <class Visitor>
void describe(Nsga2::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("population", o.population, Within{.least = 4, .most = 100'000}, "designs of a generation");
  describe_variation(o, visit);
}

}  // namespace

extern constinit const ExplorerEntry nsga2{
    .name = "nsga2",
    .summary = "a population evolves by rank and crowding distance (NSGA-II)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Nsga2>>,
};

}  // namespace bitpareto::explorers
