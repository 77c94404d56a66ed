// SPDX-License-Identifier: Apache-2.0
/// SMS-EMOA: a population that loses whoever adds least to its hypervolume.
#include "core/search/hypervolume_contributions.h"
#include "core/search/ranking.h"
#include "explorers/catalogue.h"
#include "explorers/variation.h"

namespace bitpareto::explorers {

namespace {

/// Where the volume of a front ends, whose objectives are scaled to 0 ... 1. Beume et al. take 1 beyond the worst: the ends of a front stay.
constexpr double reference = 2;

/// Beume, Naujoks and Emmerich, European Journal of Operational Research 181(3), 2007. There each child is judged alone; here a few at a time, so that
/// threads have work. Designs that are infeasible leave first, those that were met last before others.
class SmsEmoa final : public Proposer {
 public:
  struct Options : BudgetedOptions, VariationOptions {
    std::int64_t population = 100;  // as there, section 4
    std::int64_t children = 10;     // assumed: of a population of 100 few enough that selection sees nearly what it would see one by one
  };
  SmsEmoa(const ProposerInput& input, const Options& options) : input_{input}, options_{options}, draws_{input.seed, 0} {}

  [[nodiscard]] std::vector<Places> propose() override {
    std::vector<Places> children;
    if (population_.size() < 2) {
      for (std::int64_t i = 0; i < options_.population; ++i) children.push_back(random_places(input_.axes, draws_));
      return children;
    }
    for (std::int64_t i = 0; i < options_.children; ++i) {
      const Places& first = population_[draws_.position(population_.size())].places;
      const Places& second = population_[draws_.position(population_.size())].places;
      children.push_back(child_of(first, second, options_, input_, draws_));
    }
    return children;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      if (!d.is_new) continue;
      population_.push_back({{d.places.begin(), d.places.end()}, {d.values.begin(), d.values.end()}, d.is_feasible});
    }
    survive();
  }

 private:
  struct Individual {
    Places places;
    std::vector<double> values;
    bool is_feasible;
  };

  void survive() {
    const auto room = static_cast<std::size_t>(options_.population);
    // Not of std::ranges: clang 14 does not take subranges of libstdc++ 12.
    std::stable_partition(population_.begin(), population_.end(), [](const Individual& one) { return one.is_feasible; });
    const auto feasible = static_cast<std::size_t>(std::ranges::count_if(population_, &Individual::is_feasible));
    population_.resize(std::min(population_.size(), std::max(feasible, room)));
    if (population_.size() <= room) return;
    std::vector<double> values;
    for (const Individual& one : population_) values.insert(values.end(), one.values.begin(), one.values.end());
    std::vector<Individual> kept;
    for (std::vector<std::size_t>& front : positions_by_rank(non_dominated_ranks(values, input_.objectives))) {
      const std::size_t left = room - kept.size();
      if (front.size() > left) thin(front, left);
      for (const std::size_t i : front) kept.push_back(std::move(population_[i]));
    }
    population_ = std::move(kept);
  }

  static std::size_t last_least(const std::vector<double>& numbers) {
    std::size_t least = 0;
    for (std::size_t i = 1; i < numbers.size(); ++i) least = numbers[i] <= numbers[least] ? i : least;
    return least;
  }

  /// Drops from a front whoever adds least, one at a time, the later of two equals, until so many are left.
  void thin(std::vector<std::size_t>& front, std::size_t left) const {
    if (left == 0) return front.clear();
    const std::size_t objectives = input_.objectives;
    std::vector<double> scaled(front.size() * objectives);
    for (std::size_t o = 0; o < objectives; ++o) {
      const auto [least, most] = std::ranges::minmax(front, {}, [&](std::size_t i) { return population_[i].values[o]; });
      const double low = population_[least].values[o];
      const double range = population_[most].values[o] - low;
      for (std::size_t i = 0; i < front.size(); ++i) {
        scaled[i * objectives + o] = range > 0 ? (population_[front[i]].values[o] - low) / range : 0;
      }
    }
    const std::vector<double> references(objectives, reference);
    std::vector<double> added = hypervolume_contributions(scaled, references);
    std::vector<bool> is_old(front.size());
    while (front.size() > left) {
      // Without one, others add as much as before or more: only who seems to be worst is looked at again.
      const std::size_t worst = last_least(added);
      if (is_old[worst]) {
        added[worst] = hypervolume_contribution(scaled, worst, references);
        is_old[worst] = false;
        continue;
      }
      const auto place = static_cast<std::ptrdiff_t>(worst);
      front.erase(front.begin() + place);
      added.erase(added.begin() + place);
      const auto at = scaled.begin() + place * static_cast<std::ptrdiff_t>(objectives);
      scaled.erase(at, at + static_cast<std::ptrdiff_t>(objectives));
      is_old.assign(front.size(), true);
    }
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  std::vector<Individual> population_;
};

template <class Visitor>
void describe(SmsEmoa::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("population", o.population, Within{.least = 4, .most = 10'000}, "designs that have children");
  visit("children", o.children, Within{.least = 1, .most = 10'000}, "designs that are tried before the population is chosen anew");
  describe_variation(o, visit);
}

}  // namespace

extern constinit const ExplorerEntry sms_emoa{
    .name = "sms_emoa",
    .summary = "a population evolves by what each design adds to the hypervolume (SMS-EMOA)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<SmsEmoa>>,
};

}  // namespace bitpareto::explorers
