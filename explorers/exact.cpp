// SPDX-License-Identifier: Apache-2.0
/// Branch and bound: the front of the whole space, with what shows that nothing is missing. docs/search.md.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "explorers/box_walk.h"
#include "explorers/catalogue.h"
#include "explorers/ties_option.h"
#include "explorers/kept_designs.h"
#include "explorers/progress.h"

namespace bitpareto::explorers {

namespace {


constexpr double infinity = std::numeric_limits<double>::infinity();

/// Boxes that a space falls into from the start, at least, if they are not leaves by then: so many that threads have work, so few that their
/// bounds take no time.
constexpr std::size_t least_units = 2'048;
/// A round walks in so many of them at a time, so far: less at the beginning, when little is known that would drop boxes. All of this hinges
/// on the place of the search alone, so that results do not depend on threads or sessions.
constexpr std::uint64_t most_active = 32;
constexpr std::uint64_t boxes_per_active = 256;
constexpr std::uint64_t least_steps = 128, most_steps = 2'048;
/// Rounds of a session after each of which the observer is asked; later ones may share a call.
constexpr std::uint64_t watched_rounds = 4;
/// Known designs that open boxes are compared with to tell how far the front may be from the whole one: enough for a sharp answer, few enough
/// that it takes a second at most.
constexpr std::size_t compared_designs = 4'096;

/// A part of the space that is walked through as one tree.
struct Unit {
  Box box;
  std::size_t region = 0;
};

/// What of the space is searched, in an order that hinges on nothing else.
struct Plan {
  std::vector<Unit> units;
  std::uint64_t boxes = 0;       // of which bounds were computed
  std::uint64_t infeasible = 0;  // designs that no unit has, because none of them is feasible
  std::uint64_t size = 0;        // designs in all
};

/// The common part of two boxes; nothing if there is none.
std::optional<Box> common(const Box& a, const Box& b) {
  Box box;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const LevelRange range{std::max(a[i].first, b[i].first), std::min(a[i].last, b[i].last)};
    if (range.first > range.last) return std::nullopt;
    box.push_back(range);
  }
  return box;
}

std::vector<Unit> cut(const BoxTree& tree, std::span<const Box> regions, const SearchPart& part) {
  __extension__ using Wide = unsigned __int128;
  const Wide size = Wide{tree.space().last_index()} + 1;
  const Wide first = size * part.number / part.of;
  const Wide end = size * (part.number + 1) / part.of;
  std::vector<Unit> units;
  if (first == end) return units;
  for (const Box& box : boxes_between(tree.space(), static_cast<DesignIndex>(first), static_cast<DesignIndex>(end - 1))) {
    for (std::size_t r = 0; r < regions.size(); ++r) {
      if (std::optional<Box> both = common(box, regions[r])) units.push_back({*std::move(both), r});
    }
  }
  for (bool is_cut = true; is_cut && units.size() < least_units;) {
    is_cut = false;
    std::vector<Unit> halves;
    for (Unit& unit : units) {
      if (BoxTree::size_of(unit.box) <= leaf_size) {
        halves.push_back(std::move(unit));
        continue;
      }
      is_cut = true;
      const std::size_t axis = tree.axis_to_halve(unit.box);
      const std::uint64_t middle = BoxTree::middle_of(unit.box[axis]);
      Unit upper = unit;
      upper.box[axis].first = middle + 1;
      unit.box[axis].last = middle;
      halves.push_back(std::move(unit));
      halves.push_back(std::move(upper));
    }
    units = std::move(halves);
  }
  return units;
}

/// Units with the best bounds first, region by region: what they hold drops much of the others.
Plan plan_of(const Problem& problem, const BoxTree& tree, const Regions& regions, const SearchPart& part, int threads) {
  std::vector<Unit> units = cut(tree, regions.boxes(), part);
  const std::size_t objectives = problem.objectives().size();
  constexpr std::size_t at_once = 64;
  std::vector<double> lowest(units.size() * objectives);
  std::vector<char> may_be_feasible(units.size());
  parallel_for((units.size() + at_once - 1) / at_once, threads, [&](std::size_t chunk) {
    CostBounds room = problem.make_bounds();
    for (std::size_t u = chunk * at_once; u < std::min(units.size(), (chunk + 1) * at_once); ++u) {
      may_be_feasible[u] = problem.lower_bounds(units[u].box, room, std::span{lowest}.subspan(u * objectives, objectives)) ? 1 : 0;
    }
  });
  Plan plan;
  plan.boxes = units.size();
  for (const Unit& unit : units) plan.size += BoxTree::size_of(unit.box);
  // Where a bound stands between the least and the greatest of all, summed up over objectives.
  std::vector<double> score(units.size(), 0);
  for (std::size_t o = 0; o < objectives; ++o) {
    double least = infinity;
    double most = -infinity;
    for (std::size_t u = 0; u < units.size(); ++u) {
      const double low = lowest[u * objectives + o];
      if (may_be_feasible[u] == 0 || !std::isfinite(low)) continue;
      least = std::min(least, low);
      most = std::max(most, low);
    }
    for (std::size_t u = 0; u < units.size(); ++u) {
      const double low = lowest[u * objectives + o];
      if (std::isfinite(low) && most > least) score[u] += (low - least) / (most - least);
    }
  }
  std::vector<double> of_region(regions.boxes().size(), infinity);
  std::vector<double> of_group(regions.boxes().size(), infinity);
  std::vector<std::size_t> order;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (may_be_feasible[u] == 0) {
      plan.infeasible += BoxTree::size_of(units[u].box);
      continue;
    }
    order.push_back(u);
    double& region = of_region[units[u].region];
    double& group = of_group[regions.group_of(units[u].region)];
    region = std::min(region, score[u]);
    group = std::min(group, score[u]);
  }
  std::ranges::sort(order, {}, [&](std::size_t u) {
    const std::size_t region = units[u].region;
    const std::size_t group = regions.group_of(region);
    return std::tuple{of_group[group], group, of_region[region], region, score[u], u};
  });
  for (const std::size_t u : order) plan.units.push_back(std::move(units[u]));
  return plan;
}

/// A unit that was begun.
struct Active {
  std::uint64_t unit = 0;
  TreePlace place;
};

/// Where a search was left.
struct Checkpoint {
  double seconds = 0;
  std::uint64_t next = 0;  // unit, of those not begun
  std::uint64_t evaluated = 0, boxes = 0, dominated = 0, infeasible = 0;
  std::vector<Active> active;

  static constexpr std::string_view kind = "boxes";
  [[nodiscard]] std::string text() const {
    std::string text = format("{} {} {} {} {} {} {}", kind, shortest(seconds), next, evaluated, boxes, dominated, infeasible);
    for (const Active& a : active) text += format(" {}:{}:{}", a.unit, a.place.design, a.place.depth);
    return text;
  }
  static std::optional<Checkpoint> read(std::string_view text) {
    const auto word = [&](char end) {
      const std::size_t at = std::min(text.find(end), text.size());
      const std::string_view found = text.substr(0, at);
      text.remove_prefix(std::min(at + 1, text.size()));
      return found;
    };
    Checkpoint at;
    if (word(' ') != kind) return std::nullopt;
    const auto seconds = parse_number(word(' '));
    if (!seconds || !(*seconds >= 0)) return std::nullopt;
    at.seconds = *seconds;
    for (std::uint64_t* const number : {&at.next, &at.evaluated, &at.boxes, &at.dominated, &at.infeasible}) {
      const auto whole = parse_whole(word(' '));
      if (!whole) return std::nullopt;
      *number = *whole;
    }
    while (!text.empty()) {
      std::string_view active = word(' ');
      std::swap(active, text);
      const auto unit = parse_whole(word(':'));
      const auto design = parse_whole(word(':'));
      const auto depth = parse_whole(text);
      text = active;
      if (!unit || !design || !depth) return std::nullopt;
      at.active.push_back({*unit, {*design, *depth}});
    }
    return at;
  }
};

/// What is left of each unit that was begun; nothing if the checkpoint is not one of this plan.
std::optional<std::vector<BoxStack>> stacks_of(const Checkpoint& at, const Plan& plan, const BoxTree& tree) {
  std::vector<BoxStack> stacks;
  if (at.next > plan.units.size()) return std::nullopt;
  for (std::size_t i = 0; i < at.active.size(); ++i) {
    const auto& [unit, place] = at.active[i];
    if (unit >= at.next || (i > 0 && unit <= at.active[i - 1].unit)) return std::nullopt;
    constexpr std::uint64_t deepest = 64;  // halvings of 2^64 designs
    if (place.design > tree.space().last_index() || place.depth > deepest) return std::nullopt;
    if (!stacks.emplace_back(tree).restore(plan.units[unit].box, place)) return std::nullopt;
  }
  return stacks;
}

/// Designs that are not done.
std::uint64_t open_designs(const Checkpoint& at, const Plan& plan, std::span<const BoxStack> stacks) {
  std::uint64_t open = 0;
  for (const BoxStack& stack : stacks) open += stack.designs();
  for (std::size_t u = at.next; u < plan.units.size(); ++u) open += BoxTree::size_of(plan.units[u].box);
  return open;
}

/// Boxes that were evaluated, as observers see them.
class Leaves final : public DesignSequence {
 public:
  explicit Leaves(const Space& space) : axes_{space.axes().size()} {}
  void add(const EvaluatedBoxes& boxes) {
    ranges_.insert(ranges_.end(), boxes.ranges.begin(), boxes.ranges.end());
    for (std::size_t i = 0; i < boxes.count.size(); ++i) {
      from_.push_back(boxes.from[i]);
      ends_.push_back(size() + boxes.count[i]);
    }
  }
  void clear() {
    ranges_.clear();
    from_.clear();
    ends_.clear();
  }
  [[nodiscard]] std::uint64_t size() const override { return ends_.empty() ? 0 : ends_.back(); }
  void fill(DesignBlock& block, std::uint64_t from, std::size_t count) const override {
    block.clear();
    std::vector<std::uint64_t> levels(axes_);
    auto leaf = static_cast<std::size_t>(std::ranges::upper_bound(ends_, from) - ends_.begin());
    for (std::uint64_t number = from; number < from + count; ++number) {
      while (number >= ends_[leaf]) ++leaf;
      const std::uint64_t start = leaf == 0 ? 0 : ends_[leaf - 1];
      levels_in({ranges_.data() + leaf * axes_, axes_}, from_[leaf] + (number - start), levels);
      block.push(levels);
    }
  }

 private:
  std::size_t axes_;
  std::vector<LevelRange> ranges_;  // [box][axis]
  std::vector<std::uint64_t> from_, ends_;
};

class Search {
 public:
  Search(const Problem& problem, Ties ties, const SearchSettings& settings)
      : problem_{&problem},
        ties_{ties},
        settings_{&settings},
        tree_{problem.space()},
        regions_{problem, tree_, settings.threads},
        bounds_{problem},
        plan_{plan_of(problem, tree_, regions_, settings.part, settings.threads)},
        archive_{problem.objectives().size(), ties},
        leaves_{problem.space()} {
    state_.infeasible.resize(problem.reasons().size());
    at_.boxes = plan_.boxes;
    at_.infeasible = plan_.infeasible;
    insert_known(settings.known);
    for (const DesignKey& design : settings.known) known_.push_back(problem.space().index_of(design));
    std::ranges::sort(known_);
    if (settings.resumption != nullptr) {
      state_ = settings.resumption->state;
      at_ = *Checkpoint::read(state_.checkpoint);
      insert_known(settings.resumption->front);
    }
    seconds_before_ = at_.seconds;
    static_cast<void>(archive_.take_changes());  // what was restored is stored
  }

  SearchResult run(Observer& observer) {
    std::uint64_t rounds = 0;
    bool go_on = true;
    while (go_on && can_go_on()) {
      const Clock::time_point begin = Clock::now();
      do {
        round();
      } while (++rounds > watched_rounds && can_go_on() && seconds_since(begin) < batch_seconds / 8);
      put_state();
      const FrontUpdate update = changes();
      go_on = observer.batch_done({leaves_, update, archive_.size(), state_});
      leaves_.clear();
    }
    put_state();
    if (!is_complete()) state_.certificate->gaps = gaps();
    return {found(), state_, is_complete() ? SearchEnd::complete : go_on ? SearchEnd::budget : SearchEnd::stopped};
  }

 private:
  [[nodiscard]] double seconds() const { return seconds_before_ + seconds_since(start_); }
  [[nodiscard]] bool is_complete() const { return at_.active.empty() && at_.next == plan_.units.size(); }
  [[nodiscard]] bool can_go_on() const {
    return !is_complete() && allowed() > 0 && !(settings_->budget.seconds && seconds() >= *settings_->budget.seconds);
  }
  /// Designs that the budget leaves.
  [[nodiscard]] std::uint64_t allowed() const {
    const std::uint64_t most = settings_->budget.evaluations.value_or(std::numeric_limits<std::uint64_t>::max());
    return most > at_.evaluated ? most - at_.evaluated : 0;
  }

  void insert_known(std::span<const DesignKey> designs) {
    explorers::insert_known(*problem_, designs, [this](const DesignKey& design) { return problem_->space().index_of(design); }, archive_);
  }

  /// Walks on in some units at the same time, against the front as it stood before, and brings together what they found, in their order.
  void round() {
    const std::uint64_t units = std::clamp(at_.boxes / boxes_per_active - plan_.boxes / boxes_per_active, std::uint64_t{1}, most_active);
    const std::uint64_t steps = std::clamp(at_.boxes - plan_.boxes, least_steps, most_steps);
    std::set<std::size_t> held;
    for (const Active& a : at_.active) held.insert(plan_.units[a.unit].region);
    while (at_.active.size() < units && at_.next < plan_.units.size()) {
      held.insert(plan_.units[at_.next].region);
      if (held.size() > regions_.most_held()) break;
      at_.active.push_back({at_.next, {tree_.first_of(plan_.units[at_.next].box), 0}});
      ++at_.next;
    }
    std::vector<std::size_t> needed;
    for (const Active& a : at_.active) needed.push_back(plan_.units[a.unit].region);
    regions_.hold(needed);
    const auto walk = [&](const Active& a, std::uint64_t evaluations) {
      const Unit& unit = plan_.units[a.unit];
      return walk_boxes(tree_, regions_.at(unit.region), bounds_, ties_, archive_, unit.box, a.place, {.steps = steps, .evaluations = evaluations});
    };
    const std::uint64_t budget = allowed();
    std::vector<std::optional<WalkOutcome>> outcomes(at_.active.size());
    parallel_for(outcomes.size(), settings_->threads, [&](std::size_t i) { outcomes[i].emplace(walk(at_.active[i], budget)); });
    // Together they may be beyond the budget: the last one that counts is asked again for less, and those behind it wait.
    std::uint64_t left = budget;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (left == 0 && outcomes[i]->evaluated > 0) outcomes[i].reset();
      if (!outcomes[i]) continue;
      if (outcomes[i]->evaluated > left) outcomes[i].emplace(walk(at_.active[i], left));
      left -= outcomes[i]->evaluated;
    }
    std::vector<Active> active;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (!outcomes[i]) {
        active.push_back(at_.active[i]);
        continue;
      }
      take(*outcomes[i]);
      if (outcomes[i]->left) active.push_back({at_.active[i].unit, *outcomes[i]->left});
    }
    at_.active = std::move(active);
  }

  void take(const WalkOutcome& outcome) {
    const Front found = outcome.front.front();
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!std::ranges::binary_search(known_, found.ids[i])) archive_.insert(found.at(i), found.ids[i]);
    }
    for (std::size_t r = 0; r < state_.infeasible.size(); ++r) state_.infeasible[r] += outcome.infeasible[r];
    at_.boxes += outcome.boxes;
    at_.dominated += outcome.dominated;
    at_.infeasible += outcome.infeasible_by_bound;
    at_.evaluated += outcome.evaluated;
    leaves_.add(outcome.leaves);
  }

  void put_state() {
    at_.seconds = seconds();
    state_.evaluated = static_cast<double>(at_.evaluated);
    state_.checkpoint = at_.text();
    state_.certificate = SearchCertificate{.boxes = at_.boxes,
                                           .dominated = at_.dominated,
                                           .infeasible = at_.infeasible,
                                           .open = plan_.size - at_.evaluated - at_.dominated - at_.infeasible,
                                           .size = plan_.size};
  }

  /// For every open box the known design that is least behind its bounds tells how much better a design of it may be.
  [[nodiscard]] std::vector<SearchCertificate::Gap> gaps() {
    const std::size_t objectives = problem_->objectives().size();
    const Front front = archive_.front();
    std::vector<SearchCertificate::Gap> gaps(objectives);
    const std::size_t step = std::max<std::size_t>(front.size() / compared_designs, 1);
    std::vector<double> extent(objectives);
    for (std::size_t o = 0; o < objectives; ++o) {
      double least = infinity;
      double most = -infinity;
      for (std::size_t i = 0; i < front.size(); ++i) {
        least = std::min(least, front.at(i)[o]);
        most = std::max(most, front.at(i)[o]);
      }
      extent[o] = most > least ? most - least : 1;
    }
    CostBounds room = problem_->make_bounds();
    std::vector<double> lowest(objectives);
    const auto add = [&](std::span<const LevelRange> box) {
      if (!problem_->lower_bounds({box.begin(), box.end()}, room, lowest)) return;
      std::size_t nearest = 0;
      double least = infinity;
      for (std::size_t i = 0; i < front.size(); i += step) {
        double behind = 0;
        for (std::size_t o = 0; o < objectives; ++o) behind = std::max(behind, (front.at(i)[o] - lowest[o]) / extent[o]);
        if (behind >= least) continue;
        least = behind;
        nearest = i;
      }
      for (std::size_t o = 0; o < objectives; ++o) {
        const double behind = front.size() == 0 ? infinity : std::max(front.at(nearest)[o] - lowest[o], 0.0);
        gaps[o].additive = std::max(gaps[o].additive, behind);
        gaps[o].relative = std::max(gaps[o].relative, behind == 0 ? 0 : lowest[o] > 0 ? behind / lowest[o] : infinity);
      }
    };
    for (std::size_t u = at_.next; u < plan_.units.size(); ++u) add(plan_.units[u].box);
    const auto stacks = stacks_of(at_, plan_, tree_);
    for (const BoxStack& stack : *stacks) {
      for (std::size_t i = 0; i < stack.size(); ++i) add(stack.box(i));
    }
    return gaps;
  }

  [[nodiscard]] std::vector<DesignKey> keys(std::span<const std::uint64_t> numbers) const {
    std::vector<DesignKey> list(numbers.size(), DesignKey(problem_->space().axes().size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) problem_->space().levels_of(numbers[i], list[i]);
    return list;
  }
  FrontUpdate changes() {
    const FrontChanges numbers = archive_.take_changes();
    return {keys(numbers.entered), keys(numbers.left)};
  }
  [[nodiscard]] FoundFront found() const {
    const Front front = archive_.front();
    return in_order(front, keys(front.ids));
  }

  const Problem* problem_;
  Ties ties_;
  const SearchSettings* settings_;
  BoxTree tree_;
  Regions regions_;
  BoundsPool bounds_;
  Plan plan_;
  ParetoArchive archive_;
  Leaves leaves_;  // since the observer was told
  std::vector<DesignIndex> known_;  // from elsewhere, in order
  SearchState state_;
  Checkpoint at_;
  double seconds_before_ = 0;
  Clock::time_point start_ = Clock::now();
};

std::string mistake_in(const Problem& problem, const SearchSettings& settings) {
  const Space& space = problem.space();
  const auto is_design = [&](const DesignKey& design) {
    bool is_one = design.size() == space.axes().size();
    for (std::size_t a = 0; is_one && a < design.size(); ++a) is_one = design[a] < space.axes()[a].levels.size();
    return is_one;
  };
  if (!std::ranges::all_of(settings.known, is_design)) return "a known design is not in its space";
  if (settings.resumption == nullptr) return {};
  const SearchState& state = settings.resumption->state;
  const auto at = Checkpoint::read(state.checkpoint);
  constexpr const char* elsewhere = "the boxes at which it stopped are not in its space";
  if (!at) return elsewhere;
  const BoxTree tree{space};
  const Regions regions{problem, tree, settings.threads};
  const Plan plan = plan_of(problem, tree, regions, settings.part, settings.threads);
  const auto stacks = stacks_of(*at, plan, tree);
  if (!stacks) return elsewhere;
  if (at->evaluated + at->dominated + at->infeasible + open_designs(*at, plan, *stacks) != plan.size) {
    return "its boxes and the designs that it evaluated are not its space";
  }
  if (state.evaluated != static_cast<double>(at->evaluated)) return "it stopped at another design than the number evaluated says";
  if (state.infeasible.size() != problem.reasons().size()) return "it counts designs that are infeasible for no known reason";
  for (const DesignKey& design : settings.resumption->front) {
    if (!is_design(design)) return "its front has a design that is not in its space";
    const auto holds = [&](const BoxStack& stack) { return stack.holds(design); };
    if (std::ranges::any_of(*stacks, holds)) return "its front has a design that was not evaluated yet";
  }
  return {};
}

class Exact final : public Explorer {
 public:
  struct Options {
    Ties ties = Ties::all;
  };
  explicit Exact(Options options) : options_{options} {}

  [[nodiscard]] std::string refusal(const Space& space) const override {
    if (space.is_indexable()) return {};
    return format("exact search needs at most 2^64 designs; this space has {}", space.size_text());
  }
  [[nodiscard]] double evaluations(const Space& space) const override { return space.size(); }
  [[nodiscard]] std::string mistake(const Problem& problem, const SearchSettings& settings) const override { return mistake_in(problem, settings); }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    if (!problem.space().is_indexable()) throw std::invalid_argument{refusal(problem.space())};
    if (settings.part.number >= settings.part.of) throw std::invalid_argument{"a part beyond the last"};
    if (settings.threads < 1) throw std::invalid_argument{"less than one thread"};
    if (problem.objectives().empty()) throw std::invalid_argument{"a search without objectives"};
    if (const std::string why = mistake_in(problem, settings); !why.empty()) throw std::invalid_argument{why};
    return Search{problem, options_.ties, settings}.run(observer);
  }
  [[nodiscard]] std::vector<OptionText> options() const override { return listed_options<Exact>(options_); }

 private:
  Options options_;
};

template <class Visitor>
void describe(Exact::Options& o, Visitor& visit) {
  visit("ties", o.ties, ties_meaning);
}

}  // namespace

extern constinit const ExplorerEntry exact{
    .name = "exact",
    .summary = "branch and bound: the front of every design, most of which it need not evaluate, and proof that none is missing",
    .traits = {.exact = true, .needs_bounds = true},
    .make = configured<Exact>,
};

}  // namespace bitpareto::explorers
