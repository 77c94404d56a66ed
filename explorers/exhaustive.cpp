// SPDX-License-Identifier: Apache-2.0
/// Exhaustive search: every design of the space, in the order of their indices.
#include "core/text/format.h"
#include "explorers/catalogue.h"
#include "explorers/ties_option.h"
#include "explorers/walk.h"

namespace bitpareto::explorers {

namespace {

/// As an odometer runs.
class Odometer final : public Walk {
 public:
  explicit Odometer(const Space& space) : space_{&space} {}
  [[nodiscard]] std::uint64_t last() const override { return space_->last_index(); }
  void levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const override {
    space_->levels_of(number, levels);
  }
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::span<const std::uint64_t> levels) const override {
    return space_->index_of(levels);
  }
  [[nodiscard]] std::uint64_t repetition(const Evaluator& evaluator) const override { return evaluator.repetition(); }
  void fill(DesignBlock& block, std::uint64_t number, std::size_t count) const override {
    block.set_range(number, count);
  }

 private:
  const Space* space_;
};

class Exhaustive final : public Explorer {
 public:
  struct Options {
    Ties ties = Ties::all;
  };
  explicit Exhaustive(Options options) : options_{options} {}

  [[nodiscard]] std::string refusal(const Space& space) const override {
    if (space.is_indexable()) return {};
    return format("exhaustive search needs at most 2^64 designs; this space has {}", space.size_text());
  }
  [[nodiscard]] double evaluations(const Space& space) const override { return space.size(); }
  [[nodiscard]] std::string mistake(const Problem& problem, const SearchSettings& settings) const override {
    return mistake_on(Odometer{problem.space()}, problem, settings);
  }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    if (!problem.space().is_indexable()) throw std::invalid_argument{refusal(problem.space())};
    return search_along(Odometer{problem.space()}, problem, {.ties = options_.ties, .seconds = {}}, settings, observer);
  }
  [[nodiscard]] std::vector<OptionText> options() const override { return listed_options<Exhaustive>(options_); }

 private:
  Options options_;
};

template <class Visitor>
void describe(Exhaustive::Options& o, Visitor& visit) {
  visit("ties", o.ties, ties_meaning);
}

}  // namespace

extern constinit const ExplorerEntry exhaustive{
    .name = "exhaustive",
    .summary = "evaluates every design; the front is exact",
    .traits = {.exact = true},
    .make = configured<Exhaustive>,
};

}  // namespace bitpareto::explorers
