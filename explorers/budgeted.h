// SPDX-License-Identifier: Apache-2.0
/// Searches that choose what to evaluate from what they have seen, as long as a budget lasts.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "core/search/explorer.h"
#include "explorers/axis_order.h"
#include "explorers/ties_option.h"

namespace bitpareto::explorers {

/// A design by its place on each axis (AxisOrder).
using Places = std::vector<std::uint64_t>;

/// What became of a design.
struct Judged {
  std::span<const std::uint64_t> places;
  std::span<const double> values;  // objectives, minimised; meaningless unless feasible
  bool is_feasible = false;
  bool is_new = false;                  // otherwise it was told before
  std::optional<std::size_t> proposal;  // its position among what was proposed; nothing: somebody else chose it
};

/// What a search is about, for who proposes designs.
struct ProposerInput {
  std::span<const PlacedAxis> axes;  // lives as long as the search
  std::size_t objectives = 0;
  std::uint64_t seed = 0;
  /// Whether a design would be evaluated if it were proposed now: it is this part's and was not met before.
  std::function<bool(std::span<const std::uint64_t>)> is_open;
};

/// Chooses designs. What it proposes must depend on nothing but its seed, its options and what it was told. One thread at a time.
class Proposer {
 public:
  Proposer() = default;
  Proposer(const Proposer&) = delete;
  Proposer& operator=(const Proposer&) = delete;
  virtual ~Proposer() = default;
  /// At least one design, some of which may have been proposed before: nobody evaluates them again.
  [[nodiscard]] virtual std::vector<Places> propose() = 0;
  /// What became of what it proposed last, in that order: without those that belong to another part of the search, and with others that somebody
  /// knew beforehand, or that were drawn because it proposed nothing new. Views last until the end of the call.
  virtual void learn(std::span<const Judged> designs) = 0;
};

/// Of the evaluations that a design-space study of the literature spends on a space.
inline constexpr std::uint64_t usual_budget = 10'000;  // assumed: minutes with a slow model, an instant with ours

/// What all of them have among their options.
struct BudgetedOptions {
  CountOrTime budget{.count = usual_budget, .seconds = {}};
  Ties ties = Ties::all;  // `first`: of equal designs the one that was evaluated first
};

template <class Visitor>
void describe_budget(BudgetedOptions& o, Visitor& visit) {
  visit("budget", o.budget, "designs to evaluate, or how long: 20000 or 60 s");
  visit("ties", o.ties, ties_meaning);
}

/// Explorer::mistake and Explorer::explore with who proposes. No design is evaluated twice; the front is that of all that were evaluated. Designs of
/// part i of n are those whose hash says i; a search resumes by doing again what it did, without a word, until it is where it stopped: so whatever
/// proposes has nothing to store. explore() throws std::invalid_argument too if that leads elsewhere, as with another seed.
[[nodiscard]] std::string mistake_in(const Problem& problem, const BudgetedOptions& options, const SearchSettings& settings);
[[nodiscard]] SearchResult search_with(const std::function<std::unique_ptr<Proposer>(const ProposerInput&)>& make, const Problem& problem,
                                       const BudgetedOptions& options, const SearchSettings& settings, Observer& observer);

/// The explorer of a kind of Proposer `P`, which is made from a ProposerInput and its `P::Options`, BudgetedOptions and more.
template <class P>
class Budgeted final : public Explorer {
 public:
  using Options = typename P::Options;
  explicit Budgeted(Options options) : options_{options} {}

  [[nodiscard]] std::string refusal(const Space& /*space*/) const override { return {}; }
  [[nodiscard]] double evaluations(const Space& space) const override {
    if (!options_.budget.count) return std::numeric_limits<double>::infinity();
    return std::min(space.size(), static_cast<double>(*options_.budget.count));
  }
  [[nodiscard]] std::string mistake(const Problem& problem, const SearchSettings& settings) const override {
    return mistake_in(problem, options_, settings);
  }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    const auto make = [this](const ProposerInput& input) { return std::make_unique<P>(input, options_); };
    return search_with(make, problem, options_, settings, observer);
  }
  [[nodiscard]] std::vector<OptionText> options() const override { return listed_options<Budgeted>(options_); }

 private:
  Options options_;
};

/// What all of them can do.
inline constexpr ExplorerTraits budgeted_traits{.budgeted = true, .seeded = true, .any_size = true};

}  // namespace bitpareto::explorers
