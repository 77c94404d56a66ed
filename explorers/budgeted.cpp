// SPDX-License-Identifier: Apache-2.0
#include "explorers/budgeted.h"

#include <stdexcept>

#include "core/system/parallel.h"
#include "explorers/design_cache.h"
#include "explorers/shuffle.h"
#include "explorers/kept_designs.h"
#include "explorers/progress.h"

namespace bitpareto::explorers {

namespace {

/// Designs that one thread evaluates at a time. Does not change the result.
constexpr std::size_t piece_size = 64;
/// How often a proposer may bring nothing new before designs are drawn at random. Assumed: one that converged repeats itself.
constexpr int patience = 5;
/// So many at random then, at least.
constexpr std::size_t least_drawn = 64;
/// The observer hears of at least so many designs at a time, unless they took long.
constexpr std::uint64_t told_at_once = block_size;

/// Designs that this part of a search evaluates at most: its share of the budget, unless that covers the space, of which it then evaluates all that is
/// its own.
std::uint64_t share_of(const Space& space, const BudgetedOptions& options, const SearchPart& part) {
  __extension__ using Wide = unsigned __int128;
  constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t size = space.is_indexable() && space.last_index() < unlimited ? space.last_index() + 1 : unlimited;
  const std::uint64_t budget = options.budget.count.value_or(unlimited);
  if (budget >= size) return size;
  return static_cast<std::uint64_t>(Wide{budget} * (part.number + 1) / part.of - Wide{budget} * part.number / part.of);
}

/// What a thread needs to evaluate designs.
struct Scratch {
  explicit Scratch(const Problem& problem) : designs{problem.space()}, objectives{problem.make_block()} {}
  DesignBlock designs;
  ObjectiveBlock objectives;
};

/// Neighbours in the cache.
class Evaluated final : public DesignSequence {
 public:
  Evaluated(const DesignCache& cache, const AxisOrder& order, std::size_t first, std::size_t size)
      : cache_{&cache}, order_{&order}, first_{first}, size_{size} {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  void fill(DesignBlock& block, std::uint64_t from, std::size_t count) const override {
    block.clear();
    for (std::size_t i = 0; i < count; ++i) block.push(order_->levels(cache_->places(first_ + static_cast<std::size_t>(from) + i)));
  }

 private:
  const DesignCache* cache_;
  const AxisOrder* order_;
  std::size_t first_, size_;
};

class Search {
 public:
  Search(const std::function<std::unique_ptr<Proposer>(const ProposerInput&)>& make, const Problem& problem, const BudgetedOptions& options,
         const SearchSettings& settings)
      : problem_{&problem},
        options_{&options},
        settings_{&settings},
        order_{problem.space()},
        cache_{problem.space().axes().size(), problem.objectives().size()},
        shuffle_{problem.space(), settings.seed},
        proposer_{make({.axes = order_.axes(),
                        .objectives = problem.objectives().size(),
                        .seed = settings.seed,
                        .is_open = [this](std::span<const std::uint64_t> places) { return is_open(places); }})},
        archive_{problem.objectives().size(), options.ties},
        share_{share_of(problem.space(), options, settings.part)} {
    state_.infeasible.resize(problem.reasons().size());
    if (settings.resumption != nullptr) before_ = *Progress::read(settings.resumption->state.checkpoint);
    learn_known();
    static_cast<void>(archive_.take_changes());  // the observer knows them
    told_at_ = known_;
  }

  SearchResult run(Observer& observer) {
    bool go_on = true;
    if (before_.done == 0) start();
    while (go_on && is_allowed()) {
      if (!make_generation()) {
        is_exhausted_ = true;
        break;
      }
      const bool is_whole = evaluate_generation();
      if (is_told_due()) go_on = tell(observer);
      if (!is_whole) break;  // the budget ends within; nobody learns from it in this session
      learn();
    }
    if (done_ < before_.done) throw std::invalid_argument{"it stopped after another search than this"};
    if (go_on && told_at_ < end()) go_on = tell(observer);
    state_.checkpoint = checkpoint();
    return {found(), state_, is_complete() ? SearchEnd::complete : go_on ? SearchEnd::budget : SearchEnd::stopped};
  }

 private:
  /// A design of a generation.
  struct Member {
    std::size_t number;  // in the cache
    bool is_new;
    std::optional<std::size_t> proposal;
  };

  [[nodiscard]] std::size_t end() const { return known_ + static_cast<std::size_t>(done_); }
  [[nodiscard]] double seconds() const { return before_.seconds + (is_replay() ? 0 : seconds_since(start_)); }
  [[nodiscard]] std::string checkpoint() const { return Progress{done_, seconds()}.text(); }
  [[nodiscard]] bool is_spent(const std::optional<double>& budget) const { return budget && seconds() >= *budget; }
  /// Whether it does again what an earlier session did.
  [[nodiscard]] bool is_replay() const { return done_ < before_.done; }
  [[nodiscard]] bool is_complete() const {
    return is_exhausted_ || done_ >= share_ || (done_ > 0 && is_spent(options_->budget.seconds));
  }
  [[nodiscard]] bool is_allowed() const {
    return is_replay() || (!is_complete() && !is_spent(settings_->budget.seconds) && done_ < most());
  }
  /// Designs that may be evaluated in all.
  [[nodiscard]] std::uint64_t most() const {
    return std::max(std::min(share_, settings_->budget.evaluations.value_or(share_)), before_.done);
  }

  /// From here on it is new what happens.
  void start() {
    start_ = Clock::now();
    last_told_ = start_;
  }

  void learn_known() {
    for (const DesignKey& design : settings_->known) {
      const auto [number, is_new] = cache_.insert(order_.places(design));
      if (is_new) generation_.push_back({number, true, std::nullopt});
    }
    known_ = cache_.size();
    evaluate(0, known_);
    for (std::size_t i = 0; i < known_; ++i) {
      if (cache_.code(i) == 0) archive_.insert(cache_.values(i), i);
    }
    if (known_ > 0) learn();
  }

  [[nodiscard]] bool is_mine(std::span<const std::uint64_t> places) const {
    return DesignCache::hash(places) % settings_->part.of == settings_->part.number;
  }
  [[nodiscard]] bool is_open(std::span<const std::uint64_t> places) const {
    return is_mine(places) && cache_.find(places) == cache_.size();
  }
  /// Returns whether it is new.
  bool add(std::span<const std::uint64_t> places, std::optional<std::size_t> proposal) {
    if (!is_mine(places)) return false;
    const auto [number, is_new] = cache_.insert(places);
    generation_.push_back({number, is_new, proposal});
    return is_new;
  }

  /// Returns whether there is a design that is new: there is none if all of the part are done.
  bool make_generation() {
    if (is_drawn_out_) return false;
    std::size_t wanted = least_drawn;
    for (int i = 0; i < patience; ++i) {
      generation_.clear();
      const std::vector<Places> proposed = proposer_->propose();
      bool has_new = false;
      for (std::size_t p = 0; p < proposed.size(); ++p) has_new |= add(proposed[p], p);
      if (has_new) return true;
      learn();  // what the cache says
      wanted = std::max(wanted, proposed.size());
    }
    generation_.clear();
    // Every design has its turn, so that those before `drawn_` are done.
    DesignKey levels(problem_->space().axes().size());
    std::size_t found = 0;
    while (found < wanted && !is_drawn_out_) {
      shuffle_.levels_of(drawn_, levels);
      is_drawn_out_ = drawn_ == shuffle_.last();
      ++drawn_;
      const Places places = order_.places(levels);
      if (is_open(places) && add(places, std::nullopt)) ++found;
    }
    return found > 0;
  }

  /// Fills in what the cache says of designs first, ..., last - 1.
  void evaluate(std::size_t first, std::size_t last) {
    const std::size_t pieces = (last - first + piece_size - 1) / piece_size;
    const std::size_t workers = std::min(pieces, static_cast<std::size_t>(settings_->threads));
    while (scratches_.size() < workers) scratches_.push_back(std::make_unique<Scratch>(*problem_));
    parallel_for(workers, settings_->threads, [&](std::size_t w) {
      for (std::size_t p = w; p < pieces; p += workers) {
        const std::size_t from = first + p * piece_size;
        evaluate_piece(*scratches_[w], from, std::min(last - from, piece_size));
      }
    });
  }
  void evaluate_piece(Scratch& scratch, std::size_t from, std::size_t count) {
    scratch.designs.clear();
    for (std::size_t i = 0; i < count; ++i) scratch.designs.push(order_.levels(cache_.places(from + i)));
    problem_->evaluate(scratch.designs, scratch.objectives);
    for (std::size_t i = 0; i < count; ++i) {
      cache_.set_code(from + i, scratch.objectives.infeasible()[i]);
      const std::span<double> values = cache_.values(from + i);
      for (std::size_t o = 0; o < values.size(); ++o) values[o] = scratch.objectives.values(o)[i];
    }
  }

  /// Returns whether the budget allowed all of it.
  bool evaluate_generation() {
    const std::size_t first = end();
    const std::size_t last = known_ + static_cast<std::size_t>(std::min<std::uint64_t>(cache_.size() - known_, most()));
    evaluate(first, last);
    for (std::size_t i = first; i < last; ++i) {
      ++state_.infeasible[cache_.code(i)];
      if (cache_.code(i) == 0) archive_.insert(cache_.values(i), i);
      ++done_;
      if (done_ == before_.done) end_replay();
    }
    state_.evaluated = static_cast<double>(done_);
    return last == cache_.size();
  }

  void end_replay() {
    const Resumption& from = *settings_->resumption;
    bool is_same = state_.infeasible == from.state.infeasible;
    for (const DesignKey& design : from.front) is_same = is_same && cache_.find(order_.places(design)) < end();
    if (!is_same) throw std::invalid_argument{"it stopped after another search than this"};
    static_cast<void>(archive_.take_changes());  // they were told
    told_at_ = end();
    start();
  }

  void learn() {
    std::vector<Judged> judged;
    judged.reserve(generation_.size());
    for (const Member& m : generation_) {
      judged.push_back({.places = cache_.places(m.number),
                        .values = cache_.values(m.number),
                        .is_feasible = cache_.code(m.number) == 0,
                        .is_new = m.is_new,
                        .proposal = m.proposal});
    }
    proposer_->learn(judged);
  }

  [[nodiscard]] bool is_told_due() const {
    return !is_replay() && told_at_ < end() && (end() - told_at_ >= told_at_once || seconds_since(last_told_) > batch_seconds / 2);
  }
  /// Returns whether to go on.
  bool tell(Observer& observer) {
    state_.checkpoint = checkpoint();
    const FrontChanges numbers = archive_.take_changes();
    const FrontUpdate update{keys(numbers.entered), keys(numbers.left)};
    const Evaluated designs{cache_, order_, told_at_, end() - told_at_};
    told_at_ = end();
    const bool go_on = observer.batch_done({designs, update, archive_.size(), state_});
    last_told_ = Clock::now();
    return go_on;
  }

  [[nodiscard]] std::vector<DesignKey> keys(std::span<const std::uint64_t> numbers) const {
    std::vector<DesignKey> list;
    list.reserve(numbers.size());
    for (const std::uint64_t n : numbers) list.push_back(order_.levels(cache_.places(static_cast<std::size_t>(n))));
    return list;
  }
  [[nodiscard]] FoundFront found() const {
    const Front front = archive_.front();
    return in_order(front, keys(front.ids));
  }

  const Problem* problem_;
  const BudgetedOptions* options_;
  const SearchSettings* settings_;
  AxisOrder order_;
  DesignCache cache_;  // what is known, then what is evaluated, in this order
  Shuffle shuffle_;
  std::unique_ptr<Proposer> proposer_;
  ParetoArchive archive_;  // by number in the cache
  std::uint64_t share_;
  std::vector<std::unique_ptr<Scratch>> scratches_;  // one for each thread
  std::vector<Member> generation_;
  SearchState state_;
  Progress before_;        // where an earlier session stopped
  std::size_t known_ = 0;    // designs of SearchSettings::known
  std::uint64_t done_ = 0;   // evaluated
  std::size_t told_at_ = 0;  // in the cache: those before it were told
  std::uint64_t drawn_ = 0;  // on the shuffle
  bool is_drawn_out_ = false;  // then all were met
  bool is_exhausted_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_told_ = start_;
};

}  // namespace

std::string mistake_in(const Problem& problem, const BudgetedOptions& options, const SearchSettings& settings) {
  const std::span<const Axis> axes = problem.space().axes();
  const auto is_design = [&](const DesignKey& design) {
    bool is_one = design.size() == axes.size();
    for (std::size_t a = 0; is_one && a < axes.size(); ++a) is_one = design[a] < axes[a].levels.size();
    return is_one;
  };
  if (!std::ranges::all_of(settings.known, is_design)) return "a known design is not in its space";
  if (settings.resumption == nullptr) return {};
  const SearchState& state = settings.resumption->state;
  const auto at = Progress::read(state.checkpoint);
  if (!at || at->done > share_of(problem.space(), options, settings.part)) return "it cannot have stopped there";
  if (state.evaluated != static_cast<double>(at->done)) return "it stopped at another design than the number evaluated says";
  if (state.infeasible.size() != problem.reasons().size()) return "it counts designs that are infeasible for no known reason";
  if (!std::ranges::all_of(settings.resumption->front, is_design)) return "its front has a design that is not in its space";
  return {};
}

SearchResult search_with(const std::function<std::unique_ptr<Proposer>(const ProposerInput&)>& make, const Problem& problem,
                         const BudgetedOptions& options, const SearchSettings& settings, Observer& observer) {
  if (settings.part.number >= settings.part.of) throw std::invalid_argument{"a part beyond the last"};
  if (settings.threads < 1) throw std::invalid_argument{"less than one thread"};
  if (problem.objectives().empty()) throw std::invalid_argument{"a search without objectives"};
  if (const std::string why = mistake_in(problem, options, settings); !why.empty()) throw std::invalid_argument{why};
  return Search{make, problem, options, settings}.run(observer);
}

}  // namespace bitpareto::explorers
