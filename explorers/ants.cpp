// SPDX-License-Identifier: Apache-2.0
/// Ant colony: ants choose a level on each axis by the pheromone that good designs left there.
#include <limits>
#include <numeric>

#include "explorers/budgeted.h"
#include "explorers/catalogue.h"
#include "explorers/draws.h"
#include "explorers/laplace.h"

namespace bitpareto::explorers {

namespace {

/// Places. Assumed: where all trails agree, some ants still go next to them.
constexpr double least_width = 0.5;

/// Population-based ants for several objectives (Guntsch and Middendorf, EMO 2003): pheromone is not a table that evaporates but what a few designs
/// of the front leave, a random one and those nearest to it; so it fits axes of any size. Each axis is chosen by itself. On axes of numbers a trail spreads
/// to neighbouring places, as far as the designs differ there.
class Ants final : public Proposer {
 public:
  struct Options : BudgetedOptions {
    std::int64_t first = 100;  // assumed: a hundredth of the usual budget
    std::int64_t ants = 10;    // assumed
    std::int64_t trails = 5;   // assumed; the paper takes 3 to 5 times as many of a population
    double wandering = 0.1;    // assumed: of ten axes one
  };
  Ants(const ProposerInput& input, const Options& options)
      : input_{input}, options_{options}, draws_{input.seed, 0}, best_{input.objectives, Ties::first} {}

  [[nodiscard]] std::vector<Places> propose() override {
    const Front front = best_.front();
    std::vector<Places> list;
    if (front.size() == 0 || is_first_) {
      is_first_ = false;
      for (std::int64_t i = 0; i < options_.first; ++i) list.push_back(walk({}));
      return list;
    }
    const std::vector<std::size_t> trails = trails_of(front);
    for (std::int64_t i = 0; i < options_.ants; ++i) list.push_back(open_walk(trails));
    return list;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      if (d.is_new && d.is_feasible && best_.insert(d.values, places_.size())) places_.emplace_back(d.places.begin(), d.places.end());
    }
  }

 private:
  /// Walks that an ant begins anew where they lead to what was met. Assumed.
  static constexpr int most_walks = 10;

  /// Positions in places_ of a member of the front and those nearest to it, in objectives scaled by the front's ranges.
  std::vector<std::size_t> trails_of(const Front& front) {
    const std::size_t centre = draws_.position(front.size());
    std::vector<double> distances(front.size(), 0.0);
    for (std::size_t o = 0; o < front.objectives; ++o) {
      double low = front.at(0)[o];
      double high = low;
      for (std::size_t i = 0; i < front.size(); ++i) {
        low = std::min(low, front.at(i)[o]);
        high = std::max(high, front.at(i)[o]);
      }
      if (!(high > low)) continue;
      for (std::size_t i = 0; i < front.size(); ++i) {
        const double far = (front.at(i)[o] - front.at(centre)[o]) / (high - low);
        distances[i] += far * far;
      }
    }
    std::vector<std::size_t> order(front.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return distances[i]; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(options_.trails)));
    for (std::size_t& i : order) i = static_cast<std::size_t>(front.ids[i]);
    return order;
  }

  /// How far trails spread on an axis: the mean distance from the first.
  [[nodiscard]] Laplace spread(std::span<const std::size_t> trails, std::size_t axis) const {
    const std::uint64_t centre = places_[trails[0]][axis];
    double sum = 0;
    for (const std::size_t t : trails) {
      const std::uint64_t place = places_[t][axis];
      sum += static_cast<double>(std::max(place, centre) - std::min(place, centre));
    }
    return {std::max(sum / static_cast<double>(trails.size()), least_width)};
  }

  Places walk(std::span<const std::size_t> trails) {
    Places places;
    for (std::size_t a = 0; a < input_.axes.size(); ++a) {
      const PlacedAxis& axis = input_.axes[a];
      if (trails.empty() || draws_.chance(options_.wandering)) {
        places.push_back(draws_.below(axis.size));
      } else {
        const std::uint64_t place = places_[trails[draws_.position(trails.size())]][a];
        places.push_back(axis.is_ordered ? spread(trails, a).draw(place, axis.size, draws_) : place);
      }
    }
    return places;
  }

  Places open_walk(std::span<const std::size_t> trails) {
    Places places = walk(trails);
    for (int i = 1; i < most_walks && !input_.is_open(places); ++i) places = walk(trails);
    return places;
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  ParetoArchive best_;          // by position in places_
  std::vector<Places> places_;  // of what is on the front, or was
  bool is_first_ = true;
};

template <class Visitor>
void describe(Ants::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("first", o.first, Within{.least = 1, .most = 1'000'000}, "designs drawn at random before there are trails");
  visit("ants", o.ants, Within{.least = 1, .most = 10'000}, "designs that follow the same trails");
  visit("trails", o.trails, Within{.least = 1, .most = 10'000}, "neighbours on the front that leave them");
  visit("wandering", o.wandering, Within{.least = 0, .most = 1}, "share of axes on which an ant follows no trail");
}

}  // namespace

extern constinit const ExplorerEntry ants{
    .name = "ants",
    .summary = "ants choose level by level what neighbours on the front have chosen (ant colony)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Ants>>,
};

}  // namespace bitpareto::explorers
