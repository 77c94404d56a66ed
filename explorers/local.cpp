// SPDX-License-Identifier: Apache-2.0
/// Pareto local search: steps from designs of the front to neighbours, mostly along axes on which steps lead to the front.
#include <limits>

#include "core/base/elementary.h"
#include "explorers/catalogue.h"
#include "explorers/variation.h"

namespace bitpareto::explorers {

namespace {

/// Steps that a neighbour which is known already is moved further. Assumed.
constexpr int most_repairs = 8;

/// On which axes steps succeed: how often of late.
class AxisRecords {
 public:
  explicit AxisRecords(std::size_t axes) : tries_(axes, 1.0), successes_(axes, 0.5) {}

  void note(std::size_t axis, bool is_success) {
    tries_[axis] = tries_[axis] * memory + 1;
    successes_[axis] = successes_[axis] * memory + (is_success ? 1 : 0);
  }
  /// The more often steps on an axis succeed, the likelier it is. Requires an axis.
  [[nodiscard]] std::size_t draw(Draws& draws) const {
    double sum = 0;
    for (std::size_t a = 0; a < tries_.size(); ++a) sum += chance(a);
    double at = draws.uniform() * sum;
    std::size_t axis = 0;
    while (axis + 1 < tries_.size() && at > chance(axis)) at -= chance(axis++);
    return axis;
  }

 private:
  /// Assumed: of the last fifty steps on an axis, roughly.
  static constexpr double memory = 0.98;
  /// Assumed: what has failed of late is tried now and then.
  static constexpr double least = 0.02;

  [[nodiscard]] double chance(std::size_t axis) const { return successes_[axis] / tries_[axis] + least; }

  std::vector<double> tries_, successes_;
};

/// After Paquete, Chiarandini and Stützle (Metaheuristics for Multiobjective Optimisation, 2004), whose search takes any design of the front and looks at
/// all its neighbours. Here a mixture of objectives is drawn for each step, and the design goes on that is best by it: so where the front has a wide gap its ends
/// go on often. A step that led to the front is repeated (Hooke and Jeeves, J. ACM 8(2), 1961).
class Local final : public Proposer {
 public:
  struct Options : BudgetedOptions {
    std::int64_t first = 20;      // assumed: from 10 to 200 made no difference
    std::int64_t steps = 10;      // assumed: work for a few threads
    double crossover = 0.4;       // assumed: from 0.2 to 0.7 made little difference
    double repetition = 0.5;      // assumed: 0 was worse with many axes, 1 with curved fronts
    std::int64_t sample = 1'000;  // assumed: of a thousand the best is near the best of all, and found in a microsecond
  };
  Local(const ProposerInput& input, const Options& options)
      : input_{input}, options_{options}, draws_{input.seed, 0}, records_{input.axes.size()}, best_{input.objectives, Ties::first} {}

  [[nodiscard]] std::vector<Places> propose() override {
    std::vector<Places> list;
    steps_.clear();
    if (front_.empty() || is_first_) {
      is_first_ = false;
      for (std::int64_t i = 0; i < options_.first; ++i) list.push_back(random_places(input_.axes, draws_));
      return list;
    }
    if (proposed_ >= scale_at_) scale();
    for (auto& [step, places] : repetitions_) {
      steps_.push_back(std::move(step));
      list.push_back(std::move(places));
    }
    repetitions_.clear();
    while (list.size() < static_cast<std::size_t>(options_.steps)) list.push_back(step());
    proposed_ += list.size();
    return list;
  }

  void learn(std::span<const Judged> designs) override {
    for (const Judged& d : designs) {
      const bool is_success = d.is_feasible && d.is_new && best_.insert(d.values, places_.size());
      if (is_success) {
        places_.emplace_back(d.places.begin(), d.places.end());
        values_.insert(values_.end(), d.values.begin(), d.values.end());
        position_.push_back(0);
      }
      if (d.proposal && *d.proposal < steps_.size()) answer(steps_[*d.proposal], d.places, is_success);
    }
    const FrontChanges changes = best_.take_changes();
    for (const std::uint64_t left : changes.left) {
      const std::size_t gap = position_[static_cast<std::size_t>(left)];
      front_[gap] = front_.back();
      position_[front_[gap]] = gap;
      front_.pop_back();
    }
    for (const std::uint64_t entered : changes.entered) {
      position_[static_cast<std::size_t>(entered)] = front_.size();
      front_.push_back(static_cast<std::size_t>(entered));
    }
  }

 private:
  /// What was done to a design.
  struct Step {
    std::vector<std::size_t> axes;  // that were moved
    Places from;                    // none: it was not moved alone
  };

  /// Again and again, yet not so often that it costs more than steps do.
  void scale() {
    scale_at_ = proposed_ + front_.size() / 10;
    low_.assign(input_.objectives, std::numeric_limits<double>::infinity());
    per_range_.assign(input_.objectives, -std::numeric_limits<double>::infinity());
    for (const std::size_t one : front_) {
      for (std::size_t o = 0; o < input_.objectives; ++o) {
        low_[o] = std::min(low_[o], values_[one * input_.objectives + o]);
        per_range_[o] = std::max(per_range_[o], values_[one * input_.objectives + o]);
      }
    }
    for (std::size_t o = 0; o < input_.objectives; ++o) per_range_[o] = per_range_[o] > low_[o] ? 1 / (per_range_[o] - low_[o]) : 0;
  }

  /// Weights of the objectives, scaled to the front. Half of the mixtures have shares of which each is as likely as another, and reach every part of an even
  /// front. Fronts of hardware are crowded where objectives are low: the other half have weights that are further apart, and tell designs there from each other.
  std::vector<double> draw_mixture() {
    std::vector<double> mixture;
    const bool is_even = draws_.chance(0.5);
    for (const double scale : per_range_) {
      const double share = -portable_log(draws_.uniform());
      mixture.push_back((is_even ? share : 1 / (share * share)) * scale);
    }
    return mixture;
  }

  /// The design that is best by a mixture, of a sample of the front: the one whose worst objective is least (Bowman, 1976), with a little of the sum, so
  /// that of two the one goes on that dominates.
  [[nodiscard]] std::size_t best_by(const std::vector<double>& mixture) {
    constexpr double of_sum = 0.01;  // assumed
    const auto sample = static_cast<std::size_t>(options_.sample);
    const std::size_t stride = (front_.size() + sample - 1) / sample;
    double least = std::numeric_limits<double>::infinity();
    std::size_t best = front_[0];
    for (std::size_t i = draws_.position(stride); i < front_.size(); i += stride) {
      const double* const values = values_.data() + front_[i] * mixture.size();
      double worst = 0;
      double sum = 0;
      for (std::size_t o = 0; o < mixture.size(); ++o) {
        const double behind = mixture[o] * (values[o] - low_[o]);
        worst = std::max(worst, behind);
        sum += behind;
      }
      const double distance = worst + of_sum * sum;
      if (distance >= least) continue;
      least = distance;
      best = front_[i];
    }
    return best;
  }

  Places step() {
    const Places& from = places_[best_by(draw_mixture())];
    Places places = from;
    Step step;
    if (draws_.chance(options_.crossover)) {
      const Places& other = places_[front_[draws_.position(front_.size())]];
      const double share = draws_.uniform();
      for (std::size_t a = 0; a < places.size(); ++a) {
        if (draws_.chance(share)) places[a] = other[a];
      }
    } else {
      step.from = from;
      move(places, step);
    }
    for (int i = 0; i < most_repairs && !input_.is_open(places); ++i) move(places, step);
    steps_.push_back(std::move(step));
    return places;
  }
  void move(Places& places, Step& step) {
    if (places.empty()) return;
    const std::size_t axis = records_.draw(draws_);
    mutate(places, axis, input_.axes[axis], draws_);
    step.axes.push_back(axis);
  }

  void answer(const Step& step, std::span<const std::uint64_t> places, bool is_success) {
    for (const std::size_t axis : step.axes) records_.note(axis, is_success);
    if (!is_success || step.from.empty() || !draws_.chance(options_.repetition)) return;
    Places next{places.begin(), places.end()};
    for (std::size_t a = 0; a < next.size(); ++a) {
      if (!input_.axes[a].is_ordered) continue;
      // As far again, or to the end of the axis.
      if (next[a] > step.from[a]) next[a] += std::min(next[a] - step.from[a], input_.axes[a].size - 1 - next[a]);
      else next[a] -= std::min(step.from[a] - next[a], next[a]);
    }
    if (input_.is_open(next)) repetitions_.emplace_back(Step{step.axes, {places.begin(), places.end()}}, std::move(next));
  }

  ProposerInput input_;
  Options options_;
  Draws draws_;
  AxisRecords records_;
  ParetoArchive best_;
  // Of what is on the front, or was.
  std::vector<Places> places_;
  std::vector<double> values_;         // [design][objective]
  std::vector<std::size_t> position_;  // in front_
  std::vector<std::size_t> front_;     // numbers of its designs
  std::vector<double> low_, per_range_;  // of the front, by objective
  std::size_t proposed_ = 0;
  std::size_t scale_at_ = 0;  // then proposed
  std::vector<Step> steps_;  // as proposed
  std::vector<std::pair<Step, Places>> repetitions_;
  bool is_first_ = true;
};

template <class Visitor>
void describe(Local::Options& o, Visitor& visit) {
  describe_budget(o, visit);
  visit("first", o.first, Within{.least = 1, .most = 1'000'000}, "designs drawn at random before there is a front");
  visit("steps", o.steps, Within{.least = 1, .most = 10'000}, "designs that are tried before it learns from them");
  visit("crossover", o.crossover, Within{.least = 0, .most = 1}, "share of steps that lead towards another design of the front");
  visit("repetition", o.repetition, Within{.least = 0, .most = 1}, "chance that a step along an axis that led to the front is done again from there");
  visit("sample", o.sample, Within{.least = 1, .most = 1'000'000}, "designs of the front that a step is chosen from");
}

}  // namespace

extern constinit const ExplorerEntry local{
    .name = "local",
    .summary = "steps from the front to neighbours, along axes where that helps (Pareto local search)",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Local>>,
};

}  // namespace bitpareto::explorers
