// SPDX-License-Identifier: Apache-2.0
#include "explorers/walk.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "core/search/block_filter.h"
#include "core/system/parallel.h"
#include "explorers/kept_designs.h"
#include "explorers/progress.h"

namespace bitpareto::explorers {

namespace {

/// The designs of a chunk are evaluated by one thread, those of a batch by all; between batches the front is brought
/// together in the order of the chunks. Neither size changes the result.
constexpr std::size_t most_blocks_per_chunk = 1'024;
constexpr std::size_t chunks_per_thread = 4;

/// How large a batch may be so that it takes about batch_seconds, from how long those before it took.
class Pace {
 public:
  explicit Pace(std::size_t threads) : most_{threads * chunks_per_thread * most_blocks_per_chunk}, blocks_{threads} {}
  [[nodiscard]] std::size_t blocks() const { return blocks_; }
  /// The last batch is done and stored.
  void took(double seconds) {
    const double fitting = static_cast<double>(blocks_) * batch_seconds / std::max(seconds, 1e-9);
    // Half of what would fit: the next batch may be dearer. At most twice as many: a first batch tells little.
    const double next = std::min(fitting / 2, static_cast<double>(blocks_) * 2);
    blocks_ = std::clamp(static_cast<std::size_t>(next), std::size_t{1}, most_);
  }

 private:
  std::size_t most_, blocks_;
};

/// Numbers first ... last of a walk, both included.
struct Stretch {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// Part i of n goes from size * i / n up to size * (i + 1) / n. Nothing: there are more parts than designs.
std::optional<Stretch> stretch_of(std::uint64_t last, const SearchPart& part) {
  __extension__ using Wide = unsigned __int128;
  const Wide size = Wide{last} + 1;
  const Wide first = size * part.number / part.of;
  const Wide end = size * (part.number + 1) / part.of;
  if (first == end) return std::nullopt;
  return Stretch{static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(end - 1)};
}

/// What one thread found out about the designs of one chunk.
struct ChunkResult {
  ChunkResult(const Problem& problem, Ties ties)
      : front{problem.objectives().size(), ties}, infeasible(problem.reasons().size()) {}
  ParetoArchive front;
  std::vector<std::uint64_t> infeasible;
};

/// What a thread needs to evaluate a chunk, kept from one to the next.
struct Scratch {
  explicit Scratch(const Problem& problem)
      : designs{problem.space()}, objectives{problem.make_block()}, filter{problem.objectives().size()}, values(problem.objectives().size()) {}
  DesignBlock designs;
  ObjectiveBlock objectives;
  BlockFilter filter;
  std::vector<double> values;  // of one design
};

/// One for each of as many threads as ask at a time.
class ScratchPool {
 public:
  explicit ScratchPool(const Problem& problem) : problem_{&problem} {}
  [[nodiscard]] std::unique_ptr<Scratch> take() {
    {
      const std::scoped_lock lock{mutex_};
      if (!free_.empty()) {
        std::unique_ptr<Scratch> scratch = std::move(free_.back());
        free_.pop_back();
        return scratch;
      }
    }
    return std::make_unique<Scratch>(*problem_);
  }
  void put_back(std::unique_ptr<Scratch> scratch) {
    const std::scoped_lock lock{mutex_};
    free_.push_back(std::move(scratch));
  }

 private:
  const Problem* problem_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> free_;
};

/// Evaluates a block of designs of a walk and keeps those that neither each other nor `known` dominates.
void evaluate_block(const Walk& walk, const Problem& problem, const ParetoArchive& known, Scratch& scratch, std::uint64_t first, std::size_t size,
                    ChunkResult& result) {
  walk.fill(scratch.designs, first, size);
  problem.evaluate(scratch.designs, scratch.objectives);
  for (const std::size_t i : scratch.filter.remaining(scratch.objectives, size, result.infeasible)) {
    for (std::size_t o = 0; o < scratch.values.size(); ++o) scratch.values[o] = scratch.objectives.values(o)[i];
    if (scratch.filter.catches(scratch.values)) continue;
    std::span<const double> dominator = known.dominator_of(scratch.values);
    if (dominator.empty()) dominator = result.front.dominator_of(scratch.values);
    if (dominator.empty()) {
      result.front.insert(scratch.values, first + i);
    } else {
      scratch.filter.learn(dominator);
    }
  }
}

/// The same of designs first, ..., first + size - 1, block by block; those first that are a repetition of each other.
ChunkResult evaluate_chunk(const Walk& walk, const Problem& problem, std::uint64_t repetition, Ties ties, const ParetoArchive& known, Scratch& scratch,
                           std::uint64_t first, std::size_t size) {
  ChunkResult result{problem, ties};
  const std::size_t period = repetition == 0 || repetition > size / 2 ? size : static_cast<std::size_t>(repetition);
  for (std::size_t start = 0; start < period; start += block_size) {
    for (std::size_t at = start; at < size; at += period) {
      const std::size_t count = std::min({block_size, period - start, size - at});
      evaluate_block(walk, problem, known, scratch, first + at, count, result);
    }
  }
  return result;
}

/// Some of the walk, as observers see it.
class Slice final : public DesignSequence {
 public:
  Slice(const Walk& walk, std::uint64_t first, std::uint64_t size) : walk_{&walk}, first_{first}, size_{size} {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  void fill(DesignBlock& block, std::uint64_t from, std::size_t count) const override {
    walk_->fill(block, first_ + from, count);
  }

 private:
  const Walk* walk_;
  std::uint64_t first_, size_;
};

class Search {
 public:
  Search(const Walk& walk, const Problem& problem, const WalkOptions& options, const SearchSettings& settings)
      : walk_{&walk},
        problem_{&problem},
        options_{&options},
        settings_{&settings},
        stretch_{stretch_of(walk.last(), settings.part)},
        repetition_{walk.repetition(problem.evaluator())},
        archive_{problem.objectives().size(), options.ties},
        scratches_{problem} {
    state_.infeasible.resize(problem.reasons().size());
    insert_known(settings.known);
    if (settings.resumption != nullptr) restore(*settings.resumption);
    static_cast<void>(archive_.take_changes());  // what was restored is stored
  }

  SearchResult run(Observer& observer) {
    Pace pace{static_cast<std::size_t>(settings_->threads)};
    bool go_on = true;
    while (go_on && !is_complete() && !is_spent(settings_->budget.seconds) && allowed() > 0) {
      const Clock::time_point begin = Clock::now();
      const std::uint64_t first = stretch_->first + at_.done;
      const std::uint64_t size = evaluate_batch(first, pace.blocks());
      state_.checkpoint = Progress{at_.done, seconds()}.text();
      const FrontUpdate update = changes();
      go_on = observer.batch_done({Slice{*walk_, first, size}, update, archive_.size(), state_});
      pace.took(seconds_since(begin));
    }
    state_.checkpoint = Progress{at_.done, seconds()}.text();
    return {found(), state_, is_complete() ? SearchEnd::complete : go_on ? SearchEnd::budget : SearchEnd::stopped};
  }

 private:
  [[nodiscard]] double seconds() const { return at_.seconds + seconds_since(start_); }
  [[nodiscard]] bool is_spent(const std::optional<double>& budget) const { return budget && seconds() >= *budget; }
  [[nodiscard]] bool is_complete() const {
    // The count of 2^64 designs is 0 again at the end: hence the flag.
    return !stretch_ || is_walked_ || (at_.done > 0 && is_spent(options_->seconds));
  }
  /// Designs that the budget leaves.
  [[nodiscard]] std::uint64_t allowed() const {
    const std::uint64_t most = settings_->budget.evaluations.value_or(std::numeric_limits<std::uint64_t>::max());
    return most > at_.done ? most - at_.done : 0;
  }

  void restore(const Resumption& from) {
    state_ = from.state;
    at_ = *Progress::read(state_.checkpoint);
    is_walked_ = !stretch_ || at_.done > stretch_->last - stretch_->first;
    insert_known(from.front);
  }

  void insert_known(std::span<const DesignKey> designs) {
    explorers::insert_known(*problem_, designs, [this](const DesignKey& design) { return walk_->number_of(design).value(); }, archive_);
  }

  /// About so many blocks from design `first` of the walk on; returns how many designs they were.
  std::uint64_t evaluate_batch(std::uint64_t first, std::size_t blocks) {
    const auto threads = static_cast<std::size_t>(settings_->threads);
    const std::uint64_t left = std::min(stretch_->last - first, allowed() - 1);  // behind the first
    const std::size_t blocks_per_chunk =
        std::clamp(blocks / (threads * chunks_per_thread), std::size_t{1}, most_blocks_per_chunk);
    const std::size_t chunk_size = blocks_per_chunk * block_size;
    const std::size_t most_chunks = (blocks + blocks_per_chunk - 1) / blocks_per_chunk;
    const auto chunks = static_cast<std::size_t>(std::min<std::uint64_t>(most_chunks, left / chunk_size + 1));
    const auto size_of = [&](std::size_t c) {
      return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_size - 1, left - c * chunk_size)) + 1;
    };
    std::vector<std::optional<ChunkResult>> results(chunks);
    parallel_for(chunks, settings_->threads, [&](std::size_t c) {
      std::unique_ptr<Scratch> scratch = scratches_.take();
      results[c] = evaluate_chunk(*walk_, *problem_, repetition_, options_->ties, archive_, *scratch, first + c * chunk_size, size_of(c));
      scratches_.put_back(std::move(scratch));
    });
    std::uint64_t size = 0;
    for (std::size_t c = 0; c < chunks; ++c) {
      const Front found = results[c]->front.front();
      for (std::size_t i = 0; i < found.size(); ++i) archive_.insert(found.at(i), found.ids[i]);
      for (std::size_t r = 0; r < state_.infeasible.size(); ++r) state_.infeasible[r] += results[c]->infeasible[r];
      size += size_of(c);
    }
    at_.done += size;
    state_.evaluated += static_cast<double>(size);
    is_walked_ = at_.done - 1 == stretch_->last - stretch_->first;
    return size;
  }

  [[nodiscard]] std::vector<DesignKey> keys(std::span<const std::uint64_t> numbers) const {
    std::vector<DesignKey> list(numbers.size(), DesignKey(problem_->space().axes().size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) walk_->levels_of(numbers[i], list[i]);
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

  const Walk* walk_;
  const Problem* problem_;
  const WalkOptions* options_;
  const SearchSettings* settings_;
  std::optional<Stretch> stretch_;
  std::uint64_t repetition_;
  ParetoArchive archive_;
  ScratchPool scratches_;
  SearchState state_;
  Progress at_;  // its seconds are those before this session
  bool is_walked_ = false;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

std::string mistake_on(const Walk& walk, const Problem& problem, const SearchSettings& settings) {
  const std::span<const Axis> axes = problem.space().axes();
  const auto is_design = [&](const DesignKey& design) {
    bool is_one = design.size() == axes.size();
    for (std::size_t a = 0; is_one && a < axes.size(); ++a) is_one = design[a] < axes[a].levels.size();
    return is_one;
  };
  for (const DesignKey& design : settings.known) {
    if (!is_design(design) || !walk.number_of(design)) return "a known design is not in its space";
  }
  if (settings.resumption == nullptr) return {};
  const SearchState& state = settings.resumption->state;
  const auto at = Progress::read(state.checkpoint);
  const auto stretch = stretch_of(walk.last(), settings.part);
  const std::uint64_t last = stretch ? stretch->last - stretch->first : 0;
  if (!at || (at->done > 0 && (!stretch || at->done - 1 > last))) return "the design at which it stopped is not in its space";
  constexpr std::uint64_t exact_doubles = std::uint64_t{1} << 53U;  // beyond, `evaluated` is rounded
  if (at->done < exact_doubles ? state.evaluated != static_cast<double>(at->done)
                               : state.evaluated < static_cast<double>(exact_doubles)) {
    return "it stopped at another design than the number evaluated says";
  }
  if (state.infeasible.size() != problem.reasons().size()) return "it counts designs that are infeasible for no known reason";
  for (const DesignKey& design : settings.resumption->front) {
    if (!is_design(design)) return "its front has a design that is not in its space";
    const auto number = walk.number_of(design);
    const bool is_done = number && stretch && *number >= stretch->first && *number - stretch->first < at->done;
    if (!is_done) return "its front has a design that was not evaluated yet";
  }
  return {};
}

SearchResult search_along(const Walk& walk, const Problem& problem, const WalkOptions& options,
                          const SearchSettings& settings, Observer& observer) {
  if (settings.part.number >= settings.part.of) throw std::invalid_argument{"a part beyond the last"};
  if (settings.threads < 1) throw std::invalid_argument{"less than one thread"};
  if (problem.objectives().empty()) throw std::invalid_argument{"a search without objectives"};
  if (const std::string why = mistake_on(walk, problem, settings); !why.empty()) throw std::invalid_argument{why};
  return Search{walk, problem, options, settings}.run(observer);
}

}  // namespace bitpareto::explorers
