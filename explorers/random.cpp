// SPDX-License-Identifier: Apache-2.0
/// Random search: designs drawn without replacement, as many as a budget allows.
#include <algorithm>
#include <limits>

#include "explorers/budgeted.h"
#include "explorers/catalogue.h"
#include "explorers/shuffle.h"

namespace bitpareto::explorers {

namespace {

/// The first designs of another walk.
class Beginning final : public Walk {
 public:
  Beginning(const Space& space, std::uint64_t seed, const CountOrTime& budget)
      : all_{space, seed}, last_{budget.count ? std::min(all_.last(), *budget.count - 1) : all_.last()} {}
  [[nodiscard]] std::uint64_t last() const override { return last_; }
  void levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const override { all_.levels_of(number, levels); }
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::span<const std::uint64_t> levels) const override {
    const auto number = all_.number_of(levels);
    return number && *number <= last_ ? number : std::nullopt;
  }
  void fill(DesignBlock& block, std::uint64_t number, std::size_t count) const override { all_.fill(block, number, count); }

 private:
  Shuffle all_;
  std::uint64_t last_;
};

class Random final : public Explorer {
 public:
  struct Options {
    CountOrTime budget{.count = usual_budget, .seconds = {}};
    Ties ties = Ties::all;
  };
  explicit Random(Options options) : options_{options} {}

  [[nodiscard]] std::string refusal(const Space& /*space*/) const override { return {}; }
  [[nodiscard]] double evaluations(const Space& space) const override {
    if (!options_.budget.count) return std::numeric_limits<double>::infinity();
    return std::min(space.size(), static_cast<double>(*options_.budget.count));
  }
  [[nodiscard]] std::string mistake(const Problem& problem, const SearchSettings& settings) const override {
    return mistake_on(Beginning{problem.space(), settings.seed, options_.budget}, problem, settings);
  }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    return search_along(Beginning{problem.space(), settings.seed, options_.budget}, problem,
                        {.ties = options_.ties, .seconds = options_.budget.seconds}, settings, observer);
  }
  [[nodiscard]] std::vector<OptionText> options() const override { return listed_options<Random>(options_); }

 private:
  Options options_;
};

template <class Visitor>
void describe(Random::Options& o, Visitor& visit) {
  visit("budget", o.budget, "designs to evaluate, or how long: 20000 or 60 s");
  visit("ties", o.ties, ties_meaning);
}

}  // namespace

extern constinit const ExplorerEntry random{
    .name = "random",
    .summary = "evaluates designs drawn at random, each at most once; what others are compared with",
    .traits = {.budgeted = true, .seeded = true, .any_size = true},
    .make = configured<Random>,
};

}  // namespace bitpareto::explorers
